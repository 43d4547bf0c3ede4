package slack

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/config"
)

// Socket brings what Slack sends by a connection that the bot makes itself, so that it needs no public address (Socket Mode,
// https://docs.slack.dev/apis/events-api/using-socket-mode). While one connection is being left the next is open already.
type Socket struct {
	slack *Slack
	token config.Secret
	// pause is how long to wait before the next connection, after so many that ended soon.
	pause func(ended int) time.Duration
	open  atomic.Int32
}

// NewSocket returns a socket of an adapter, under the app's own token (xapp-…). It connects in [Socket.Run].
func NewSocket(s *Slack, token config.Secret) *Socket {
	return &Socket{slack: s, token: token, pause: pauseAfter}
}

// Between two connections. slack-go 0.35 waits not at all after some reasons to leave, which is thousands of calls a second.
const (
	shortestPause = time.Second
	longestPause  = time.Minute
	// soon is how long a connection lasts at least that was well.
	soon = time.Minute
)

func pauseAfter(ended int) time.Duration {
	d := min(longestPause, shortestPause<<min(ended, 10))
	return d + rand.N(d/2)
}

// Connected returns an error while no connection is open.
func (k *Socket) Connected(context.Context) error {
	if k.open.Load() == 0 {
		return errors.New("find socket: none is open")
	}
	return nil
}

// Run holds a connection until ctx ends. It gives up, and says why, when Slack says that no try can succeed: somebody must mend the app's settings first.
func (k *Socket) Run(ctx context.Context) {
	var links sync.WaitGroup
	defer links.Wait()
	ended := 0
	for ctx.Err() == nil {
		started := k.slack.now()
		l, err := k.dial(ctx)
		if hopeless(err) {
			k.slack.Report(fmt.Errorf("open socket: %w; mend SLACK_APP_TOKEN or the app's settings, and start the bot again", err))
			return
		}
		if err == nil {
			links.Go(func() { l.read(ctx) })
			err = l.await(ctx)
		}
		if ctx.Err() != nil {
			return
		}
		if k.slack.now().Sub(started) >= soon {
			ended = 0
		}
		wait := k.pause(ended)
		var retry *chat.RetryError
		if errors.As(err, &retry) {
			wait = max(wait, retry.After)
		}
		if err != nil {
			k.slack.Report(fmt.Errorf("hold socket: %w; the next one opens in %s", err, wait.Round(time.Millisecond)))
		}
		ended++
		if sleep(ctx, wait) != nil {
			return
		}
	}
}

// hopeless reports whether Slack would refuse every further try (https://docs.slack.dev/reference/methods/apps.connections.open: errors; the official client gives
// up at the same ones).
func hopeless(err error) bool {
	var word refused
	return errors.As(err, &word) && slices.Contains([]refused{
		"not_authed", "invalid_auth", "account_inactive", "user_removed_from_team", "team_disabled", "not_allowed_token_type", "token_revoked",
	}, word)
}

// dial asks for an address and connects to it. It works at its own pace: the pause between two connections is never shorter than a second.
func (k *Socket) dial(ctx context.Context) (*link, error) {
	var out struct {
		URL string `json:"url"`
	}
	if err := k.slack.once(ctx, call{team: "app", method: "apps.connections.open", token: k.token.Reveal()}, &out); err != nil {
		return nil, fmt.Errorf("ask for an address: %w", err)
	}
	dialer := websocket.Dialer{HandshakeTimeout: callTimeout}
	conn, res, err := dialer.DialContext(ctx, out.URL, nil)
	if res != nil {
		res.Body.Close()
	}
	if err != nil {
		// The address holds a ticket, so it stays out of the error.
		return nil, fmt.Errorf("connect: %w", bare(err))
	}
	return newLink(k, conn), nil
}
