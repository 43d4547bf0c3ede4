package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/dialog"
)

// Roles fills [dialog.Roles] and [dialog.Journal]. They are kept with the lines of their changes as one sealed record a school, so that no role is without its line.
type Roles struct{ *Store }

// How long a code for a role counts, and how many lines of changes are kept.
const (
	askedFor   = time.Hour
	maxChanges = 200
)

// roleBook is the record.
type roleBook struct {
	Holders []dialog.Holder
	Changes []dialog.Change
}

// Roles returns everybody who was given a role, and the changes, newest last.
func (r Roles) Roles(ctx context.Context, school chat.School) ([]dialog.Holder, []dialog.Change, error) {
	book, err := readSealed[roleBook](ctx, r.Store, r.client, r.schoolKey(school, "roles"))
	if err != nil {
		return nil, nil, fmt.Errorf("read roles: %w", err)
	}
	return book.Holders, book.Changes, nil
}

// SaveRole gives a role, or takes it away with the role of a member, and adds the line. Two admins at once both get their way.
func (r Roles) SaveRole(ctx context.Context, school chat.School, h dialog.Holder, c dialog.Change) error {
	err := r.amend(ctx, school, func(book *roleBook) {
		book.Holders = slices.DeleteFunc(book.Holders, func(o dialog.Holder) bool { return o.Address == h.Address })
		if h.Role != chat.Member {
			book.Holders = append(book.Holders, h)
		}
		book.Changes = append(book.Changes, c)
	})
	if err != nil {
		return fmt.Errorf("save role: %w", err)
	}
	return nil
}

// Note adds a line that changes nobody's role.
func (r Roles) Note(ctx context.Context, school chat.School, c dialog.Change) error {
	if err := r.amend(ctx, school, func(book *roleBook) { book.Changes = append(book.Changes, c) }); err != nil {
		return fmt.Errorf("note change: %w", err)
	}
	return nil
}

// Unname takes a person's name out of every line.
func (r Roles) Unname(ctx context.Context, who chat.Person) error {
	book, err := readSealed[roleBook](ctx, r.Store, r.client, r.schoolKey(who.School, "roles"))
	if err != nil {
		return fmt.Errorf("read roles: %w", err)
	}
	named := func(c dialog.Change) bool { return c.Of == who.Address }
	if !slices.ContainsFunc(book.Changes, named) {
		return nil
	}
	err = r.amend(ctx, who.School, func(book *roleBook) {
		for i, c := range book.Changes {
			if named(c) {
				book.Changes[i].Name, book.Changes[i].Of = "", chat.Address{}
			}
		}
	})
	if err != nil {
		return fmt.Errorf("forget name: %w", err)
	}
	return nil
}

func (r Roles) amend(ctx context.Context, school chat.School, alter func(*roleBook)) error {
	return amendSealed(ctx, r.Store, r.schoolKey(school, "roles"), func(book *roleBook) error {
		alter(book)
		book.Changes = book.Changes[max(0, len(book.Changes)-maxChanges):]
		return nil
	})
}

// Asked keeps under a code who asks for a role, or returns who did.
func (r Roles) Asked(ctx context.Context, school chat.School, code string, h *dialog.Holder) (dialog.Holder, bool, error) {
	key := r.schoolKey(school, "asked", r.hidden("asked", code))
	if h != nil {
		data, err := json.Marshal(h)
		if err == nil {
			err = r.client.Set(ctx, key, Sealer(r).Seal(data, key), askedFor).Err()
		}
		if err != nil {
			return *h, false, fmt.Errorf("keep code: %w", err)
		}
		return *h, true, nil
	}
	sealed, err := r.client.Get(ctx, key).Bytes()
	if missing(err) {
		return dialog.Holder{}, false, nil
	}
	if err != nil {
		return dialog.Holder{}, false, fmt.Errorf("load code: %w", err)
	}
	var out dialog.Holder
	data, err := Sealer(r).Open(sealed, key)
	if err != nil || json.Unmarshal(data, &out) != nil {
		return dialog.Holder{}, false, nil
	}
	return out, true, nil
}
