package schedule

import (
	"context"
	"fmt"
	"reflect"
	"sync"
	"time"

	"github.com/baken-bot/baken/internal/chat"
)

// brief is what a school has set, as far as it decides about the deliveries of one plan.
type brief struct {
	read   time.Time
	pause  Pause
	plan   Plan
	known  bool
	school School
	// set are the settings the school was made of: they rarely change, and reading a zone costs more than all the rest.
	set Settings
	// again is the plan's first moment after a crisis pause; zero where there was none, or the plan is younger.
	again time.Time
}

// goesOn reports whether the plan is kept and neither paused nor stopped.
func (b brief) goesOn() bool { return b.known && !b.plan.Paused && b.plan.Stopped.IsZero() }

// How long a brief is used, and how many are held. In that second a plan can still be heard that was just paused; a crisis pause cannot, because the claim asks for it again.
const (
	briefFor  = time.Second
	maxBriefs = 500
)

// briefs spares a team's deliveries from reading the same three records each.
type briefs struct {
	mu   sync.Mutex // guards what follows
	held map[briefKey]brief
}

type briefKey struct {
	school chat.School
	plan   PlanID
}

// get returns a brief that is at most a second old.
func (b *briefs) get(ctx context.Context, book Book, key briefKey, now time.Time) (brief, error) {
	b.mu.Lock()
	held, ok := b.held[key]
	b.mu.Unlock()
	if age := now.Sub(held.read); ok && age >= 0 && age < briefFor {
		return held, nil
	}
	fresh, err := readBrief(ctx, book, key, now, held)
	if err != nil {
		return brief{}, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.held == nil || len(b.held) >= maxBriefs {
		b.held = map[briefKey]brief{}
	}
	b.held[key] = fresh
	return fresh, nil
}

// readBrief reads a brief anew. The one before may be zero.
func readBrief(ctx context.Context, book Book, key briefKey, now time.Time, before brief) (brief, error) {
	out := brief{read: now}
	var err error
	if out.pause, err = book.Pause(ctx, key.school); err != nil {
		return brief{}, fmt.Errorf("read pause: %w", err)
	}
	if out.plan, out.known, err = book.Plan(ctx, key.school, key.plan); err != nil {
		return brief{}, fmt.Errorf("read plan: %w", err)
	}
	if out.set, err = book.Settings(ctx, key.school); err != nil {
		return brief{}, fmt.Errorf("read settings: %w", err)
	}
	if !before.read.IsZero() && reflect.DeepEqual(out.set, before.set) {
		out.school = before.school
	} else if out.school, err = out.set.School(); err != nil {
		return out, err
	}
	out.again = out.afterPause()
	return out, nil
}

// afterPause leaves a rule that cannot be read to whoever looks for its next moment.
func (b brief) afterPause() time.Time {
	until := b.pause.Until.In(b.school.Zone)
	if !b.known || b.pause.Until.IsZero() || !b.plan.Start.Before(DateOf(until)) {
		return time.Time{}
	}
	at, err := b.plan.Next(b.school, until.Add(-time.Second))
	if err != nil {
		return time.Time{}
	}
	return at
}
