package store

import (
	"context"
	"fmt"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
)

// Past fills [schedule.Past].
type Past struct{ *Store }

// Fate is what became of the last firing of a plan, or empty.
func (p Past) Fate(ctx context.Context, school chat.School, id schedule.PlanID) (schedule.Outcome, error) {
	all, err := Deliveries{Store: p.Store}.Figures(ctx, school, id)
	if err != nil {
		return "", err
	}
	var last Tally
	for _, t := range all {
		if t.At.After(last.At) {
			last = t
		}
	}
	if last.Whole != "" {
		return last.Whole, nil
	}
	for outcome := range last.Count {
		return outcome, nil
	}
	return "", nil
}

// Remove forgets a plan and what was counted of it.
func (p Past) Remove(ctx context.Context, school chat.School, id schedule.PlanID) error {
	plans := Plans(p)
	keys := []string{plans.plansKey(school), plans.dueKey(school), plans.turnsKey(school), Deliveries{Store: p.Store}.figuresKey(school, id)}
	if err := p.run(ctx, p.scripts.removePlan, keys, string(id)).Err(); err != nil {
		return fmt.Errorf("remove plan: %w", err)
	}
	return nil
}
