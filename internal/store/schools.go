package store

import (
	"context"
	"fmt"

	"github.com/redis/go-redis/v9"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/pulse"
)

// Schools erases whole schools.
type Schools struct{ *Store }

// eraseAtOnce is how many keys one step looks at.
const eraseAtOnce = 500

// Erase erases everything that is kept of a school: all keys of its slot, its installation among them, and its places in what is kept over all schools. Then it asks
// the server to write its append-only file anew, and returns whether that still holds what was erased. What waits in the queue stays until its moment, sealed, and
// then finds no plan: nothing is sent and nothing is kept. To erase twice is to erase once.
func (s Schools) Erase(ctx context.Context, school chat.School) (pulse.Traces, error) {
	prefix := s.schoolKey(school)
	if err := s.client.ZRem(ctx, SchoolsPattern, prefix).Err(); err != nil {
		return pulse.StillThere, fmt.Errorf("erase school: %w", err)
	}
	if err := s.client.HDel(ctx, InstalledPattern, prefix).Err(); err != nil {
		return pulse.StillThere, fmt.Errorf("erase school: %w", err)
	}
	node, err := Rounds(s).nodeOf(ctx, prefix)
	if err != nil {
		return pulse.StillThere, err
	}
	if err := eraseKeys(ctx, node, prefix); err != nil {
		return pulse.StillThere, fmt.Errorf("erase school: %w", err)
	}
	if !s.Kept {
		return pulse.NoTraces, nil
	}
	return erase(ctx, node, true), nil
}

// eraseKeys erases every key that begins so. A prefix is a hash between braces, which mean nothing in a pattern.
func eraseKeys(ctx context.Context, node redis.Cmdable, prefix string) error {
	for cursor, more := uint64(0), true; more; {
		keys, next, err := node.Scan(ctx, cursor, prefix+"*", eraseAtOnce).Result()
		if err != nil {
			return err //nolint:wrapcheck // the caller says what it was for
		}
		if len(keys) > 0 {
			if err := node.Del(ctx, keys...).Err(); err != nil {
				return err //nolint:wrapcheck // as above
			}
		}
		cursor, more = next, next != 0
	}
	return nil
}
