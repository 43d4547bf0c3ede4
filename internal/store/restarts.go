package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/dialog"
)

// Restarts fills [dialog.Restarts]. What is asked names who asks, so it is sealed.
type Restarts struct{ *Store }

// restartFor is how long a question for a second coordinator stands: longer than any school holiday.
const restartFor = 60 * 24 * time.Hour

func (r Restarts) key(school chat.School) string { return r.schoolKey(school, "restart") }

// Restart reports false when nobody asks, and when what was asked cannot be read any more: then it is asked anew.
func (r Restarts) Restart(ctx context.Context, school chat.School) (dialog.Restart, bool, error) {
	sealed, err := r.client.Get(ctx, r.key(school)).Bytes()
	if missing(err) {
		return dialog.Restart{}, false, nil
	}
	if err != nil {
		return dialog.Restart{}, false, fmt.Errorf("load restart: %w", err)
	}
	var out dialog.Restart
	data, err := Sealer(r).Open(sealed, r.key(school))
	if err != nil || json.Unmarshal(data, &out) != nil {
		return dialog.Restart{}, false, nil
	}
	return out, true, nil
}

// SaveRestart replaces what was asked before.
func (r Restarts) SaveRestart(ctx context.Context, school chat.School, ask dialog.Restart) error {
	data, err := json.Marshal(ask)
	if err != nil {
		return fmt.Errorf("encode restart: %w", err)
	}
	if err := r.client.Set(ctx, r.key(school), Sealer(r).Seal(data, r.key(school)), restartFor).Err(); err != nil {
		return fmt.Errorf("save restart: %w", err)
	}
	return nil
}

// DropRestart forgets what was asked.
func (r Restarts) DropRestart(ctx context.Context, school chat.School) error {
	if err := r.client.Del(ctx, r.key(school)).Err(); err != nil {
		return fmt.Errorf("drop restart: %w", err)
	}
	return nil
}
