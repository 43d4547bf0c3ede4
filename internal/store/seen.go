package store

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"github.com/baken-bot/baken/internal/chat"
)

// Seen fills [chat.Seen].
type Seen struct{ *Store }

func (s Seen) messageKey(school chat.School, id string) string {
	return s.schoolKey(school, "seen", s.hidden("message", string(school), id))
}

// isDone is what a message's key holds once it is answered; before, it holds isHeld and a word of who has it in hand.
const (
	isHeld = "in hand "
	isDone = "done"
)

// Take reports whether the message is new, and if so holds it for a lease. While somebody else holds it the error wraps [chat.ErrBusy].
func (s Seen) Take(ctx context.Context, school chat.School, id string) (bool, error) {
	key := s.messageKey(school, id)
	mine := isHeld + rand.Text()
	first, err := s.client.SetNX(ctx, key, mine, seenLease).Result()
	if err != nil {
		return false, fmt.Errorf("take message: %w", err)
	}
	if first {
		return true, nil
	}
	state, err := s.client.Get(ctx, key).Result()
	switch {
	case err == nil && state == mine:
		// The client set it twice, because the answer to the first time was lost.
		return true, nil
	case missing(err) || err == nil && strings.HasPrefix(state, isHeld):
		return false, fmt.Errorf("another replica has the message: %w", chat.ErrBusy)
	case err != nil:
		return false, fmt.Errorf("take message: %w", err)
	}
	return false, nil
}

// Done turns the lease into a mark that outlives the platform's retries.
func (s Seen) Done(ctx context.Context, school chat.School, id string) error {
	if err := s.client.Set(ctx, s.messageKey(school, id), isDone, seenFor).Err(); err != nil {
		return fmt.Errorf("mark message: %w", err)
	}
	return nil
}

// Release gives the message back.
func (s Seen) Release(ctx context.Context, school chat.School, id string) error {
	if err := s.client.Del(ctx, s.messageKey(school, id)).Err(); err != nil {
		return fmt.Errorf("release message: %w", err)
	}
	return nil
}
