package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/people"
)

// People fills [dialog.People].
type People struct{ *Store }

// Load reports false when nothing is kept about the person.
func (p People) Load(ctx context.Context, who chat.Person) (people.Staff, bool, error) {
	data, err := p.client.Get(ctx, p.personKey(who, "person")).Bytes()
	if missing(err) {
		return people.Staff{}, false, nil
	}
	if err != nil {
		return people.Staff{}, false, fmt.Errorf("load person: %w", err)
	}
	var staff people.Staff
	if err := json.Unmarshal(data, &staff); err != nil {
		return people.Staff{}, false, fmt.Errorf("decode person: %w", err)
	}
	return staff, true, nil
}

// Save replaces what is kept about the person.
func (p People) Save(ctx context.Context, who chat.Person, staff people.Staff) error {
	data, err := json.Marshal(staff)
	if err != nil {
		return fmt.Errorf("encode person: %w", err)
	}
	if err := p.client.Set(ctx, p.personKey(who, "person"), data, 0).Err(); err != nil {
		return fmt.Errorf("save person: %w", err)
	}
	return nil
}

// Forget erases everything that is kept about the person, the conversation included.
func (p People) Forget(ctx context.Context, who chat.Person) error {
	if err := p.client.Del(ctx, p.personKey(who, "person"), p.personKey(who, "session")).Err(); err != nil {
		return fmt.Errorf("forget person: %w", err)
	}
	return nil
}
