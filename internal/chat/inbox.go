package chat

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"
)

// Seen remembers which messages were answered, over all replicas.
type Seen interface {
	// Take reports whether the message is new, and if so holds it for a short lease: a replica that dies gives it back. While
	// somebody else holds it the error wraps [ErrBusy]: whether it will be answered is not known yet.
	Take(ctx context.Context, school School, id string) (bool, error)
	// Done turns the lease into a mark that outlives the platform's retries.
	Done(ctx context.Context, school School, id string) error
	// Release gives the message back, so that a later delivery is handled.
	Release(ctx context.Context, school School, id string) error
}

// Inbox is the one door messages come in by. It drops repeats, handles one person's messages in order, keeps a deadline,
// catches panics and apologises when no answer could be made.
type Inbox struct {
	handler  Handler
	seen     Seen
	apology  func(Message) Reply
	report   func(Message, error)
	deadline time.Duration
	lanes    lanes
}

// InboxConfig holds the parts of an [Inbox]; all are required but the limits.
type InboxConfig struct {
	Handler Handler
	Seen    Seen
	// Apology is what a person reads when no answer could be made.
	Apology func(Message) Reply
	// Report tells the operator what went wrong. It is never given the text of a message.
	Report func(Message, error)
	// Deadline for one answer; 0 means five seconds.
	Deadline time.Duration
	// MaxWaiting is how many messages may be in hand at once; 0 means 1000.
	MaxWaiting int
}

// NewInbox returns an inbox that is ready for use. It starts no goroutine.
func NewInbox(c InboxConfig) *Inbox {
	if c.Deadline == 0 {
		c.Deadline = 5 * time.Second
	}
	if c.MaxWaiting == 0 {
		c.MaxWaiting = 1000
	}
	return &Inbox{
		handler: c.Handler, seen: c.Seen, apology: c.Apology, report: c.Report, deadline: c.Deadline,
		lanes: lanes{limit: c.MaxWaiting, queues: map[Address][]chan struct{}{}},
	}
}

// Do answers one message within the caller's goroutine and hands the reply to respond, at most once. A repeat is dropped
// without a reply. It returns [ErrBusy] when too many messages are in hand or another replica has this one, and the error of respond;
// after a [RetryError], and after any error with a reply that is urgent, the message is given back, so that the platform can deliver
// it again.
func (b *Inbox) Do(ctx context.Context, m Message, respond func(context.Context, Reply) error) error {
	if err := m.Validate(); err != nil {
		return err
	}
	leave, err := b.lanes.enter(ctx, m.From.Address)
	if err != nil {
		return err
	}
	defer leave()
	ctx, cancel := context.WithTimeout(ctx, b.deadline)
	defer cancel()

	first, err := b.seen.Take(ctx, m.From.School, m.ID)
	switch {
	case errors.Is(err, ErrBusy):
		return fmt.Errorf("take message: %w", err)
	case err != nil:
		// Without the store a repeat can no longer be told from a new message. An answer twice costs less than none:
		// the message may be about somebody in danger.
		b.report(m, fmt.Errorf("take message: %w", err))
	case !first:
		return nil
	}
	reply := b.answer(ctx, m)
	if reply.Empty() {
		b.done(ctx, m)
		return nil
	}
	if err := respond(ctx, reply); err != nil {
		if surelyNot(err) || reply.Urgent() {
			b.release(ctx, m)
		} else {
			b.done(ctx, m)
		}
		return fmt.Errorf("respond to message: %w", err)
	}
	b.done(ctx, m)
	return nil
}

// surelyNot reports whether an answer did not go out. When nobody knows, the message counts as answered: a repeat would bring a second answer.
func surelyNot(err error) bool {
	var retry *RetryError
	return errors.As(err, &retry)
}

func (b *Inbox) release(ctx context.Context, m Message) {
	if err := b.seen.Release(context.WithoutCancel(ctx), m.From.School, m.ID); err != nil {
		b.report(m, fmt.Errorf("release message: %w", err))
	}
}

func (b *Inbox) done(ctx context.Context, m Message) {
	if err := b.seen.Done(context.WithoutCancel(ctx), m.From.School, m.ID); err != nil {
		b.report(m, fmt.Errorf("mark message: %w", err))
	}
}

func (b *Inbox) answer(ctx context.Context, m Message) (r Reply) {
	defer func() {
		if p := recover(); p != nil {
			// The value of a panic can hold what was typed; only its type and place are reported.
			b.report(m, fmt.Errorf("handle message: panic of type %T\n%s", p, debug.Stack()))
			r = b.apology(m)
		}
	}()
	r, err := b.handler.Handle(ctx, m)
	if err == nil {
		err = r.Validate()
	}
	if err == nil && r.Form != nil && m.Press == nil && !m.Command {
		err = errors.New("check reply: a form may only answer a press or a command")
	}
	if err != nil {
		b.report(m, fmt.Errorf("handle message: %w", err))
		if r.Empty() || r.Validate() != nil {
			return b.apology(m)
		}
	}
	return r
}
