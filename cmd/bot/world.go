package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/queue"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
)

// world is a school of its own with a clock that can be moved: the playground's. Its plans live in this process's memory, so that no moment of a moved clock outlives
// it, and nothing in it touches the plans of a real school.
type world struct {
	worldConfig
	line       *queue.Line
	desk       *schedule.Desk
	dispatcher *schedule.Dispatcher
	deliverer  *schedule.Deliverer

	moving sync.Mutex // one hand on the clock; held while what comes due is done

	mu    sync.Mutex // guards what follows
	ahead time.Duration
}

// worldConfig holds the parts of a [world]; all are required.
type worldConfig struct {
	school   chat.School
	store    *store.Store
	staff    store.People // what people asked for, which is kept beyond this world
	settings schedule.Settings
	sender   chat.Sender
	members  schedule.Members
	real     func() time.Time
	zone     *time.Location
	report   func(error)
}

func newWorld(c worldConfig) *world {
	w := &world{worldConfig: c, line: queue.NewLine()}
	book := store.NewBook(store.Calendars{Store: c.store, Default: c.settings, Fetched: true})
	w.desk = &schedule.Desk{DeskConfig: schedule.DeskConfig{
		Shelf: book.Plans, Book: book, Office: book, Past: store.Past{Store: c.store}, Budget: store.Deliveries{Store: c.store}, Now: w.Now,
	}}
	w.dispatcher = &schedule.Dispatcher{DispatcherConfig: schedule.DispatcherConfig{
		Plans: book.Plans, Book: book, Queue: w.line, Members: c.members, Figures: store.Deliveries{Store: c.store}, Now: w.Now, Report: c.report,
	}}
	return w
}

// speak sets who words what comes due. It must be called before the clock moves.
func (w *world) speak(composer speech) {
	w.dispatcher.Guests = composer
	w.deliverer = schedule.NewDeliverer(schedule.DelivererConfig{
		Book: w.desk.Book, Wishes: wishes{w.staff, store.People{Store: w.store}}, Composer: composer, Deliveries: store.Deliveries{Store: w.store},
		Queue: w.line, Sender: w.sender, Now: w.Now, Report: w.report,
	})
}

// wishes are those of the staff, with the week's count of the world's own deliveries.
type wishes struct{ staff, counts store.People }

// Wishes fills [schedule.Wishes].
func (w wishes) Wishes(ctx context.Context, school chat.School, who []chat.Address, week schedule.Week) ([]schedule.Wish, error) {
	out, err := w.staff.Wishes(ctx, school, who, week)
	if err != nil {
		return nil, err
	}
	counts, err := w.counts.Wishes(ctx, school, who, week)
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i].Sent, out[i].Err = counts[i].Sent, errors.Join(out[i].Err, counts[i].Err)
	}
	return out, nil
}

// Now is the world's clock: it goes as fast as the real one, and never back.
func (w *world) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.real().Add(w.ahead).In(w.zone)
}

func (w *world) set(to time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if ahead := to.Sub(w.real()); ahead > w.ahead {
		w.ahead = ahead
	}
}

// Next returns when the bot speaks first again, and false when nothing comes. In a crisis pause that is the first moment after it, for the bot's own notes their moment: what else
// comes due on the way is dropped.
func (w *world) Next(ctx context.Context) (time.Time, bool, error) {
	now := w.Now()
	pause, err := w.desk.Book.Pause(ctx, w.school)
	if err != nil {
		return time.Time{}, false, fmt.Errorf("read pause: %w", err)
	}
	if !pause.Holds(now, now) {
		return w.earliest(ctx, says)
	}
	return w.afterPause(ctx, pause)
}

// afterPause is when the bot speaks first in spite of a pause or after it.
func (w *world) afterPause(ctx context.Context, pause schedule.Pause) (time.Time, bool, error) {
	settings, err := w.desk.Book.Settings(ctx, w.school)
	if err != nil {
		return time.Time{}, false, fmt.Errorf("read settings: %w", err)
	}
	school, err := settings.School()
	if err != nil {
		return time.Time{}, false, err
	}
	all, err := w.desk.List(ctx, w.school)
	if err != nil {
		return time.Time{}, false, err
	}
	var next time.Time
	for _, k := range all {
		at := k.Next
		switch {
		case !says(k):
			continue
		case k.What.Note != nil:
		case pause.Until.IsZero():
			continue
		default:
			if at, err = k.Plan.Next(school, pause.Until.Add(-time.Second)); err != nil {
				return time.Time{}, false, err
			}
		}
		if !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next, !next.IsZero(), nil
}

// says reports a plan by which the bot says something: the closing of a round does not.
func says(k schedule.Kept) bool { return !k.IsPart() || k.What.Pulse.Part != schedule.Closing }

// earliest is when something comes due of the plans that count, whatever becomes of it.
func (w *world) earliest(ctx context.Context, counts func(schedule.Kept) bool) (time.Time, bool, error) {
	next, ok := w.line.Next()
	all, err := w.desk.List(ctx, w.school)
	if err != nil {
		return next, ok, err
	}
	for _, k := range all {
		if !k.Next.IsZero() && counts(k) && (!ok || k.Next.Before(next)) {
			next, ok = k.Next, true
		}
	}
	return next, ok, nil
}

// maxStops bounds how many moments one move of the clock can pass.
const maxStops = 20000

// Forward moves the clock on and does on the way, at its moment, everything that comes due.
func (w *world) Forward(ctx context.Context, to time.Time) error {
	w.moving.Lock()
	defer w.moving.Unlock()
	var errs []error
	for range maxStops {
		next, ok, err := w.earliest(ctx, func(schedule.Kept) bool { return true })
		if err != nil {
			return errors.Join(append(errs, err)...)
		}
		if !ok || next.After(to) {
			w.set(to)
			return errors.Join(errs...)
		}
		w.set(next)
		errs = append(errs, w.do(ctx))
	}
	return errors.Join(append(errs, errors.New("move clock: too much comes due on the way"))...)
}

// do does what is due now.
func (w *world) do(ctx context.Context) error {
	now := w.Now()
	if err := w.dispatcher.Tick(ctx, now); err != nil {
		return fmt.Errorf("look at plans: %w", err)
	}
	return w.line.Do(ctx, now, queue.Work{Fire: w.dispatcher.Fire, Deliver: w.deliverer.Deliver})
}

// Run does what comes due while nobody moves the clock.
func (w *world) Run(ctx context.Context) {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if err := w.Forward(ctx, w.Now()); err != nil && ctx.Err() == nil {
			w.report(err)
		}
	}
}
