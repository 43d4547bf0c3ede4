package schedule_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/people"
	"github.com/baken-bot/baken/internal/queue"
	"github.com/baken-bot/baken/internal/schedule"
)

const here = chat.School("a")

// world is a school in memory with a clock that a test moves. It fills every port of the package, one line each where it can.
type world struct {
	t          *testing.T
	now        time.Time
	settings   schedule.Settings
	pause      schedule.Pause
	plans      map[schedule.PlanID]*kept
	staff      map[chat.Address]people.Staff
	line       *queue.Line
	state      map[string]schedule.Outcome
	weeks      map[string]int
	figures    map[schedule.Outcome]int
	whole      map[schedule.Outcome]int
	mu         sync.Mutex // guards sends: those of a batch are made at once
	sends      []send
	answer     func(to chat.Address) error // what the platform answers; nil: always well
	topic      string
	dispatcher *schedule.Dispatcher
	deliverer  *schedule.Deliverer
	desk       *schedule.Desk
}

type kept struct {
	schedule.Kept
	number int
}

type send struct {
	at     time.Time
	to     chat.Address
	firing string
}

func newWorld(t *testing.T, now time.Time) *world {
	w := &world{
		t: t, now: now, settings: schedule.Settings{Zone: "Europe/Amsterdam", Region: schedule.Midden}, plans: map[schedule.PlanID]*kept{}, staff: map[chat.Address]people.Staff{},
		line: queue.NewLine(), state: map[string]schedule.Outcome{}, weeks: map[string]int{}, figures: map[schedule.Outcome]int{}, whole: map[schedule.Outcome]int{},
	}
	clock, report := func() time.Time { return w.now }, func(err error) { t.Log(err) }
	w.dispatcher = &schedule.Dispatcher{DispatcherConfig: schedule.DispatcherConfig{
		Plans: w, Book: book{w}, Queue: w.line, Members: w, Figures: w, Now: clock, Report: report,
	}}
	w.deliverer = schedule.NewDeliverer(schedule.DelivererConfig{
		Book: book{w}, Wishes: w, Composer: w, Deliveries: w, Queue: w.line, Sender: w, Now: clock, Report: func(error) {},
	})
	w.desk = &schedule.Desk{DeskConfig: schedule.DeskConfig{Shelf: w, Book: book{w}, Office: w, Now: clock}}
	return w
}

// book has methods of the same names as what it reads.
type book struct{ w *world }

func (b book) Plan(_ context.Context, _ chat.School, id schedule.PlanID) (schedule.Plan, bool, error) {
	k, ok := b.w.plans[id]
	if !ok {
		return schedule.Plan{}, false, nil
	}
	return k.Plan, true, nil
}

func (b book) Settings(context.Context, chat.School) (schedule.Settings, error) {
	return b.w.settings, nil
}
func (b book) Pause(context.Context, chat.School) (schedule.Pause, error) { return b.w.pause, nil }

func (w *world) SaveSettings(_ context.Context, _ chat.School, s schedule.Settings) error {
	w.settings = s
	return nil
}

func (w *world) SavePause(_ context.Context, _ chat.School, p schedule.Pause) error {
	w.pause = p
	return nil
}

func (w *world) Put(_ context.Context, k schedule.Kept) error {
	w.plans[k.ID] = &kept{Kept: k}
	return nil
}

func (w *world) Change(_ context.Context, _ chat.School, id schedule.PlanID, change func(schedule.Plan) (schedule.Kept, error)) (schedule.Kept, error) {
	old, ok := w.plans[id]
	if !ok {
		return schedule.Kept{}, schedule.ErrNoPlan
	}
	k, err := change(old.Plan)
	if err == nil {
		old.Kept = k
	}
	return k, err
}

func (w *world) List(context.Context, chat.School) ([]schedule.Kept, error) {
	var out []schedule.Kept
	for _, k := range w.plans {
		out = append(out, k.Kept)
	}
	return out, nil
}

func (w *world) Due(_ context.Context, now time.Time) ([]schedule.Due, error) {
	var out []schedule.Due
	for _, id := range slices.Sorted(maps.Keys(w.plans)) {
		if k := w.plans[id]; !k.Next.IsZero() && !k.Next.After(now) {
			out = append(out, schedule.Due{Plan: k.Plan, At: k.Next, Number: k.number})
		}
	}
	return out, nil
}

