package schedule

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/chat"
)

// ErrNoPlan means that a school has no plan of that id, or that it has ended.
var ErrNoPlan = errors.New("no such plan")

// Kept is a plan with its next moment, which is zero when none comes.
type Kept struct {
	Plan
	Next time.Time
	// Anew begins the count of the plan's moments again at 0.
	Anew bool
}

// Shelf keeps the plans of every school.
type Shelf interface {
	// Put keeps a new plan.
	Put(ctx context.Context, k Kept) error
	// Change replaces a plan by what change makes of it. It calls change again when somebody else changed the plan meanwhile, and returns [ErrNoPlan] when there is none.
	Change(ctx context.Context, school chat.School, id PlanID, change func(Plan) (Kept, error)) (Kept, error)
	// List returns all plans of a school, the ended ones too, in no order.
	List(ctx context.Context, school chat.School) ([]Kept, error)
}

// Office keeps what a school has set: see [Book] for reading it.
type Office interface {
	SaveSettings(ctx context.Context, school chat.School, s Settings) error
	SavePause(ctx context.Context, school chat.School, p Pause) error
}

// Desk is where plans are made and changed. Who may do so, and what they read about it, is the dialog's.
type Desk struct{ DeskConfig }

// DeskConfig holds the parts of a [Desk]; Past and Budget only where pulses are held.
type DeskConfig struct {
	Shelf  Shelf
	Book   Book
	Office Office
	Past   Past
	Budget Budget
	Now    func() time.Time
}

// Proposal is a plan before it is kept, with what it comes to.
type Proposal struct {
	Plan
	Moments []time.Time
	Skipped []Skipped
	Zone    *time.Location
}

// shown is how many moments are shown before anything is kept.
const shown = 5

// Propose fills in what a plan leaves open and returns its next five moments with those skipped on the way. Nothing is kept. A plan without any moment is an
// error; every error is a sentence.
func (d *Desk) Propose(ctx context.Context, p Plan) (Proposal, error) {
	school, err := d.school(ctx, p.School)
	if err != nil {
		return Proposal{}, err
	}
	now := d.Now()
	if p.ID == "" {
		p.ID = NewPlanID()
	}
	if p.Start.IsZero() {
		p.Start = DateOf(now.In(school.Zone))
	}
	if p.Grace == 0 {
		p.Grace = DefaultGrace
	}
	if err := p.Validate(); err != nil {
		return Proposal{}, err
	}
	rule, err := p.Rule(school)
	if err != nil {
		return Proposal{}, err
	}
	out := Proposal{Plan: p, Zone: school.Zone}
	school.Move = p.Move
	out.Moments, out.Skipped = Moments(rule, school, now, shown)
	if len(out.Moments) == 0 {
		return out, unreadable(NeverComes, strings.TrimSpace(p.When))
	}
	return out, nil
}

// school is a school's time as it is set now.
func (d *Desk) school(ctx context.Context, id chat.School) (School, error) {
	settings, err := d.Book.Settings(ctx, id)
	if err != nil {
		return School{}, fmt.Errorf("read settings: %w", err)
	}
	return settings.School()
}

// Create keeps a plan. It checks it as [Desk.Propose] does.
func (d *Desk) Create(ctx context.Context, p Plan) (Kept, error) {
	proposal, err := d.Propose(ctx, p)
	if err != nil {
		return Kept{}, err
	}
	k := Kept{Plan: proposal.Plan, Next: proposal.Moments[0]}
	if err := d.Shelf.Put(ctx, k); err != nil {
		return Kept{}, fmt.Errorf("keep plan: %w", err)
	}
	return k, nil
}

// List returns the plans that have not ended, the next to come first and those without a moment last.
func (d *Desk) List(ctx context.Context, school chat.School) ([]Kept, error) {
	all, err := d.Shelf.List(ctx, school)
	if err != nil {
		return nil, fmt.Errorf("list plans: %w", err)
	}
	return inOrder(all), nil
}

// Move gives a plan another rule, counted from today.
func (d *Desk) Move(ctx context.Context, school chat.School, id PlanID, when string) (Kept, error) {
	return d.change(ctx, school, id, func(p *Plan, today Date) { p.When, p.Start = when, today })
}

