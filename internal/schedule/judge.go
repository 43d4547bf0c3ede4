package schedule

import (
	"slices"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/people"
)

// WeekBudget is how many messages the bot may start with one person in a week, over all plans.
const WeekBudget = 2

// holdDays is for how long a delivery may wait for a person's working day, the end of a snooze or the next school day.
const holdDays = 7

// facts are all that decides whether a delivery may go out now.
type facts struct {
	Delivery
	now    time.Time
	pause  Pause
	plan   Plan
	known  bool // whether the plan is still kept; of one that is not nothing is asked
	school School
	staff  people.Staff
	sent   int    // to this person in this week, over all plans
	topic  string // of what would be said, or empty
}

// verdict is now, later at a moment, or never with the outcome that is counted.
type verdict struct {
	late  time.Time // set for later
	never Outcome   // set for never, and for later when it cannot be held so long
	why   string
}

func goAhead() verdict { return verdict{} }

// rule is one reason for which a delivery waits or does not come.
type rule struct {
	why string
	ask func(facts) verdict
}

// rules are asked in this order; the first that objects decides.
func rules() []rule {
	return []rule{
		{"later than its grace", tooLate},
		{"crisis pause", paused},
		{"plan paused or stopped", stopped},
		{"outside the window or no school", closed},
		{"person stopped", unwilling},
		{"less often", lessOften},
		{"not a working day, moment or snooze", ownHours},
		{"budget of the week", overBudget},
		{"topic not wanted", unwanted},
	}
}

// judge asks every rule.
func judge(f facts) verdict {
	for _, r := range rules() {
		if v := r.ask(f); v != goAhead() {
			v.why = r.why
			return v
		}
	}
	return goAhead()
}

func neverIf(bad bool, o Outcome) verdict {
	if bad {
		return verdict{never: o}
	}
	return goAhead()
}

func tooLate(f facts) verdict { return neverIf(f.tooLate(f.Due, f.now), Missed) }

func paused(f facts) verdict {
	return neverIf(f.plan.What.Note == nil && f.pause.Holds(f.At, f.now), Dropped)
}

func stopped(f facts) verdict {
	return neverIf(f.plan.Paused && !f.orphaned() || !f.plan.Stopped.IsZero() || f.another(), Dropped)
}

// orphaned reports a pulse that is paused because nobody answers for it: whom its open round invited is asked all the same, or few would stand for many.
func (f facts) orphaned() bool { return f.plan.asks() && f.plan.Owner == chat.Address{} }

// another reports that the plan is for others since: who waited for it has left it, or handed it over.
func (f facts) another() bool { return len(f.plan.Who.People) > 0 && !f.plan.Who.has(f.To) }

// closed holds until the school is open. Nobody's own hours are asked here: they come after the person's other wishes.
func closed(f facts) verdict { return f.within(people.Hours{}, FreeDay) }

func unwilling(f facts) verdict {
	return neverIf(!f.Post && (f.staff.Stopped || slices.Contains(f.staff.Left, string(f.Plan))), OwnChoice)
}

// lessOften lets every other firing through, and starts half of the people with the second. What the person asked for has one firing and comes. A question is not left out: who is
// asked would change from round to round, and then no numbers could be shown.
func lessOften(f facts) verdict {
	first := share(2, string(f.Plan), f.To.String())
	return neverIf(!f.Post && !f.plan.AskedBy(f.To) && !f.plan.asks() && f.staff.LessOften && int64(f.Number)%2 != first, OwnChoice)
}

func ownHours(f facts) verdict {
	if f.Post {
		return goAhead()
	}
	return f.within(f.staff.Hours(), OwnChoice)
}

// overBudget lets through what the person asked for: the budget is for what others start. A question took its place in the week when its round opened.
func overBudget(f facts) verdict {
	return neverIf(!f.Post && !f.plan.AskedBy(f.To) && !f.plan.asks() && f.sent >= WeekBudget, OverBudget)
}

func unwanted(f facts) verdict {
	return neverIf(!f.Post && f.topic != "" && slices.Contains(f.staff.Unwanted, f.topic), OwnChoice)
}

// within lets a delivery through when it is inside the hours, and otherwise holds it until they begin, spread anew.
func (f facts) within(h people.Hours, otherwise Outcome) verdict {
	first, last, ok := opening(f.school, h, f.now)
	switch {
	case ok && first.Equal(f.now):
		return goAhead()
	case !ok || first.After(f.At.AddDate(0, 0, holdDays)):
		return verdict{never: otherwise}
	}
	return verdict{never: otherwise, late: spread(f.Firing, f.To.String(), first, last)}
}
