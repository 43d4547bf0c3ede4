package schedule

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/baken-bot/baken/internal/chat"
)

// FullWeeks returns the Mondays of the weeks in which a proposal has moments and other plans for the same members fill the budget already. It compares plans and asks nothing about
// anybody: whom of the members a message reaches is not known beforehand.
func (d *Desk) FullWeeks(ctx context.Context, p Proposal) ([]Date, error) {
	if p.Who.Members == (chat.Address{}) {
		return nil, nil // a post is in nobody's budget
	}
	all, err := d.List(ctx, p.School)
	if err != nil {
		return nil, err
	}
	school, err := d.school(ctx, p.School)
	if err != nil {
		return nil, err
	}
	pause, err := d.Book.Pause(ctx, p.School)
	if err != nil {
		return nil, fmt.Errorf("read pause: %w", err)
	}
	var others []Plan
	for _, k := range all {
		if k.rivals(p.Plan) {
			others = append(others, k.Plan)
		}
	}
	var full []Date
	for _, monday := range mondays(p.Moments, school.Zone) {
		n := 0
		for _, o := range others {
			n += o.inWeek(monday, school, pause, d.Now())
		}
		if n >= WeekBudget {
			full = append(full, monday)
		}
	}
	return full, nil
}

// rivals reports a plan that sends something to the same members. The closing of a round sends nothing, however often it comes.
func (k Kept) rivals(p Plan) bool {
	return k.ID != p.ID && k.Who.Members == p.Who.Members && !k.Paused && !k.closes()
}

// mondays are those of the weeks of some moments, each once.
func mondays(moments []time.Time, zone *time.Location) []Date {
	var out []Date
	for _, m := range moments {
		d := DateOf(m.In(zone))
		out = append(out, d.Add(-(int(d.Weekday())+6)%7))
	}
	return slices.Compact(out)
}

// inWeek counts the plan's moments in a week, as far as [WeekBudget]. Of a plan that began within the week those that have passed do not count: they may not have been. Nor do
// those before the end of a pause; a pause without an end says nothing about the weeks to come.
func (p Plan) inWeek(monday Date, s School, pause Pause, now time.Time) int {
	after, end := At(0, 0).On(monday, s.Zone).Add(-time.Second), At(0, 0).On(monday.Add(7), s.Zone)
	if !p.Start.Before(monday) && now.After(after) {
		after = now
	}
	if pause.Until.After(after) {
		after = pause.Until.Add(-time.Second)
	}
	rule, err := p.Rule(s)
	if err != nil {
		return 0
	}
	s.Move = p.Move
	moments, _ := Moments(rule, s, after, WeekBudget)
	return len(slices.DeleteFunc(moments, func(m time.Time) bool { return !m.Before(end) }))
}
