package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

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

// Wishes fills [schedule.Wishes], in one round trip. Somebody the bot never met has asked nothing.
func (p People) Wishes(ctx context.Context, school chat.School, who []chat.Address, week schedule.Week) ([]schedule.Wish, error) {
	keys := make([]string, 0, 2*len(who))
	for _, to := range who {
		name := p.personName(school, to)
		keys = append(keys, p.schoolKey(school, "person", name), p.schoolKey(school, "week", name))
	}
	got, err := p.client.MGet(ctx, keys...).Result()
	if err != nil {
		return nil, fmt.Errorf("load wishes: %w", err)
	}
	out := make([]schedule.Wish, len(who))
	for i := range out {
		out[i] = readWish(got[2*i], got[2*i+1], week)
	}
	return out, nil
}

// readWish reads a person and the week's count as Redis returns them: text, or nil where there is none.
func readWish(person, count any, week schedule.Week) schedule.Wish {
	var w schedule.Wish
	if data, ok := person.(string); ok {
		if err := json.Unmarshal([]byte(data), &w.Staff); err != nil {
			return schedule.Wish{Err: fmt.Errorf("decode person: %w", err)}
		}
	}
	text, ok := count.(string)
	if !ok {
		return w
	}
	for pair := range slices.Chunk(strings.Fields(text), 2) {
		if pair[0] != strconv.Itoa(int(week)) {
			continue
		}
		var err error
		if w.Sent, err = strconv.Atoi(pair[len(pair)-1]); err != nil {
			return schedule.Wish{Err: fmt.Errorf("decode week: %w", err)}
		}
	}
	return w
}

// Forget erases everything that is kept about the person, the conversation and a plan in the making included.
func (p People) Forget(ctx context.Context, who chat.Person) error {
	keys := []string{p.personKey(who, "person"), p.personKey(who, "session"), p.personKey(who, "week"), p.personKey(who, "draft")}
	if err := p.client.Del(ctx, keys...).Err(); err != nil {
		return fmt.Errorf("forget person: %w", err)
	}
	return nil
}