// Change gives a plan that is kept another subject, audience and rule; another rule counts from today, another series begins at its beginning. It checks as [Desk.Propose] does. It
// holds for the moments to come: a running round keeps its questions, its people and the team that is told its result.
func (d *Desk) Change(ctx context.Context, to Plan) (Kept, error) {
	if _, err := d.Propose(ctx, to); err != nil {
		return Kept{}, err
	}
	return d.change(ctx, to.School, to.ID, func(p *Plan, today Date) {
		if p.When != to.When {
			p.When, p.Start = to.When, today
		}
		what := to.What
		if old := p.What.Pulse; old != nil && what.Pulse != nil {
			of := *what.Pulse
			of.Owes, of.OwesTo, of.Moved = old.Owes, old.OwesTo, old.Moved
			if to.Who.Members != p.Who.Members {
				of.Moved = d.Now().Truncate(time.Second)
				if of.Owes != "" {
					of.OwesTo = p.OwedTo()
				}
			}
			what.Pulse = &of
		}
		p.What, p.Who, p.Move = what, to.Who, to.Move
	})
}

// Pause takes a plan's moments away until it is resumed. What waits in the queue is dropped.
func (d *Desk) Pause(ctx context.Context, school chat.School, id PlanID) (Kept, error) {
	return d.change(ctx, school, id, func(p *Plan, _ Date) { p.Paused = true })
}

// Resume lets a paused plan go on with its next moment; those that passed are not made up for. Whoever resumes a plan that nobody answers for answers for it from then on.
func (d *Desk) Resume(ctx context.Context, by chat.Person, id PlanID) (Kept, error) {
	return d.change(ctx, by.School, id, func(p *Plan, _ Date) {
		p.Paused = false
		if p.Owner == (chat.Address{}) {
			p.Owner = by.Address
		}
	})
}

// Stop ends a plan for good and forgets whom it was for and who made it.
func (d *Desk) Stop(ctx context.Context, school chat.School, id PlanID) (Kept, error) {
	return d.change(ctx, school, id, func(p *Plan, _ Date) { p.end(d.Now()) })
}

// end stops a plan for good.
func (p *Plan) end(now time.Time) { p.Stopped, p.Who, p.Owner = now, Audience{}, chat.Address{} }

// Leave takes a person out of every list of people a plan of the school holds, for somebody who wants to be forgotten. Plans for that person alone end. What the person answers for
// must have been handed over before.
func (d *Desk) Leave(ctx context.Context, who chat.Person) error {
	all, err := d.Shelf.List(ctx, who.School)
	if err != nil {
		return fmt.Errorf("list plans: %w", err)
	}
	for _, k := range all {
		alter := func(p *Plan, _ Date) { p.Who = p.Who.without(who.Address) }
		switch {
		case !k.Stopped.IsZero() || !k.Who.has(who.Address):
			continue
		case k.For(who.Address):
			alter = func(p *Plan, _ Date) { p.end(d.Now()) }
		}
		if _, err := d.change(ctx, who.School, k.ID, alter); err != nil {
			return err
		}
	}
	return nil
}

// change alters a plan that has not ended and works out its next moment anew.
func (d *Desk) change(ctx context.Context, school chat.School, id PlanID, alter func(*Plan, Date)) (Kept, error) {
	s, err := d.school(ctx, school)
	if err != nil {
		return Kept{}, err
	}
	k, err := d.Shelf.Change(ctx, school, id, func(p Plan) (Kept, error) {
		if !p.Stopped.IsZero() {
			return Kept{}, ErrNoPlan
		}
		now, before := d.Now(), p
		alter(&p, DateOf(now.In(s.Zone)))
		next, err := p.Next(s, now)
		switch {
		case err != nil:
			return Kept{}, err
		case next.IsZero() && !p.Paused && p.Stopped.IsZero() && (p.When != before.When || before.Paused):
			return Kept{}, unreadable(NeverComes, p.When)
		}
		return Kept{Plan: p, Next: next, Anew: p.What.Series != before.What.Series}, nil
	})
	if err != nil {
		return Kept{}, fmt.Errorf("change plan: %w", err)
	}
	return k, nil
}
