package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/dialog"
)

// Roles fills [dialog.Roles] and [dialog.Journal]. They are kept with the lines of their changes as one sealed record a school, so that no role is without its line.
type Roles struct{ *Store }

// How long a code for a role counts, how many lines of changes are kept, and how often a change is tried: of those who change roles at once one succeeds each time, and it must not be
// the same one for ever.
const (
	askedFor   = time.Hour
	maxChanges = 200
	roleTries  = 50
)

// roleBook is the record.
type roleBook struct {
	Holders []dialog.Holder
	Changes []dialog.Change
}

// Roles returns everybody who was given a role, and the changes, newest last.
func (r Roles) Roles(ctx context.Context, school chat.School) ([]dialog.Holder, []dialog.Change, error) {
	book, err := r.book(ctx, r.client, school)
	return book.Holders, book.Changes, err
}

func (r Roles) book(ctx context.Context, from redis.Cmdable, school chat.School) (roleBook, error) {
	key := r.schoolKey(school, "roles")
	sealed, err := from.Get(ctx, key).Bytes()
	if missing(err) {
		return roleBook{}, nil
	}
	if err != nil {
		return roleBook{}, fmt.Errorf("load roles: %w", err)
	}
	data, err := Sealer(r).Open(sealed, key)
	if err != nil {
		return roleBook{}, fmt.Errorf("open roles: %w", err)
	}
	var book roleBook
	if err := json.Unmarshal(data, &book); err != nil {
		return roleBook{}, fmt.Errorf("decode roles: %w", err)
	}
	return book, nil
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

// amend changes the record. Of those who do so at once each gets their way.
func (r Roles) amend(ctx context.Context, school chat.School, alter func(*roleBook)) error {
	key := r.schoolKey(school, "roles")
	change := func(tx *redis.Tx) error {
		book, err := r.book(ctx, tx, school)
		if err != nil {
			return err
		}
		alter(&book)
		book.Changes = book.Changes[max(0, len(book.Changes)-maxChanges):]
		data, err := json.Marshal(book)
		if err != nil {
			return fmt.Errorf("encode roles: %w", err)
		}
		_, err = tx.TxPipelined(ctx, func(p redis.Pipeliner) error { return p.Set(ctx, key, Sealer(r).Seal(data, key), 0).Err() })
		return err
	}
	var err error
	for range roleTries {
		if err = r.client.Watch(ctx, change, key); !errors.Is(err, redis.TxFailedErr) {
			break
		}
	}
	return err
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
