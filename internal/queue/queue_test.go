package queue_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/queue"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
	"github.com/baken-bot/baken/internal/store/storetest"
)

// work runs a worker over a store until the test ends; it looks often, so that the test is short.
func work(t *testing.T, s *store.Store, w queue.Work) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	worker := queue.Worker{WorkerConfig: queue.WorkerConfig{
		Connection: s.Connection(), Sealer: store.Sealer{Store: s}, Work: w, Report: func(error) {}, Look: 5 * time.Millisecond, Delayed: 20 * time.Millisecond,
	}}
	var running sync.WaitGroup
	running.Go(func() {
		if err := worker.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() { cancel(); running.Wait() })
}

func firing(id string) schedule.Firing {
	return schedule.Firing{School: "a", Plan: schedule.PlanID(id), At: time.Unix(1_800_000_000, 0), Grace: time.Hour}
}

func batch(id string, to ...string) schedule.Batch {
	b := schedule.Batch{Firing: firing(id)}
	for _, who := range to {
		b.To = append(b.To, chat.Address{Platform: "test", Value: who})
	}
	return b
}

func TestWhatIsPutTwiceIsDoneOnceAndArrivesWhole(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		q := queue.New(s.Connection(), store.Sealer{Store: s}, time.Now)
		fired, delivered := make(chan schedule.Firing, 10), make(chan schedule.Batch, 10)
		put := func() {
			t.Helper()
			if err := errors.Join(q.PutFiring(t.Context(), firing("p")), q.PutBatch(t.Context(), batch("p", "anna"))); err != nil {
				t.Fatal(err)
			}
		}
		put()
		put()
		work(t, s, queue.Work{
			Fire:    func(_ context.Context, f schedule.Firing) error { fired <- f; return nil },
			Deliver: func(_ context.Context, d schedule.Batch) error { delivered <- d; return nil },
		})
		f, d := <-fired, <-delivered
		if f.ID() != firing("p").ID() || d.To[0].Value != "anna" || d.Grace != time.Hour {
			t.Errorf("got %+v, %+v", f, d)
		}
		// Done, and put a third time: the id is still kept.
		put()
		if err := q.PutBatch(t.Context(), batch("last", "bram")); err != nil {
			t.Fatal(err)
		}
		if d := <-delivered; d.Plan != "last" || len(fired) > 0 {
			t.Errorf("done again: %+v, %d firings", d, len(fired))
		}
	})
}

func TestAPlatformThatAsksToWaitUsesUpNoTries(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		q := queue.New(s.Connection(), store.Sealer{Store: s}, time.Now)
		if err := q.PutBatch(t.Context(), batch("p", "anna")); err != nil {
			t.Fatal(err)
		}
		var tries atomic.Int32
		done := make(chan int32)
		work(t, s, queue.Work{Deliver: func(context.Context, schedule.Batch) error {
			n := tries.Add(1)
			if n < 12 {
				return &chat.RetryError{After: time.Millisecond, Err: errors.New("slow down")}
			}
			done <- n
			return nil
		}})
		select {
		case n := <-done:
			if n != 12 {
				t.Errorf("tried %d times", n)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("tried %d times and not done", tries.Load())
		}
	})
}

func TestWhatFailsForGoodCanBeListedRetriedAndDropped(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		other := store.Sealer{Store: storetest.Open(t, store.Options{Memory: true, SecretKey: strings.Repeat("other", 8)})}
		q := queue.New(s.Connection(), other, time.Now)
		if err := errors.Join(q.PutBatch(t.Context(), batch("p", "anna")), q.PutFiring(t.Context(), firing("q"))); err != nil {
			t.Fatal(err)
		}
		letters := queue.NewLetters(s.Connection())
		if got, err := letters.List(); err != nil || len(got) != 0 {
			t.Errorf("before any failed: %v, %v", got, err)
		}
		work(t, s, queue.Work{})
		await := func(n int) []queue.Letter {
			t.Helper()
			deadline := time.After(5 * time.Second)
			for {
				got, err := letters.List()
				if err != nil {
					t.Fatal(err)
				}
				if len(got) == n {
					return got
				}
				select {
				case <-deadline:
					t.Fatalf("have %v", got)
				case <-time.After(10 * time.Millisecond):
				}
			}
		}
		got := await(2)
		if !strings.HasPrefix(got[0].ID, "firings/q@") || !strings.HasPrefix(got[1].ID, "deliveries/p@") || strings.Contains(got[1].ID, "anna") || !strings.Contains(got[1].Why, "SECRET_KEY") {
			t.Errorf("got %+v", got)
		}
		first := got[1].Failed
		if err := errors.Join(letters.Retry(got[1].ID), letters.Drop(got[0].ID)); err != nil {
			t.Fatal(err)
		}
		if left := await(1); left[0].ID != got[1].ID || left[0].Failed.Before(first) {
			t.Errorf("left %+v", left)
		}
		for _, id := range []string{"", "deliveries/none", "default/x", got[0].ID} {
			if err := letters.Drop(id); !errors.Is(err, queue.ErrNoLetter) {
				t.Errorf("drop %q: %v", id, err)
			}
		}
	})
}

func TestALineDoesStepsInOrderOnceAndWhenTheyAreDue(t *testing.T) {
	line, ctx := queue.NewLine(), t.Context()
	at := time.Unix(1_800_000_000, 0)
	var done []string
	failed := false
	work := queue.Work{
		Fire: func(_ context.Context, f schedule.Firing) error { done = append(done, "fire"); return nil },
		Deliver: func(_ context.Context, d schedule.Batch) error {
			if d.To[0].Value == "cem" && !failed {
				failed = true
				return &chat.RetryError{After: time.Hour, Err: errors.New("slow down")}
			}
			done = append(done, d.To[0].Value)
			return nil
		},
	}
	late, early, slow := batch("p", "bram"), batch("p", "anna"), batch("p", "cem")
	late.Due, early.Due, slow.Due = at.Add(time.Minute), at, at
	for range 2 {
		if err := errors.Join(line.PutBatch(ctx, late), line.PutBatch(ctx, early), line.PutBatch(ctx, slow), line.PutFiring(ctx, firing("p"))); err != nil {
			t.Fatal(err)
		}
	}
	for _, step := range []struct {
		now  time.Time
		want string
	}{{at.Add(-time.Second), ""}, {at, "anna fire"}, {at.Add(time.Minute), "anna fire bram"}, {at.Add(time.Hour), "anna fire bram cem"}} {
		if err := line.Do(ctx, step.now, work); err != nil || strings.Join(done, " ") != step.want {
			t.Errorf("at %s: %v, %v", step.now, done, err)
		}
	}
	if _, more := line.Next(); more {
		t.Error("something waits")
	}
}
