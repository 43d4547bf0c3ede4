package schedule

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/baken-bot/baken/internal/chat"
)

// Queue is where firings and deliveries wait for a worker.
type Queue interface {
	// PutFiring puts a firing to be done now. A second one of the same id is no error and changes nothing.
	PutFiring(ctx context.Context, f Firing) error
	// PutBatch puts a batch to be done at its moment, likewise. Batches of the same firing may hold the same person: the claim of the delivery lets one through.
	PutBatch(ctx context.Context, b Batch) error
}

// Due is a plan whose moment has come.
type Due struct {
	Plan   Plan
	At     time.Time
	Number int
}

// Plans knows the next moment of every plan.
type Plans interface {
	// Due returns plans whose next moment is not after now, not necessarily all of them.
	Due(ctx context.Context, now time.Time) ([]Due, error)
	// Advance sets the next moment, unless somebody else has moved it on meanwhile: that is no error. The zero time means that none comes.
	Advance(ctx context.Context, d Due, to time.Time) error
}

// Book is what a school has set.
type Book interface {
	// Plan reports false when the plan is not kept.
	Plan(ctx context.Context, school chat.School, id PlanID) (Plan, bool, error)
	Settings(ctx context.Context, school chat.School) (Settings, error)
	// Pause returns the last crisis pause, or the zero one.
	Pause(ctx context.Context, school chat.School) (Pause, error)
}

// Members resolves who is behind an address at the moment of a firing.
type Members interface {
	// Each calls do with every member, one by one, so that no audience has to fit into memory, and stops at its first error.
	Each(ctx context.Context, of chat.Address, do func(chat.Address) error) error
}

// Figures counts what became of a firing as a whole.
type Figures interface {
	// Mark notes an outcome of a firing that reached nobody, unless its plan is not kept any more. Doing it again changes nothing.
	Mark(ctx context.Context, f Firing, o Outcome) error
}

// Dispatcher looks which plans are due and works out who is owed what. Any number of replicas may run one.
type Dispatcher struct{ DispatcherConfig }

// DispatcherConfig holds the parts of a [Dispatcher]; all but Guests and Look are required.
type DispatcherConfig struct {
	Plans   Plans
	Book    Book
	Queue   Queue
	Members Members
	Figures Figures
	// Guests is nil where no pulse can be held.
	Guests Guests
	Now    func() time.Time
	// Report tells the operator what went wrong. It is given no names.
	Report func(error)
	// Look is how often it looks; 0 means every five seconds.
	Look time.Duration
}

// lookEvery is how often the dispatcher looks. Moments are whole minutes and deliveries are spread over twenty, so that a few seconds do not show.
const lookEvery = 5 * time.Second

// Run looks for due plans until ctx ends.
func (d *Dispatcher) Run(ctx context.Context) {
	ticker := time.NewTicker(cmp.Or(d.Look, lookEvery))
	defer ticker.Stop()
	for {
		if err := d.Tick(ctx, d.Now()); err != nil && ctx.Err() == nil {
			d.Report(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// maxLooks bounds how many times one tick looks again, so that a tick ends whatever the store says.
const maxLooks = 1000

// Tick puts a firing for every plan that is due at now and moves the plan on. A moment that was slept through is put too: doing it says that it was missed.
func (d *Dispatcher) Tick(ctx context.Context, now time.Time) error {
	for range maxLooks {
		due, err := d.Plans.Due(ctx, now)
		if err != nil {
			return fmt.Errorf("find due plans: %w", err)
		}
		if len(due) == 0 {
			return nil
		}
		if err := d.startAll(ctx, due); err != nil {
			return err
		}
	}
	return nil
}

// sideBySide is how many plans are started at once: what takes the time is waiting for the store.
const sideBySide = 8

func (d *Dispatcher) startAll(ctx context.Context, due []Due) error {
	errs := make([]error, len(due))
	room := make(chan struct{}, sideBySide)
	var all sync.WaitGroup
	for i, p := range due {
		room <- struct{}{}
		all.Go(func() {
			errs[i] = d.start(ctx, p)
			<-room
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// start puts the firing first and then moves the plan on: after a crash between the two the firing is put again, under the same id. The other way round it could be lost.
func (d *Dispatcher) start(ctx context.Context, p Due) error {
	f := Firing{School: p.Plan.School, Plan: p.Plan.ID, At: p.At, Number: p.Number, Grace: p.Plan.Grace}
	if err := d.Queue.PutFiring(ctx, f); err != nil {
		return fmt.Errorf("put firing: %w", err)
	}
	settings, err := d.Book.Settings(ctx, p.Plan.School)
	if err != nil {
		return fmt.Errorf("read settings: %w", err)
	}
	next, err := nextOf(p.Plan, settings, p.At)
	if err != nil {
		// A rule that was read once and cannot be read now would be tried for ever; the plan stays, without moments, and whoever looks at it sees that.
		d.Report(fmt.Errorf("find next moment of plan %s: %w", p.Plan.ID, err))
	}
	if err := d.Plans.Advance(ctx, p, next); err != nil {
		return fmt.Errorf("advance plan: %w", err)
	}
	return nil
}

func nextOf(p Plan, settings Settings, after time.Time) (time.Time, error) {
	school, err := settings.School()
	if err != nil {
		return time.Time{}, err
	}
	return p.Next(school, after)
}
