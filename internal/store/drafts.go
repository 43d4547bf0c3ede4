package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/dialog"
	"github.com/baken-bot/baken/internal/schedule"
)

// Drafts fills [dialog.Drafts]. A draft can hold a text somebody typed, so it is sealed.
type Drafts struct{ *Store }

// LoadDraft reports false when there is none, and when it cannot be read any more: then the person starts anew.
func (d Drafts) LoadDraft(ctx context.Context, who chat.Person) (schedule.Plan, bool, error) {
	key := d.personKey(who, "draft")
	sealed, err := d.client.Get(ctx, key).Bytes()
	if missing(err) {
		return schedule.Plan{}, false, nil
	}
	if err != nil {
		return schedule.Plan{}, false, fmt.Errorf("load draft: %w", err)
	}
	var p schedule.Plan
	data, err := Sealer(d).Open(sealed, key)
	if err != nil || json.Unmarshal(data, &p) != nil {
		return schedule.Plan{}, false, nil
	}
	return p, true, nil
}

// SaveDraft replaces the draft and starts its lifetime anew.
func (d Drafts) SaveDraft(ctx context.Context, who chat.Person, p schedule.Plan) error {
	data, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("encode draft: %w", err)
	}
	key := d.personKey(who, "draft")
	if err := d.client.Set(ctx, key, Sealer(d).Seal(data, key), dialog.SessionLifetime).Err(); err != nil {
		return fmt.Errorf("save draft: %w", err)
	}
	return nil
}

// DropDraft forgets the draft at once.
func (d Drafts) DropDraft(ctx context.Context, who chat.Person) error {
	if err := d.client.Del(ctx, d.personKey(who, "draft")).Err(); err != nil {
		return fmt.Errorf("drop draft: %w", err)
	}
	return nil
}
