package store

import (
	"context"
	"fmt"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
)

// Pauses keeps the last crisis pause of a school. It is read by the claim of every delivery too, so that a pause holds from the moment it is kept.
type Pauses struct{ *Store }

// Pause returns the last crisis pause, or the zero one.
func (p Pauses) Pause(ctx context.Context, school chat.School) (schedule.Pause, error) {
	text, err := p.client.Get(ctx, p.schoolKey(school, "pause")).Result()
	if missing(err) {
		return schedule.Pause{}, nil
	}
	if err != nil {
		return schedule.Pause{}, fmt.Errorf("load pause: %w", err)
	}
	var since, until int64
	if _, err := fmt.Sscanf(text, "%d %d", &since, &until); err != nil {
		return schedule.Pause{}, fmt.Errorf("decode pause: %w", err)
	}
	pause := schedule.Pause{Since: time.UnixMilli(since)}
	if until > 0 {
		pause.Until = time.UnixMilli(until)
	}
	return pause, nil
}

// SavePause replaces the pause. One with an end is kept too: what waited when it began must still be dropped.
func (p Pauses) SavePause(ctx context.Context, school chat.School, pause schedule.Pause) error {
	if err := p.client.Set(ctx, p.schoolKey(school, "pause"), millis(pause.Since)+" "+millis(pause.Until), 0).Err(); err != nil {
		return fmt.Errorf("save pause: %w", err)
	}
	return nil
}
