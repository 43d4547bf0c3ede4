package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/redis/go-redis/v9"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
)

// Calendars keeps what a school has set about its time.
type Calendars struct {
	*Store
	// Default is for a school that has set nothing.
	Default schedule.Settings
	// Fetched says that free days are fetched. Without it those that once were are left out: nobody renews them any more.
	Fetched bool
}

// freeDaysKey holds the free days that were fetched last. They are no school's alone.
const freeDaysKey = "free-days"

// Settings returns what the school has set, or else the default, and beside it the free days that were fetched, if they are.
func (c Calendars) Settings(ctx context.Context, school chat.School) (schedule.Settings, error) {
	pipe := c.client.Pipeline()
	own, fetched := pipe.Get(ctx, c.schoolKey(school, "settings")), pipe.Get(ctx, freeDaysKey)
	if _, err := pipe.Exec(ctx); err != nil && !missing(err) {
		return schedule.Settings{}, fmt.Errorf("load settings: %w", err)
	}
	s := c.Default
	if err := decodeIfThere(own, &s); err != nil {
		return schedule.Settings{}, fmt.Errorf("decode settings: %w", err)
	}
	if !c.Fetched {
		return s, nil
	}
	if err := decodeIfThere(fetched, &s.Fetched); err != nil {
		return schedule.Settings{}, fmt.Errorf("decode free days: %w", err)
	}
	return s, nil
}

// decodeIfThere leaves out as it is when there is nothing under the key.
func decodeIfThere[T any](got *redis.StringCmd, out *T) error {
	data, err := got.Bytes()
	if missing(err) {
		return nil
	}
	if err != nil {
		return err
	}
	var read T
	if err := json.Unmarshal(data, &read); err != nil {
		return err
	}
	*out = read
	return nil
}

// SaveFreeDays replaces the free days that were fetched before.
func (c Calendars) SaveFreeDays(ctx context.Context, days []schedule.Holiday) error {
	data, err := json.Marshal(days)
	if err != nil {
		return fmt.Errorf("encode free days: %w", err)
	}
	if err := c.client.Set(ctx, freeDaysKey, data, 0).Err(); err != nil {
		return fmt.Errorf("save free days: %w", err)
	}
	return nil
}

// SaveSettings replaces what the school has set.
func (c Calendars) SaveSettings(ctx context.Context, school chat.School, s schedule.Settings) error {
	data, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("encode settings: %w", err)
	}
	if err := c.client.Set(ctx, c.schoolKey(school, "settings"), data, 0).Err(); err != nil {
		return fmt.Errorf("save settings: %w", err)
	}
	return nil
}
