package dialog

import (
	"context"
	"slices"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
)

// Journal keeps a line of what changed for a whole school beside the lines of [Roles], for everybody to read.
type Journal interface {
	Note(ctx context.Context, school chat.School, c Change) error
	// Unname takes a person's name out of every line.
	Unname(ctx context.Context, who chat.Person) error
}

// handedOver is what became of the plans of somebody who plans no more.
type handedOver struct {
	plans int
	// to is who answers for them now; nobody when they are paused.
	to Holder
}

// handOver gives the plans of somebody who is about to lose the role to another coordinator, tells that one, and keeps a line of it. What they asked of the others falls. Where there is nobody they pause. acting is an
// admin who takes the role away and can take over, or nil. It must come before the role ends, so that doing it again after a failure still finds whose plans they were.
func (d *Dialog) handOver(ctx context.Context, from chat.Person, acting *Holder) (handedOver, error) {
	if err := d.withoutRestart(ctx, from); err != nil {
		return handedOver{}, err
	}
	desk := d.planning.Desk(from.School)
	plans, err := desk.Owned(ctx, from)
	if err != nil {
		return handedOver{}, err
	}
	out := handedOver{plans: len(plans)}
	if out.to, err = d.successor(ctx, from, acting); err != nil {
		return out, err
	}
	found := out.to.Address != chat.Address{}
	if found && len(plans) > 0 {
		if err := desk.Tell(ctx, chat.Person{School: from.School, Address: out.to.Address}, schedule.Note{Kind: schedule.Inherited, Plans: plans}); err != nil {
			return out, err
		}
	}
	if err := desk.HandOver(ctx, from, out.to.Address); err != nil || len(plans) == 0 {
		return out, err
	}
	c := Change{At: desk.Now(), Event: PlansPaused, Plans: len(plans)}
	if found {
		c.Event, c.Name, c.Of, c.Role = PlansHanded, out.to.Name, out.to.Address, out.to.Role
	}
	return out, d.planning.Journal.Note(ctx, from.School, c)
}

// successor is the coordinator who was longest given the role, else such an admin, else the one who acts; nobody when there is none. Who wants no messages, or none for weeks, cannot
// be told, and so is not chosen.
func (d *Dialog) successor(ctx context.Context, from chat.Person, acting *Holder) (Holder, error) {
	all, _, err := d.planning.Roles.Roles(ctx, from.School)
	if err != nil {
		return Holder{}, err
	}
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b Holder) int { return rank(a.Role) - rank(b.Role) })
	if acting != nil {
		all = append(all, *acting)
	}
	for _, h := range all {
		if h.Address == from.Address {
			continue
		}
		reachable, err := d.reachable(ctx, from.School, h.Address)
		if err != nil || reachable {
			return h, err
		}
	}
	return Holder{}, nil
}

func rank(r chat.Role) int {
	if r == chat.Coordinator {
		return 0
	}
	return 1
}

// reachWithin is how long somebody may have put off messages and still count as there: a message waits a week and no longer.
const reachWithin = 7 * 24 * time.Hour

// reachable reports whether somebody can be told something within a week: they have not said that they want no messages, nor put them off for longer.
func (d *Dialog) reachable(ctx context.Context, school chat.School, who chat.Address) (bool, error) {
	staff, _, err := d.people.Load(ctx, chat.Person{School: school, Address: who})
	return !staff.Stopped && staff.Snooze.Before(d.planning.Desk(school).Now().Add(reachWithin)), err
}
