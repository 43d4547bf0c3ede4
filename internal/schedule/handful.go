package schedule

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/baken-bot/baken/internal/chat"
)

// sendTimeout bounds one call to a platform: well within the lease of a claim, so that nobody takes a slow sender for a dead one.
const sendTimeout = 20 * time.Second

// errNotYet is why a claim must be asked for again, errBroke why a delivery must be tried again in which the bot itself broke, and errShort why people are left for another try.
var (
	errNotYet = errors.New("claim delivery: not yet")
	errBroke  = errors.New("deliver: panic, told of before")
	errShort  = errors.New("deliver: too little time left of this try")
)

// undone is somebody who is not done with: later at a moment, or once more because of an error.
type undone struct {
	to   chat.Address
	late time.Time
	err  error
}

// one is a delivery in hand, with all that was found out about it.
type one struct {
	Claim
	facts   facts
	reply   chat.Reply
	only    func(context.Context, chat.Address) (bool, error)
	verdict verdict
	mine    bool // claimed: to be sent, and to be recorded
	// outcome is what is to be recorded, and err why it must be tried again; both stay empty when neither is called for.
	outcome Outcome
	err     error
}

// deliverTo does some people of a batch side by side, within the deadline of ctx, and returns those who are not done with. The store is asked three times for all of them together.
func (d *Deliverer) deliverTo(ctx context.Context, b Batch, to []chat.Address) []undone {
	var all []*one
	// A call that is cut short has an unknown outcome: nobody is begun with for whom the time is too short.
	var err error = &chat.RetryError{After: spreadStep, Err: errShort}
	if d.places.take(ctx, len(to)) {
		defer d.places.leave(len(to))
		if end, _ := ctx.Deadline(); time.Until(end) >= sendTimeout {
			all, err = d.gather(ctx, b, to)
		}
	}
	if err == nil {
		d.atOnce(all, func(o *one) { d.decide(ctx, o) })
		d.claim(ctx, all)
		d.atOnce(all, func(o *one) { d.send(ctx, o) })
		// Whatever ended the work, what became of the messages is written down.
		err = d.record(context.WithoutCancel(ctx), all)
	}
	var left []undone
	for i, who := range to {
		switch {
		case err != nil:
			left = append(left, undone{to: who, err: err})
		case all[i].err != nil:
			left = append(left, undone{to: who, err: all[i].err})
		case !all[i].verdict.late.IsZero():
			left = append(left, undone{to: who, late: all[i].verdict.late})
		}
	}
	return left
}

// atOnce calls do with each at once and waits. A panic over one is caught: it would end the process, and with it what is under way to everybody else.
func (d *Deliverer) atOnce(all []*one, do func(*one)) {
	safely := func(o *one) {
		defer func() {
			if p := recover(); p != nil {
				// The value of a panic can hold a name; only its type and place are told.
				d.Report(fmt.Errorf("deliver: panic of type %T\n%s", p, debug.Stack()))
				o.broke()
			}
		}()
		do(o)
	}
	var hands sync.WaitGroup
	for _, o := range all[1:] {
		hands.Go(func() { safely(o) })
	}
	safely(all[0])
	hands.Wait()
}

// broke notes a panic: nobody knows whether a message that was claimed went out.
func (o *one) broke() {
	if o.mine {
		o.outcome = Unknown
		return
	}
	o.err = errBroke
}

// gather reads everything the rules ask for.
func (d *Deliverer) gather(ctx context.Context, b Batch, to []chat.Address) ([]*one, error) {
	brief, err := d.briefs.get(ctx, d.Book, briefKey{b.School, b.Plan}, d.Now())
	if err != nil {
		return nil, err
	}
	now := d.Now().In(brief.school.Zone)
	wishes := make([]Wish, len(to))
	if !b.Post {
		if wishes, err = d.Wishes.Wishes(ctx, b.School, to, WeekOf(now)); err != nil {
			return nil, fmt.Errorf("read wishes: %w", err)
		}
	}
	b.AfterPause = !brief.again.IsZero() && b.At.Equal(brief.again)
	out := make([]*one, len(to))
	for i, who := range to {
		v := Delivery{Firing: b.Firing, To: who, Post: b.Post, Due: b.Due}
		o := &one{Claim: Claim{Delivery: v, Now: now, InPause: brief.plan.What.Note != nil, Keep: brief.plan.keeps(now)}, err: wishes[i].Err}
		o.facts = facts{
			Delivery: v, now: now, pause: brief.pause, plan: brief.plan, known: brief.known, school: brief.school, staff: wishes[i].Staff, sent: wishes[i].Sent,
		}
		if !b.Post && !brief.plan.AskedBy(who) {
			o.Week = WeekOf(now)
		}
		out[i] = o
	}
	return out, nil
}

