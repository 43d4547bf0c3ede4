package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
)

// Calendars keeps what a school has set about its time.
type Calendars struct {
	*Store
	// Default is for a school that has set nothing.
	Default schedule.Settings
}

// Settings returns what the school has set, or else the default.
func (c Calendars) Settings(ctx context.Context, school chat.School) (schedule.Settings, error) {
	data, err := c.client.Get(ctx, c.schoolKey(school, "settings")).Bytes()
	if missing(err) {
		return c.Default, nil
	}
	if err != nil {
		return schedule.Settings{}, fmt.Errorf("load settings: %w", err)
	}
	var s schedule.Settings
	if err := json.Unmarshal(data, &s); err != nil {
		return schedule.Settings{}, fmt.Errorf("decode settings: %w", err)
	}
	return s, nil
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
