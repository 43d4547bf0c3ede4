package schedule_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/people"
	"github.com/baken-bot/baken/internal/schedule"
)

// tray is a queue that only shows what was put.
type tray struct{ put []schedule.Batch }

func (q *tray) PutFiring(context.Context, schedule.Firing) error { return nil }
func (q *tray) PutBatch(_ context.Context, b schedule.Batch) error {
	q.put = append(q.put, b)
	return nil
}

// unreadable are the wishes of a world in which some people's cannot be read.
type unreadable struct {
	*world
	bad []chat.Address
}

func (u unreadable) Wishes(ctx context.Context, school chat.School, who []chat.Address, week schedule.Week) ([]schedule.Wish, error) {
	out, err := u.world.Wishes(ctx, school, who, week)
	for i, to := range who {
		if slices.Contains(u.bad, to) {
			out[i].Err = errors.New("decode person: broken")
		}
	}
	return out, err
}

func TestWhatBecomesOfABatchOfWhichNotAllAreDone(t *testing.T) {
	slow := &chat.RetryError{After: 7 * time.Second, Err: errors.New("slow down")}
	slowFor := func(n int) func(chat.Address) error {
		return func(to chat.Address) error {
			for i := range n {
				if to == someone(i) {
					return slow
				}
			}
			return nil
		}
	}
	now := tuesday(9, 0)
	for name, test := range map[string]struct {
		answer func(chat.Address) error
		bad    []chat.Address
		snooze int // how many sleep until ten
		sent   int
		put    []string // how many, and when
		failed bool
	}{
		"all done":                      {sent: 6},
		"some wait for the platform":    {answer: slowFor(2), sent: 4, put: []string{"2 held until 09:00:10"}},
		"all wait for the platform":     {answer: slowFor(6), failed: true},
		"one cannot be read":            {bad: []chat.Address{someone(3)}, sent: 5, put: []string{"1 held until 09:00:05"}},
		"two cannot, each alone":        {bad: []chat.Address{someone(3), someone(4)}, sent: 4, put: []string{"1 held until 09:00:05", "1 held until 09:00:05"}},
		"none can be read":              {bad: []chat.Address{someone(0), someone(1), someone(2), someone(3), someone(4), someone(5)}, failed: true},
		"some wait and the rest cannot": {answer: slowFor(5), bad: []chat.Address{someone(5)}, put: []string{"5 held until 09:00:10", "1 held until 09:00:05"}},
		"one is later":                  {snooze: 1, sent: 5, put: []string{"1 due at ten"}},
	} {
		t.Run(name, func(t *testing.T) {
			w, q := newWorld(t, tuesday(7, 0)), &tray{}
			k := w.plan("1 december 9:00")
			w.answer, w.now = test.answer, now
			b := schedule.Batch{Firing: schedule.Firing{School: here, Plan: k.ID, At: now, Grace: time.Hour}, Due: now, Turn: 3}
			for i := range 6 {
				if b.To = append(b.To, someone(i)); i < test.snooze {
					w.staff[someone(i)] = people.Staff{Snooze: tuesday(10, 0)}
				}
			}
			w.deliverer.Queue, w.deliverer.Wishes = q, unreadable{w, test.bad}
			err := w.deliverer.Deliver(t.Context(), b)
			var put []string
			for _, p := range q.put {
				text := fmt.Sprintf("%d held until %s", len(p.To), p.Hold.Format(time.TimeOnly))
				if p.Hold.IsZero() && p.Due.Hour() == 10 {
					text = fmt.Sprintf("%d due at ten", len(p.To))
				} else if !p.Due.Equal(now) {
					t.Errorf("the grace of %v counts from another moment", p)
				}
				if put = append(put, text); p.Turn != 4 {
					t.Errorf("put for turn %d", p.Turn)
				}
			}
			if (err != nil) != test.failed || len(w.sends) != test.sent || !slices.Equal(put, test.put) {
				t.Errorf("error %v, %d sent, put %v", err, len(w.sends), put)
			}
			// Done again by another replica: nobody twice.
			w.answer = nil
			_ = w.deliverer.Deliver(t.Context(), b)
			heard := map[chat.Address]int{}
			for _, m := range w.sends {
				if heard[m.to]++; heard[m.to] > 1 {
					t.Errorf("%v twice", m.to)
				}
			}
		})
	}
}

