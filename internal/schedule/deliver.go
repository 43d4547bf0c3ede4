package schedule

import (
	"context"
	"slices"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/people"
)

// Announcement is what the bot says when it speaks first, and the topic it is about, or none.
type Announcement struct {
	Reply chat.Reply
	Topic string
	// Only is asked at the last moment whether somebody is sent it after all; nil is everybody. Who is not is recorded as who is: nothing that is kept tells one from the other.
	Only func(ctx context.Context, to chat.Address) (bool, error)
}

// Composer words a firing for a person.
type Composer interface {
	// Compose returns the zero announcement when the plan has nothing to say at this firing, such as a series that is at its end.
	Compose(ctx context.Context, f Firing, p Plan, to people.Staff) (Announcement, error)
}

// Wish is what a person asked of the bot, and how many messages the bot started with them in a week. Err is set when that cannot be read.
type Wish struct {
	Staff people.Staff
	Sent  int
	Err   error
}

// Wishes knows what people asked of the bot.
type Wishes interface {
	// Wishes returns one wish for each person, in their order. Its error means that it knows of none of them.
	Wishes(ctx context.Context, school chat.School, who []chat.Address, week Week) ([]Wish, error)
}

// Claim asks to be the one that sends a delivery.
type Claim struct {
	Delivery
	Now time.Time
	// Week is the one it counts for in the person's budget; 0 for a place, and for what the person asked for.
	Week Week
	// InPause is set for what a crisis pause lets through.
	InPause bool
	// Keep is how long what becomes of it may be remembered; 0 is the usual time.
	Keep time.Duration
	// By stands for this one asking: whoever asks again under it, because the answer was lost on its way, is answered as before. Empty for what is settled without being claimed.
	By string
}

// Answer is what becomes of a claim.
type Answer int

// The answers to a claim.
const (
	// Mine: send it now, and record what became of it.
	Mine Answer = iota
	// Wait: somebody else is sending it, or the platform's pace asks to wait; ask again later.
	Wait
	// Settled: it has an outcome already, or the claim gave it one: unknown after a crash while sending, over budget, dropped by a pause. So is one whose plan is not kept any more,
	// and that one has no outcome.
	Settled
)

// Claimed is an answer, and for [Wait] how long.
type Claimed struct {
	Answer Answer
	After  time.Duration
}

// Settlement is what became of a delivery.
type Settlement struct {
	Claim
	Outcome Outcome
}

// Deliveries remembers what became of each delivery.
type Deliveries interface {
	// Claim gives each delivery to one caller; the answers are in the order of the claims, which are of one firing. Whoever holds a delivery and does not record within a minute
	// leaves it with an unknown outcome.
	Claim(ctx context.Context, claims []Claim) ([]Claimed, error)
	// Record settles deliveries of one firing. One that is settled stays as it is, unless it was sent after all; only who holds one gives it back. Of a plan that is not kept nothing is
	// recorded.
	Record(ctx context.Context, settled []Settlement) error
}

// Deliverer brings a firing to its people: may it still, claim, send, record.
type Deliverer struct {
	DelivererConfig
	briefs briefs
	places places
}

// DelivererConfig holds the parts of a [Deliverer]; all but Hands are required.
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
	// Hands is how many messages are on their way to platforms at once: whoever is killed leaves no more than these with an unknown outcome. 0 means 16.
	Hands int
}

const defaultHands = 16

// NewDeliverer returns a deliverer.
func NewDeliverer(c DelivererConfig) *Deliverer {
	if c.Hands == 0 {
		c.Hands = defaultHands
	}
	return &Deliverer{DelivererConfig: c, places: newPlaces(c.Hands)}
}

// handful is how many people of a batch are done side by side: half of the hands, so that one handful is being sent while another speaks to the store.
func (d *Deliverer) handful() int { return max(1, d.Hands/2) }

// tryFor bounds one try of a batch: on a platform that hangs, batches would otherwise hold every hand of the queue for minutes, and the firings behind them would wait.
const tryFor = time.Minute

// Deliver does one batch. It returns an error only when all of it must be tried again; a [chat.RetryError] says when. Otherwise it puts anew who is left.
func (d *Deliverer) Deliver(ctx context.Context, b Batch) error {
	try, cancel := context.WithTimeout(ctx, tryFor)
	defer cancel()
	var left []undone
	for to := range slices.Chunk(b.To, d.handful()) {
		left = append(left, d.deliverTo(try, b, to)...)
	}
	return d.again(ctx, b, left)
}
