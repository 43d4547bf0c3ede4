package schedule

import (
	"context"
	"fmt"
	"time"

	"github.com/baken-bot/baken/internal/chat"
)

// Fire puts one delivery for each person of a firing. Doing it again puts none twice.
func (d *Dispatcher) Fire(ctx context.Context, f Firing) error {
	now := d.Now()
	b, err := readBrief(ctx, d.Book, briefKey{f.School, f.Plan}, now, brief{})
	if err != nil {
		return err
	}
	if !b.known {
		return nil // its school was erased: nothing is kept of that any more, and no outcome either
	}
	if b.plan.closes() {
		return d.windUp(ctx, f, b.plan)
	}
	if f.tooLate(f.At, now) {
		return d.mark(ctx, f, Missed)
	}
	if b.plan.What.Note == nil && b.pause.Holds(f.At, now) || !b.goesOn() {
		return d.mark(ctx, f, Dropped)
	}
	// The day can have become a free one since the moment was worked out.
	if _, free := b.school.Calendar.FreeDay(DateOf(f.At.In(b.school.Zone))); free && !b.plan.Move {
		return d.mark(ctx, f, FreeDay)
	}
	who, err := d.audience(ctx, f, b.plan)
	switch {
	case err != nil:
		return err
	case who.empty():
		return d.mark(ctx, f, Dropped)
	}
	return d.put(ctx, f, who, b.school, now)
}

// windUp comes before every rule: answers must be gone when it was said, whether or not anything may be sent then.
func (d *Dispatcher) windUp(ctx context.Context, f Firing, p Plan) error {
	if d.Guests == nil {
		return errNoPulse
	}
	if err := d.Guests.WindUp(ctx, f, p); err != nil {
		return fmt.Errorf("wind up round: %w", err)
	}
	return nil
}

func (d *Dispatcher) mark(ctx context.Context, f Firing, o Outcome) error {
	if err := d.Figures.Mark(ctx, f, o); err != nil {
		return fmt.Errorf("mark firing: %w", err)
	}
	return nil
}

// put spreads the deliveries from the moment of the firing on, or from now when it is late, within the window of that day.
func (d *Dispatcher) put(ctx context.Context, f Firing, who Audience, school School, now time.Time) error {
	from := f.At
	if now.After(from) {
		from = now
	}
	last := school.Window.Until.On(DateOf(from.In(school.Zone)), school.Zone)
	if (who.Post != chat.Address{}) {
		return putBatch(ctx, d.Queue, Batch{Firing: f, To: []chat.Address{who.Post}, Post: true, Due: from})
	}
	if len(who.People) == 1 {
		// One person alone waits for nobody: what the coordinator reads of a round comes in the minute in which the team reads it.
		last = from
	}
	slots := slots{}
	one := func(to chat.Address) error {
		due := spread(f, to.String(), from, last)
		if full := slots.add(due, to); full != nil {
			return putBatch(ctx, d.Queue, Batch{Firing: f, To: full, Due: due})
		}
		return nil
	}
	if err := d.each(ctx, who, one); err != nil {
		return err
	}
	for due, rest := range slots.inOrder() {
		if err := putBatch(ctx, d.Queue, Batch{Firing: f, To: rest, Due: due}); err != nil {
			return err
		}
	}
	return nil
}

// each calls do with everybody of an audience of people.
func (d *Dispatcher) each(ctx context.Context, who Audience, do func(chat.Address) error) error {
	if (who.Members != chat.Address{}) {
		return d.Members.Each(ctx, who.Members, do)
	}
	for _, to := range who.People {
		if err := do(to); err != nil {
			return err
		}
	}
	return nil
}

func putBatch(ctx context.Context, q Queue, b Batch) error {
	if err := q.PutBatch(ctx, b); err != nil {
		return fmt.Errorf("put batch: %w", err)
	}
	return nil
}