func TestThoseOfABatchWhoWaitAsLongStayTogetherWhileTheClockGoes(t *testing.T) {
	w, q := newWorld(t, tuesday(7, 0)), &tray{}
	k := w.plan("1 december 9:00")
	now := tuesday(9, 0)
	w.deliverer.Queue, w.deliverer.Now = q, func() time.Time { now = now.Add(time.Microsecond); return now }
	w.answer = func(to chat.Address) error {
		if to == someone(0) {
			return nil
		}
		return &chat.RetryError{After: 7 * time.Second, Err: errors.New("slow down")}
	}
	b := schedule.Batch{Firing: schedule.Firing{School: here, Plan: k.ID, At: now, Grace: time.Hour}, Due: now}
	for i := range 12 {
		b.To = append(b.To, someone(i))
	}
	if err := w.deliverer.Deliver(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	if len(q.put) != 1 || len(q.put[0].To) != 11 {
		t.Errorf("put in %d batches", len(q.put))
	}
}

// deaf gives the first claims and is not heard.
type deaf struct {
	*world
	heard bool
	by    map[string]bool
	back  int
}

func (d *deaf) Claim(ctx context.Context, claims []schedule.Claim) ([]schedule.Claimed, error) {
	out, err := d.world.Claim(ctx, claims)
	if !d.heard {
		d.heard, err = true, errors.New("i/o timeout")
	}
	for _, c := range claims {
		d.by[c.By] = true
	}
	return out, err
}

func (d *deaf) Record(ctx context.Context, settled []schedule.Settlement) error {
	for _, s := range settled {
		if s.Outcome == schedule.GivenBack && d.by[s.By] {
			d.back++
		}
	}
	return d.world.Record(ctx, settled)
}

func TestAClaimWhoseAnswerIsLostIsGivenBack(t *testing.T) {
	w := newWorld(t, tuesday(7, 0))
	k := w.plan("1 december 9:00")
	w.now = tuesday(9, 0)
	d := &deaf{world: w, by: map[string]bool{}}
	w.deliverer.Deliveries = d
	b := schedule.Batch{Firing: schedule.Firing{School: here, Plan: k.ID, At: w.now, Grace: time.Hour}, Due: w.now}
	for i := range 6 {
		b.To = append(b.To, someone(i))
	}
	if err := w.deliverer.Deliver(t.Context(), b); err == nil || d.back != 6 || len(d.by) != 6 {
		t.Errorf("error %v, %d given back of %d askings", err, d.back, len(d.by))
	}
	if err := w.deliverer.Deliver(t.Context(), b); err != nil || len(w.sends) != 6 || w.figures[schedule.Sent] != 6 {
		t.Errorf("error %v, %d sent, counted %v", err, len(w.sends), w.figures)
	}
}

// slow is a platform that takes its time.
type slow struct {
	*world
	takes time.Duration
}

func (s slow) Send(ctx context.Context, to chat.Address, r chat.Reply) error {
	select {
	case <-time.After(s.takes):
		return s.world.Send(ctx, to, r)
	case <-ctx.Done():
		return ctx.Err()
	}
}

func TestABatchThatRunsOutOfTimeCutsNoMessageShort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, q := newWorld(t, tuesday(7, 0)), &tray{}
		k := w.plan("1 december 9:00")
		w.now = tuesday(9, 0)
		w.deliverer.Queue, w.deliverer.Sender = q, slow{w, 8 * time.Second}
		b := schedule.Batch{Firing: schedule.Firing{School: here, Plan: k.ID, At: w.now, Grace: time.Hour}, Due: w.now}
		for i := range schedule.MaxBatch {
			b.To = append(b.To, someone(i))
		}
		ctx, cancel := context.WithTimeout(t.Context(), 45*time.Second)
		defer cancel()
		if err := w.deliverer.Deliver(ctx, b); err != nil {
			t.Error(err)
		}
		if w.figures[schedule.Unknown] != 0 || len(q.put) != 1 || len(w.sends)+len(q.put[0].To) != schedule.MaxBatch {
			t.Errorf("%d sent, counted %v, put %v", len(w.sends), w.figures, q.put)
		}
	})
}

func TestAPlatformThatHangsHoldsABatchForAMinuteAtMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, q := newWorld(t, tuesday(7, 0)), &tray{}
		k := w.plan("1 december 9:00")
		w.now = tuesday(9, 0)
		w.deliverer.Queue, w.deliverer.Sender = q, slow{w, time.Hour}
		b := schedule.Batch{Firing: schedule.Firing{School: here, Plan: k.ID, At: w.now, Grace: time.Hour}, Due: w.now}
		for i := range schedule.MaxBatch {
			b.To = append(b.To, someone(i))
		}
		start := time.Now()
		if err := w.deliverer.Deliver(t.Context(), b); err != nil {
			t.Error(err)
		}
		if took := time.Since(start); took > time.Minute {
			t.Errorf("a batch took %s", took)
		}
		if w.figures[schedule.Unknown] != 24 || len(q.put) != 1 || len(q.put[0].To) != schedule.MaxBatch-24 {
			t.Errorf("counted %v, put %v", w.figures, q.put)
		}
		// Behind others that hold every hand it does not begin.
		q.put, w.deliverer.Sender = nil, w
		all := schedule.HoldHands(w.deliverer)
		start = time.Now()
		err := w.deliverer.Deliver(t.Context(), b)
		var retry *chat.RetryError
		if took := time.Since(start); !errors.As(err, &retry) || took > time.Minute || len(w.sends) > 0 {
			t.Errorf("took %s, %d sent, error %v", took, len(w.sends), err)
		}
		all()
		if err := w.deliverer.Deliver(t.Context(), b); err != nil || len(w.sends) != schedule.MaxBatch-24 {
			t.Errorf("%d sent afterwards, %v", len(w.sends), err)
		}
	})
}

