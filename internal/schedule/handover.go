package schedule

import (
	"context"
	"fmt"

	"github.com/baken-bot/baken/internal/chat"
)

// Owned returns the plans a person answers for: not those for that person alone, nor the parts of a running round, which end by themselves, nor what has nothing more to say.
func (d *Desk) Owned(ctx context.Context, who chat.Person) ([]PlanID, error) {
	all, err := d.List(ctx, who.School)
	if err != nil {
		return nil, err
	}
	var out []PlanID
	for _, k := range all {
		if k.Owner == who.Address && !k.For(who.Address) && !k.IsPart() && !k.over() {
			out = append(out, k.ID)
		}
	}
	return out, nil
}

// HandOver gives what a person answers for to somebody else; to nobody means that it pauses until a coordinator resumes it. A running round goes on either way: its parts keep
// their moments, and what it has to tell its coordinator goes to the new one. What the person planned for themselves stays theirs, and so does a question of a
// round that they asked for later.
func (d *Desk) HandOver(ctx context.Context, from chat.Person, to chat.Address) error {
	all, err := d.List(ctx, from.School)
	if err != nil {
		return err
	}
	for _, k := range all {
		if k.Owner != from.Address || k.For(from.Address) && !k.IsPart() || k.IsPart() && k.What.Pulse.Part == Again {
			continue
		}
		if _, err := d.change(ctx, from.School, k.ID, func(p *Plan, _ Date) { d.handOver(p, k.over(), from.Address, to) }); err != nil {
			return fmt.Errorf("hand over plan: %w", err)
		}
	}
	return nil
}

func (d *Desk) handOver(p *Plan, over bool, from, to chat.Address) {
	nobody := to == chat.Address{}
	p.Owner = to
	switch {
	case p.For(from) && nobody:
		p.end(d.Now())
	case p.For(from):
		p.Who.People = []chat.Address{to}
	case nobody && !p.IsPart() && !over:
		p.Paused = true
	}
}

// over reports a plan that has nothing more to say.
func (k Kept) over() bool { return k.Next.IsZero() && !k.Paused }