func (w *world) Advance(_ context.Context, d schedule.Due, to time.Time) error {
	if k := w.plans[d.Plan.ID]; k.Next.Equal(d.At) {
		k.Next, k.number = to, k.number+1
	}
	return nil
}

func (w *world) Each(_ context.Context, _ chat.Address, do func(chat.Address) error) error {
	for to := range w.staff {
		if err := do(to); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) Mark(_ context.Context, _ schedule.Firing, o schedule.Outcome) error {
	w.whole[o]++
	return nil
}

func (w *world) Wishes(_ context.Context, _ chat.School, who []chat.Address, week schedule.Week) ([]schedule.Wish, error) {
	var out []schedule.Wish
	for _, to := range who {
		out = append(out, schedule.Wish{Staff: w.staff[to], Sent: w.weeks[fmt.Sprint(to, week)]})
	}
	return out, nil
}

func (w *world) Compose(context.Context, schedule.Firing, schedule.Plan, people.Staff) (schedule.Announcement, error) {
	return schedule.Announcement{Reply: chat.Reply{Text: "Tijd voor thee."}, Topic: w.topic}, nil
}

func (w *world) Claim(_ context.Context, claims []schedule.Claim) ([]schedule.Claimed, error) {
	var out []schedule.Claimed
	for _, c := range claims {
		out = append(out, schedule.Claimed{Answer: w.claim(c)})
	}
	return out, nil
}

func (w *world) claim(c schedule.Claim) schedule.Answer {
	id, week := c.ID()+c.To.String(), fmt.Sprint(c.To, c.Week)
	if w.state[id] != "" {
		return schedule.Settled
	}
	if !c.InPause && w.pause.Holds(c.At, c.Now) {
		w.state[id] = schedule.Dropped
		w.figures[schedule.Dropped]++
		return schedule.Settled
	}
	w.state[id] = "sending"
	w.weeks[week]++
	return schedule.Mine
}

func (w *world) Record(_ context.Context, settled []schedule.Settlement) error {
	for _, s := range settled {
		id, week := s.ID()+s.To.String(), fmt.Sprint(s.To, s.Week)
		switch state := w.state[id]; {
		case s.Outcome == schedule.GivenBack:
			w.weeks[week]--
			delete(w.state, id)
		case state == "" || state == "sending":
			w.state[id] = s.Outcome
			w.figures[s.Outcome]++
		}
	}
	return nil
}

func (w *world) Send(_ context.Context, to chat.Address, _ chat.Reply) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.answer != nil {
		if err := w.answer(to); err != nil {
			return err
		}
	}
	w.sends = append(w.sends, send{at: w.now, to: to})
	return nil
}

// deliver notes which firing a message was of.
func (w *world) deliver(ctx context.Context, b schedule.Batch) error {
	before := len(w.sends)
	err := w.deliverer.Deliver(ctx, b)
	for i := before; i < len(w.sends); i++ {
		w.sends[i].firing = b.ID()
	}
	return err
}

// step does everything that is due now.
func (w *world) step() {
	w.t.Helper()
	ctx := w.t.Context()
	err := errors.Join(w.dispatcher.Tick(ctx, w.now), w.line.Do(ctx, w.now, queue.Work{Fire: w.dispatcher.Fire, Deliver: w.deliver}))
	if err != nil {
		w.t.Fatal(err)
	}
}

// next is when something is due, at most at end.
func (w *world) next(end time.Time) time.Time {
	at := end
	if due, ok := w.line.Next(); ok && due.Before(at) {
		at = due
	}
	for _, k := range w.plans {
		if !k.Next.IsZero() && k.Next.Before(at) {
			at = k.Next
		}
	}
	return at
}

// until lets time pass, doing what is due when it is due.
func (w *world) until(end time.Time) {
	w.t.Helper()
	for {
		w.step()
		at := w.next(end)
		if !at.Before(end) {
			w.now = end
			w.step()
			return
		}
		if at.After(w.now) {
			w.now = at
		}
	}
}

// plan keeps a plan for everybody there is.
func (w *world) plan(when string) schedule.Kept {
	w.t.Helper()
	k, err := w.desk.Create(w.t.Context(), schedule.Plan{
		School: here, What: schedule.What{Text: "Tijd voor thee."}, Who: schedule.Audience{Members: chat.Address{Platform: "test", Value: "all"}}, When: when,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return k
}

func someone(i int) chat.Address {
	return chat.Address{Platform: "test", Value: fmt.Sprint("colleague-", i)}
}
