package schedule

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/baken-bot/baken/internal/chat"
)

// Crisis stops every planned message of a school at once. What waits is dropped.
func (d *Desk) Crisis(ctx context.Context, school chat.School) error {
	if err := d.Office.SavePause(ctx, school, Pause{Since: d.Now()}); err != nil {
		return fmt.Errorf("keep pause: %w", err)
	}
	return nil
}

// Restart sets the day from which planned messages may come again, at its beginning. Moments before it stay away for good.
func (d *Desk) Restart(ctx context.Context, school chat.School, from Date) error {
	pause, err := d.Book.Pause(ctx, school)
	if err != nil {
		return fmt.Errorf("read pause: %w", err)
	}
	if pause.Since.IsZero() {
		return errors.New("restart plans: they are not paused")
	}
	s, err := d.school(ctx, school)
	if err != nil {
		return err
	}
	// Never earlier than now: what waited when somebody restarts the same day must not come after all.
	now := d.Now()
	if pause.Until = At(0, 0).On(from, s.Zone); pause.Until.Before(now) {
		pause.Until = now
	}
	if err := d.Office.SavePause(ctx, school, pause); err != nil {
		return fmt.Errorf("keep pause: %w", err)
	}
	return nil
}

// Settle keeps what a school has set and works out the next moment of each of its plans anew. Plans that then have no moment are left without one.
func (d *Desk) Settle(ctx context.Context, school chat.School, settings Settings) error {
	s, err := settings.School()
	if err != nil {
		return err
	}
	if err := d.Office.SaveSettings(ctx, school, settings); err != nil {
		return fmt.Errorf("keep settings: %w", err)
	}
	all, err := d.Shelf.List(ctx, school)
	if err != nil {
		return fmt.Errorf("list plans: %w", err)
	}
	for _, k := range inOrder(all) {
		_, err := d.Shelf.Change(ctx, school, k.ID, func(p Plan) (Kept, error) {
			next, err := p.Next(s, d.Now())
			return Kept{Plan: p, Next: next}, err
		})
		if err != nil && !errors.Is(err, ErrNoPlan) {
			return fmt.Errorf("change plan: %w", err)
		}
	}
	return nil
}

// inOrder leaves out the plans that have ended.
func inOrder(all []Kept) []Kept {
	all = slices.DeleteFunc(all, func(k Kept) bool { return !k.Stopped.IsZero() })
	far := time.Unix(1<<40, 0)
	when := func(k Kept) time.Time {
		if k.Next.IsZero() {
			return far
		}
		return k.Next
	}
	slices.SortFunc(all, func(a, b Kept) int { return cmp.Or(when(a).Compare(when(b)), cmp.Compare(a.ID, b.ID)) })
	return all
}

func (a Audience) has(who chat.Address) bool { return slices.Contains(a.People, who) }

// without returns the audience with one person fewer; a list may become empty and then reaches nobody.
func (a Audience) without(who chat.Address) Audience {
	a.People = slices.DeleteFunc(slices.Clone(a.People), func(p chat.Address) bool { return p == who })
	return a
}
