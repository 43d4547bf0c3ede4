package schedule

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/people"
)

// Announcement is what the bot says when it speaks first, and the topic it is about, or none.
type Announcement struct {
	Reply chat.Reply
	Topic string
}

// Composer words a firing for a person.
type Composer interface {
	// Compose returns the zero announcement when the plan has nothing to say at this firing, such as a series that is at its end.
	Compose(ctx context.Context, f Firing, p Plan, to people.Staff) (Announcement, error)
}

// Wishes knows what a person asked of the bot, and how many messages the bot started with them in a week.
type Wishes interface {
	Wishes(ctx context.Context, who chat.Person, week Week) (people.Staff, int, error)
}

// Claim asks to be the one that sends a delivery.
type Claim struct {
	Delivery
	Now time.Time
	// Week is the one it counts for in the person's budget; 0 for a place, and for what the person asked for.
	Week Week
}

// Answer is what becomes of a claim.
type Answer int

// The answers to a claim.
const (
	// Mine: send it now, and record what became of it.
	Mine Answer = iota
	// Wait: somebody else is sending it, or the platform's pace asks to wait; ask again later.
	Wait
	// Settled: it has an outcome already, or the claim gave it one: unknown after a crash while sending, over budget, dropped by a pause.
	Settled
)

// Deliveries remembers what became of each delivery.
type Deliveries interface {
	// Claim gives a delivery to one caller. Whoever holds it and does not record within a minute leaves it with an unknown outcome.
	Claim(ctx context.Context, c Claim) (Answer, time.Duration, error)
	// Record settles a delivery. One that is settled stays as it is, but for an unknown one that was sent after all.
	Record(ctx context.Context, c Claim, o Outcome) error
}

// Deliverer brings one firing to one person: may it still, claim, send, record.
type Deliverer struct {
	DelivererConfig
	briefs briefs
}

// DelivererConfig holds the parts of a [Deliverer]; all are required.
type DelivererConfig struct {
	Book       Book
	Wishes     Wishes
	Composer   Composer
	Deliveries Deliveries
	Queue      Queue
	Sender     chat.Sender
	Now        func() time.Time
	// Report tells the operator what went wrong. It is given no names.
	Report func(error)
}

// sendTimeout bounds one call to a platform: well within the lease of a claim, so that nobody takes a slow sender for a dead one.
const sendTimeout = 20 * time.Second

// Deliver does one delivery. It returns an error only when the delivery must be tried again; a [chat.RetryError] says when.
func (d *Deliverer) Deliver(ctx context.Context, v Delivery) error {
	f, said, err := d.gather(ctx, v)
	if err != nil {
		return err
	}
	c := Claim{Delivery: v, Now: f.now}
	if !v.Post && !f.plan.AskedBy(v.To) {
		c.Week = WeekOf(f.now)
	}
	switch verdict := judge(f); {
	case !verdict.late.IsZero():
		v.Due, v.Turn = verdict.late, v.Turn+1
		if err := d.Queue.PutDelivery(ctx, v); err != nil {
			return fmt.Errorf("put delivery: %w", err)
		}
		return nil
	case verdict.never != "":
		return d.record(ctx, c, verdict.never)
	}
	return d.send(ctx, c, said.Reply)
}

// gather reads everything the rules ask for, and words the message.
func (d *Deliverer) gather(ctx context.Context, v Delivery) (facts, Announcement, error) {
	b, err := d.briefs.get(ctx, d.Book, briefKey{v.School, v.Plan}, d.Now())
	if err != nil {
		return facts{}, Announcement{}, err
	}
	f := facts{Delivery: v, now: d.Now().In(b.school.Zone), pause: b.pause, plan: b.plan, known: b.known, school: b.school}
	if !v.Post {
		if f.staff, f.sent, err = d.Wishes.Wishes(ctx, v.Person(), WeekOf(f.now)); err != nil {
			return f, Announcement{}, fmt.Errorf("read wishes: %w", err)
		}
	}
	if !f.known {
		return f, Announcement{}, nil
	}
	said, err := d.Composer.Compose(ctx, v.Firing, f.plan, f.staff)
	if err != nil {
		return f, Announcement{}, fmt.Errorf("compose firing: %w", err)
	}
	f.topic = said.Topic
	return f, said, nil
}

// send is the only place from which a planned message leaves.
func (d *Deliverer) send(ctx context.Context, c Claim, r chat.Reply) error {
	if r.Empty() {
		return d.record(ctx, c, Dropped)
	}
	answer, wait, err := d.Deliveries.Claim(ctx, c)
	switch {
	case err != nil:
		return fmt.Errorf("claim delivery: %w", err)
	case answer == Wait:
		return &chat.RetryError{After: wait, Err: errors.New("claim delivery: not yet")}
	case answer == Settled:
		return nil
	}
	sending, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	err = d.Sender.Send(sending, c.To, r)
	// Whatever ended the work, what became of the message is written down.
	ctx = context.WithoutCancel(ctx)
	var retry *chat.RetryError
	switch {
	case err == nil:
		return d.record(ctx, c, Sent)
	case errors.Is(err, chat.ErrGone):
		return d.record(ctx, c, Gone)
	case errors.As(err, &retry):
		return errors.Join(err, d.record(ctx, c, GivenBack))
	}
	d.Report(fmt.Errorf("send delivery: outcome unknown: %w", err))
	return d.record(ctx, c, Unknown)
}

func (d *Deliverer) record(ctx context.Context, c Claim, o Outcome) error {
	if err := d.Deliveries.Record(ctx, c, o); err != nil {
		return fmt.Errorf("record delivery: %w", err)
	}
	return nil
}