// frail is a world in which the bot itself breaks over one person.
type frail struct {
	*world
	over chat.Address
}

func (f frail) Compose(ctx context.Context, at schedule.Firing, p schedule.Plan, to people.Staff) (schedule.Announcement, error) {
	if to.Lang == "broken" {
		panic(f.over.String())
	}
	return f.world.Compose(ctx, at, p, to)
}

func (f frail) Send(ctx context.Context, to chat.Address, r chat.Reply) error {
	if to == f.over && f.staff[to].Lang == "" {
		panic(to.String())
	}
	return f.world.Send(ctx, to, r)
}

func TestAPanicOverOnePersonIsNobodyElsesTrouble(t *testing.T) {
	for name, test := range map[string]struct {
		lang    string
		put     int
		unknown int
	}{
		"while wording": {lang: "broken", put: 1},
		"while sending": {unknown: 1},
	} {
		for _, first := range []int{0, 3} {
			t.Run(fmt.Sprint(name, " to number ", first), func(t *testing.T) {
				w, q := newWorld(t, tuesday(7, 0)), &tray{}
				k := w.plan("1 december 9:00")
				w.now = tuesday(9, 0)
				w.staff[someone(first)] = people.Staff{Lang: test.lang}
				f := frail{w, someone(first)}
				var told []error
				w.deliverer.Queue, w.deliverer.Composer, w.deliverer.Sender, w.deliverer.Report = q, f, f, func(err error) { told = append(told, err) }
				b := schedule.Batch{Firing: schedule.Firing{School: here, Plan: k.ID, At: w.now, Grace: time.Hour}, Due: w.now}
				for i := range 6 {
					b.To = append(b.To, someone(i))
				}
				if err := w.deliverer.Deliver(t.Context(), b); err != nil {
					t.Error(err)
				}
				if len(w.sends) != 5 || w.figures[schedule.Sent] != 5 || w.figures[schedule.Unknown] != test.unknown || len(q.put) != test.put {
					t.Errorf("%d sent, counted %v, put %v", len(w.sends), w.figures, q.put)
				}
				if len(told) != 1 || strings.Contains(told[0].Error(), someone(first).Value) {
					t.Errorf("told %v", told)
				}
			})
		}
	}
}

func TestABatchOfNobodyIsDone(t *testing.T) {
	w := newWorld(t, tuesday(7, 0))
	if err := w.deliverer.Deliver(t.Context(), schedule.Batch{}); err != nil {
		t.Error(err)
	}
}

func TestAFiringFallsIntoFullBatchesAndIsPutTheSameAgain(t *testing.T) {
	for when, most := range map[string]int{"1 december 9:00": 24*10 + 1, "1 december 17:30": 9} {
		w, q := newWorld(t, tuesday(7, 0)), &tray{}
		for i := range 430 {
			w.staff[someone(i)] = people.Staff{}
		}
		k := w.plan(when)
		w.dispatcher.Queue, w.now = q, k.Next
		f := schedule.Firing{School: here, Plan: k.ID, At: k.Next, Grace: time.Hour}
		fire := func() []schedule.Batch {
			q.put = nil
			if err := w.dispatcher.Fire(t.Context(), f); err != nil {
				t.Fatal(err)
			}
			return q.put
		}
		first, heard := fire(), map[chat.Address]bool{}
		for _, b := range first {
			if len(b.To) > schedule.MaxBatch {
				t.Errorf("a batch of %d", len(b.To))
			}
			for _, to := range b.To {
				heard[to] = true
			}
		}
		if len(heard) != 430 || len(first) > most {
			t.Errorf("%s: %d people in %d batches", when, len(heard), len(first))
		}
		// The world's members come in another order each time; a spread firing has no full batch, and so the same batches.
		if again := fire(); most > 9 && fmt.Sprint(first) != fmt.Sprint(again) {
			t.Error("put otherwise the second time")
		}
	}
}