// decide words the message and asks the rules.
func (d *Deliverer) decide(ctx context.Context, o *one) {
	if !o.facts.known {
		// Its school was erased: there is nothing to say, and nothing is recorded of it.
		o.verdict, o.err = verdict{never: Dropped}, nil
		return
	}
	if o.err != nil {
		return
	}
	said, err := d.Composer.Compose(ctx, o.Firing, o.facts.plan, o.facts.staff)
	if err != nil {
		o.err = fmt.Errorf("compose firing: %w", err)
		return
	}
	o.facts.topic, o.reply, o.only = said.Topic, said.Reply, said.Only
	o.verdict = judge(o.facts)
	switch {
	case !o.verdict.late.IsZero():
	case o.verdict.never != "":
		o.outcome = o.verdict.never
	case o.reply.Empty():
		o.outcome = Dropped
	}
}

// mayGo reports whether nothing is known that keeps the delivery from going out.
func (o *one) mayGo() bool { return o.err == nil && o.outcome == "" && o.verdict == goAhead() }

// claim asks for all that may go. Those that are not given are no longer to go: settled, or to be asked for again. After an error they may have been given all the same, and are given
// back.
func (d *Deliverer) claim(ctx context.Context, all []*one) {
	var asking []*one
	var claims []Claim
	for _, o := range all {
		if o.mayGo() {
			o.By = rand.Text()
			asking, claims = append(asking, o), append(claims, o.Claim)
		}
	}
	if len(claims) == 0 {
		return
	}
	answers, err := d.Deliveries.Claim(ctx, claims)
	for i, o := range asking {
		switch {
		case err != nil:
			o.outcome, o.err = GivenBack, fmt.Errorf("claim delivery: %w", err)
		case answers[i].Answer == Wait:
			o.err = &chat.RetryError{After: answers[i].After, Err: errNotYet}
		case answers[i].Answer == Mine:
			o.mine = true
		}
	}
}

// send is the only place from which a planned message leaves.
func (d *Deliverer) send(ctx context.Context, o *one) {
	if !o.mine {
		return
	}
	sending, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	if o.only != nil {
		yes, err := o.only(sending, o.To)
		switch {
		case err != nil:
			o.outcome, o.err = GivenBack, fmt.Errorf("ask whom a message is for: %w", err)
			return
		case !yes:
			o.outcome = Sent
			return
		}
	}
	err := d.Sender.Send(sending, o.To, o.reply)
	var retry *chat.RetryError
	switch {
	case err == nil, o.only != nil && errors.Is(err, chat.ErrGone):
		o.outcome = Sent
	case errors.Is(err, chat.ErrGone):
		o.outcome = Gone
	case errors.As(err, &retry):
		o.outcome, o.err = GivenBack, err
	default:
		if o.outcome = Unknown; o.only != nil {
			o.outcome = Sent
		}
		d.Report(fmt.Errorf("send delivery: outcome unknown: %w", err))
	}
}

func (d *Deliverer) record(ctx context.Context, all []*one) error {
	var settled []Settlement
	for _, o := range all {
		if o.outcome != "" {
			settled = append(settled, Settlement{o.Claim, o.outcome})
		}
	}
	if len(settled) == 0 {
		return nil
	}
	if err := d.Deliveries.Record(ctx, settled); err != nil {
		return fmt.Errorf("record delivery: %w", err)
	}
	return nil
}
