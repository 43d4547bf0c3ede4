package store

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/pulse"
)

// Schools erases whole schools.
type Schools struct{ *Store }

// eraseAtOnce is how many keys one step looks at.
const eraseAtOnce = 500

// LeavingPattern is the index of schools that are being erased, with the moment at which that began. It is not of one school; its members are hashes.
const LeavingPattern = "leaving"

// Erase erases everything that is kept of a school: all keys of its slot, its installation among them, and its places in what is kept over all schools. Then it asks
// the server to write its append-only file anew, and returns whether that still holds what was erased. What waits in the queue stays until its moment, sealed, and
// then finds no plan: nothing is sent and nothing is kept. To erase twice is to erase once. [Schools.EraseRest] ends what is cut off.
func (s Schools) Erase(ctx context.Context, school chat.School, now time.Time) (pulse.Traces, error) {
	prefix := s.schoolKey(school)
	if err := s.client.ZAdd(ctx, LeavingPattern, redis.Z{Score: float64(now.UnixMilli()), Member: prefix}).Err(); err != nil {
		return pulse.StillThere, fmt.Errorf("erase school: %w", err)
	}
	return s.erase(ctx, prefix)
}

// EraseRest erases once more the schools of which the erasing began before a moment: where it was cut off nobody asks again, and a message that was being answered meanwhile has left
// something behind. A school that has installed the bot again stays.
func (s Schools) EraseRest(ctx context.Context, before time.Time) error {
	prefixes, err := s.client.ZRangeByScore(ctx, LeavingPattern, &redis.ZRangeBy{Min: "-inf", Max: millis(before)}).Result()
	if err != nil {
		return fmt.Errorf("list schools that leave: %w", err)
	}
	for _, prefix := range prefixes {
		back, err := s.client.HExists(ctx, InstalledPattern, prefix).Result()
		if err == nil && !back {
			_, err = s.erase(ctx, prefix)
		}
		if err == nil {
			err = s.client.ZRem(ctx, LeavingPattern, prefix).Err()
		}
		if err != nil {
			return fmt.Errorf("erase rest of school: %w", err)
		}
	}
	return nil
}

func (s Schools) erase(ctx context.Context, prefix string) (pulse.Traces, error) {
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
