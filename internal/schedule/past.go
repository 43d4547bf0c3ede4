package schedule

import (
	"context"
	"fmt"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/people"
)

// Past knows what became of plans, and lets go of them.
type Past interface {
	// Fate is what became of the last firing of a plan that reaches one person or place; empty while nothing has.
	Fate(ctx context.Context, school chat.School, id PlanID) (Outcome, error)
	// Remove forgets a plan and what was counted of it. One that is not there is no error.
	Remove(ctx context.Context, school chat.School, id PlanID) error
}

// Budget takes places in people's weeks before anything is sent.
type Budget interface {
	// Reserve takes a place for each delivery of a firing in the week of its claim, and reports for whom there was one. Again for the same firing gives the same.
	Reserve(ctx context.Context, claims []Claim) ([]bool, error)
	// Release gives back places that were reserved and not used.
	Release(ctx context.Context, claims []Claim) error
}

// Untold reports whether something that was to be said reached nobody for a reason that passes: a pause, or that the bot was away. Everything else is final: who stopped
// has stopped, and what may have arrived is not said twice.
func (o Outcome) Untold() bool { return o == Dropped || o == Missed || o == FreeDay }

// Reach is when a message that may go out from a time on would come to somebody with these hours; false when it would not within the days a message may wait.
func (s School) Reach(h people.Hours, from time.Time) (time.Time, bool) {
	first, _, ok := opening(s, h, from)
	return first, ok && !first.After(from.AddDate(0, 0, holdDays))
}

// Parts are the plans of a school that are parts of a pulse's rounds.
func (d *Desk) Parts(ctx context.Context, school chat.School, of PlanID) ([]Kept, error) {
	all, err := d.Shelf.List(ctx, school)
	if err != nil {
		return nil, fmt.Errorf("list plans: %w", err)
	}
	var out []Kept
	for _, k := range all {
		if k.IsPart() && k.What.Pulse.Of == of {
			out = append(out, k)
		}
	}
	return out, nil
}
