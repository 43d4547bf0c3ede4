package slack

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/baken-bot/baken/internal/chat"
)

// channelGap is the time between two messages in one channel (https://docs.slack.dev/apis/web-api/rate-limits/: about one a second, short
// bursts allowed), and channelBurst how many may come together.
const (
	channelGap   = time.Second
	channelBurst = 3
)

// minuteTier is the calls a minute that Slack allows a method in one workspace (https://docs.slack.dev/apis/web-api/rate-limits/: tiers 1 to 4).
// A method that is not here has no tier of its own, and waits only when Slack asks it to.
func minuteTier(method string) int {
	switch method {
	case "apps.connections.open":
		return 1
	case "users.list", "usergroups.users.list":
		return 20
	case "conversations.open", "conversations.info", "conversations.history", "conversations.replies", "chat.update":
		return 50
	case "users.info", "conversations.members", "views.open", "views.publish", "chat.postEphemeral",
		"files.getUploadURLExternal", "files.completeUploadExternal":
		return 100
	}
	return 0
}

// evenly spreads so many calls a minute: a quarter may come at once and the rest evenly, so that no minute holds more. Of 0 a minute all go at once.
func evenly(perMinute int) (gap time.Duration, burst int) {
	if perMinute == 0 {
		return 0, 1
	}
	burst = max(perMinute/4, 1)
	return time.Minute / time.Duration(max(perMinute-burst, 1)), burst
}

// pace spreads calls: each name, a method in a workspace or a channel, has its own line, and none waits for another.
type pace struct {
	now func() time.Time

	mu    sync.Mutex // guards lines
	lines map[string]line
}

// line is when the next call of a name would go if all went evenly, and until when none may go at all.
type line struct{ next, closed time.Time }

func newPace(now func() time.Time) *pace { return &pace{now: now, lines: map[string]line{}} }

// maxLines is how many names are remembered; the quiet ones are forgotten first.
const maxLines = 20000

// spread is how a line moves: one call every gap, of which burst may come together. Who would wait longer than patience does not join it.
type spread struct {
	gap      time.Duration
	burst    int
	patience time.Duration
}

// take books the next place in a line and returns how long to wait for it. Nothing is booked when that is longer than patience.
func (p *pace) take(name string, by spread) (wait time.Duration, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	l := p.lines[name]
	even := l.next
	if even.Before(now) {
		even = now
	}
	start := even.Add(-time.Duration(by.burst-1) * by.gap)
	if start.Before(l.closed) {
		start = l.closed
	}
	wait = max(start.Sub(now), 0)
	if wait > by.patience {
		return wait, false
	}
	l.next = even.Add(by.gap)
	p.lines[name] = l
	if len(p.lines) > maxLines {
		p.forget(now)
	}
	return wait, true
}

// shut closes a line for a while, because Slack said so.
func (p *pace) shut(name string, d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.lines[name]
	if until := p.now().Add(d); until.After(l.closed) {
		l.closed = until
	}
	p.lines[name] = l
}

func (p *pace) forget(now time.Time) {
	for name, l := range p.lines {
		if !l.next.After(now) && !l.closed.After(now) {
			delete(p.lines, name)
		}
	}
}

// How long a call waits for its turn when the caller set no deadline, and when it is not worth waiting for.
const (
	patience      = 20 * time.Second
	shortPatience = 300 * time.Millisecond
)

// wait lets a call go when its turn has come. Past the caller's deadline it returns a [chat.RetryError]: surely nothing was sent.
func (p *pace) wait(ctx context.Context, name string, by spread) error {
	if deadline, ok := ctx.Deadline(); ok {
		by.patience = min(by.patience, time.Until(deadline))
	}
	d, ok := p.take(name, by)
	if !ok {
		return &chat.RetryError{After: d, Err: fmt.Errorf("wait for a turn: %s is too long", d.Round(time.Millisecond))}
	}
	return sleep(ctx, d)
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return &chat.RetryError{After: d, Err: fmt.Errorf("wait for a turn: %w", ctx.Err())}
	}
}
