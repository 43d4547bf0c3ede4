package store

import (
	"context"
	"fmt"
	"time"

	"github.com/baken-bot/baken/internal/chat"
)

// Limit is how fast messages may go: one every so often, and a few at once.
type Limit struct {
	Every time.Duration
	Burst int
}

func (l Limit) every() int64 { return max(1, l.Every.Milliseconds()) }

// Pace keeps messages the bot starts at a rate that platforms take, over all replicas. Zero limits mean the defaults.
type Pace struct {
	Conversation Limit
	Platform     Limit
}

// The default pace: a message a second in one conversation (https://api.slack.com/apis/rate-limits: chat.postMessage; the slowest of the platforms), twenty a second within
// one school.
const (
	conversationEvery = time.Second
	conversationBurst = 3
	platformEvery     = 50 * time.Millisecond
	platformBurst     = 20
)

func (p Pace) limits() (conversation, platform Limit) {
	conversation, platform = p.Conversation, p.Platform
	if conversation.Burst == 0 {
		conversation = Limit{conversationEvery, conversationBurst}
	}
	if platform.Burst == 0 {
		platform = Limit{platformEvery, platformBurst}
	}
	return conversation, platform
}

func (s *Store) paceKeys(school chat.School, to chat.Address) []string {
	return []string{s.schoolKey(school, "pace", s.personName(school, to)), s.schoolKey(school, "pace", string(to.Platform))}
}

// Paces takes places in the pace outside a delivery, for instance for the announcement of a plan.
type Paces struct {
	*Store
	Pace Pace
}

// Take returns how long to wait before a message to an address at now, and takes the place when it need not wait.
func (p Paces) Take(ctx context.Context, school chat.School, to chat.Address, now time.Time) (time.Duration, error) {
	conversation, platform := p.Pace.limits()
	wait, err := p.run(ctx, p.scripts.takePace, p.paceKeys(school, to), millis(now), conversation.every(), conversation.Burst, platform.every(), platform.Burst).Int64()
	if err != nil {
		return 0, fmt.Errorf("take pace: %w", err)
	}
	return time.Duration(wait) * time.Millisecond, nil
}
