package store

import (
	"context"
	"fmt"

	"github.com/baken-bot/baken/internal/chat"
)

// Seen fills [chat.Seen].
type Seen struct{ *Store }

func (s Seen) messageKey(school chat.School, id string) string {
	return s.schoolKey(school, "seen", s.hidden("message", string(school), id))
}

// Take reports whether the message is new, and if so holds it for a lease.
func (s Seen) Take(ctx context.Context, school chat.School, id string) (bool, error) {
	first, err := s.client.SetNX(ctx, s.messageKey(school, id), "in hand", seenLease).Result()
	if err != nil {
		return false, fmt.Errorf("take message: %w", err)
	}
	return first, nil
}

// Done turns the lease into a mark that outlives the platform's retries.
func (s Seen) Done(ctx context.Context, school chat.School, id string) error {
	if err := s.client.Set(ctx, s.messageKey(school, id), "done", seenFor).Err(); err != nil {
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
