package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
)

// Shelf is what one school has planned and set about its time, for whoever looks after the whole store. Which school it is, only its plans say.
type Shelf struct {
	School   chat.School
	Settings schedule.Settings
	Plans    []schedule.Kept
	// Shut is how many plans cannot be opened: they were kept under another SECRET_KEY.
	Shut int
}

// Each hands over the shelf of every school that has planned anything. It stops at the first error of do.
func (b Book) Each(ctx context.Context, do func(Shelf) error) error {
	prefixes, err := b.Plans.client.ZRange(ctx, SchoolsPattern, 0, -1).Result()
	if err != nil {
		return fmt.Errorf("list schools: %w", err)
	}
	for _, prefix := range prefixes {
		shelf, err := b.shelf(ctx, prefix)
		if err != nil {
			return err
		}
		if err := do(shelf); err != nil {
			return err
		}
	}
	return nil
}

func (b Book) shelf(ctx context.Context, prefix string) (Shelf, error) {
	out := Shelf{Settings: b.Default}
	client := b.Plans.client
	switch data, err := client.Get(ctx, prefix+"settings").Bytes(); {
	case missing(err):
	case err != nil:
		return out, fmt.Errorf("load settings: %w", err)
	default:
		if err := json.Unmarshal(data, &out.Settings); err != nil {
			return out, fmt.Errorf("decode settings: %w", err)
		}
	}
	sealed, err := client.HGetAll(ctx, prefix+"plans").Result()
	if err != nil {
		return out, fmt.Errorf("list plans: %w", err)
	}
	for id, data := range sealed {
		plan, err := b.open(prefix+"plans", schedule.PlanID(id), []byte(data))
		if err != nil {
			out.Shut++
			continue
		}
		next, err := moment(client.ZScore(ctx, prefix+"due", id))
		if err != nil {
			return out, err
		}
		out.School = plan.School
		out.Plans = append(out.Plans, schedule.Kept{Plan: plan, Next: next})
	}
	return out, nil
}

// moment reads the next moment of a plan; none is the zero time.
func moment(score *redis.FloatCmd) (time.Time, error) {
	at, err := score.Result()
	if missing(err) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("read moment: %w", err)
	}
	return time.UnixMilli(int64(at)), nil
}
