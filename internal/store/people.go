package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/people"
	"github.com/baken-bot/baken/internal/schedule"
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

// Wishes fills [schedule.Wishes]: what the person asked of the bot, and how many messages the bot started with them in a week. Somebody it never met has asked nothing.
func (p People) Wishes(ctx context.Context, who chat.Person, week schedule.Week) (people.Staff, int, error) {
	got, err := p.client.MGet(ctx, p.personKey(who, "person"), p.personKey(who, "week")).Result()
	if err != nil {
		return people.Staff{}, 0, fmt.Errorf("load wishes: %w", err)
	}
	var staff people.Staff
	if data, ok := got[0].(string); ok {
		if err := json.Unmarshal([]byte(data), &staff); err != nil {
			return people.Staff{}, 0, fmt.Errorf("decode person: %w", err)
		}
	}
	var in schedule.Week
	var n int
	if text, ok := got[1].(string); ok {
		if _, err := fmt.Sscanf(text, "%d %d", &in, &n); err != nil {
			return people.Staff{}, 0, fmt.Errorf("decode week: %w", err)
		}
	}
	if in != week {
		n = 0
	}
	return staff, n, nil
}

// Forget erases everything that is kept about the person, the conversation and a plan in the making included.
func (p People) Forget(ctx context.Context, who chat.Person) error {
	keys := []string{p.personKey(who, "person"), p.personKey(who, "session"), p.personKey(who, "week"), p.personKey(who, "draft")}
	if err := p.client.Del(ctx, keys...).Err(); err != nil {
		return fmt.Errorf("forget person: %w", err)
	}
	return nil
}
