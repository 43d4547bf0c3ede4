package queue_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hibiken/asynq"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/queue"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
	"github.com/baken-bot/baken/internal/store/storetest"
)

// Schools lie on different servers of a cluster; the queue lies on one. From the look at the plans to the record, each school's people hear it once.
func TestThePlansOfSeveralSchoolsReachEverybodyOnce(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		const schools, people = 6, 15
		// A Tuesday that has passed: the queue keeps the machine's clock and waits for nothing.
		moment := time.Date(2025, 12, 2, 13, 10, 0, 0, time.UTC)
		start := time.Now()
		now := func() time.Time { return moment.Add(time.Since(start)) }
		to := &platform{sent: map[string][]time.Time{}}
		dispatcher, worker, _ := replica(s, to, now, func(err error) { t.Error(err) })
		dispatcher.Queue = queue.New(s.Connection(), store.Sealer{Store: s}, time.Now)
		_, _, desk := replica(s, nil, func() time.Time { return moment.Add(-time.Hour) }, nil)
		plans := map[chat.School]schedule.Kept{}
		for i := range schools {
			school := chat.School(fmt.Sprint("school-", i))
			var who []chat.Address
			for n := range people {
				who = append(who, chat.Address{Platform: "test", Value: fmt.Sprint(school, "/", n)})
			}
			k, err := desk.Create(t.Context(), schedule.Plan{School: school, What: schedule.What{Text: "t"}, Who: schedule.Audience{People: who}, When: "2 december 14:10"})
			if err != nil {
				t.Fatal(err)
			}
			plans[school] = k
		}
		if err := errors.Join(dispatcher.Tick(t.Context(), now()), dispatcher.Tick(t.Context(), now())); err != nil {
			t.Fatal(err)
		}
		stop := runs(t, worker)
		defer stop()
		deliveries := store.Deliveries{Store: s}
		until(t, "everybody", func() bool {
			sent := 0
			for school, k := range plans {
				figures, err := deliveries.Figures(t.Context(), school, k.ID)
				if err != nil {
					t.Fatal(err)
				}
				sent += figures[k.Next.UnixMilli()].Count[schedule.Sent]
			}
			return sent == schools*people
		})
		to.mu.Lock()
		defer to.mu.Unlock()
		for who, at := range to.sent {
			if len(at) != 1 {
				t.Errorf("%s heard it %d times", who, len(at))
			}
		}
		if len(to.sent) != schools*people {
			t.Errorf("%d heard it", len(to.sent))
		}
	})
}

// runs lets a worker look often, until the returned function has stopped it.
func runs(t *testing.T, worker *queue.Worker) (stop func()) {
	t.Helper()
	worker.Look, worker.Delayed = 5*time.Millisecond, 20*time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() {
		if err := worker.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	return func() {
		cancel()
		running.Wait()
	}
}

// A school can take the bot out between the firing and its deliveries, and between a look at its plan and the firing.
func TestWhatWaitsOfAnErasedSchoolSendsNothingAndLeavesNothing(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		moment := time.Date(2025, 12, 2, 13, 10, 0, 0, time.UTC)
		start := time.Now()
		now := func() time.Time { return moment.Add(time.Since(start)) }
		to := &platform{sent: map[string][]time.Time{}}
		dispatcher, worker, _ := replica(s, to, now, func(err error) { t.Error(err) })
		dispatcher.Queue = queue.New(s.Connection(), store.Sealer{Store: s}, time.Now)
		_, _, desk := replica(s, nil, func() time.Time { return moment.Add(-time.Hour) }, nil)
		fires := func(school chat.School) schedule.Firing {
			k, err := desk.Create(t.Context(), schedule.Plan{School: school, What: schedule.What{Text: "t"}, Who: schedule.Audience{People: colleagues(5)}, When: "2 december 14:10"})
			if err != nil {
				t.Fatal(err)
			}
			return schedule.Firing{School: school, Plan: k.ID, At: k.Next, Grace: k.Grace}
		}
		erased, stays := fires("erased"), fires("stays")
		if err := errors.Join(dispatcher.Fire(t.Context(), erased), dispatcher.Queue.PutFiring(t.Context(), erased)); err != nil {
			t.Fatal(err)
		}
		if _, err := (store.Schools{Store: s}).Erase(t.Context(), "erased", time.Now()); err != nil {
			t.Fatal(err)
		}
		before := storetest.Keys(t, s, "{*")
		if err := dispatcher.Fire(t.Context(), stays); err != nil {
			t.Fatal(err)
		}
		stop := runs(t, worker)
		defer stop()
		inspector := asynq.NewInspectorFromRedisClient(s.Connection())
		until(t, "the queues are done", func() bool {
			done := 0
			for _, in := range []string{"firings", "deliveries"} {
				if info, err := inspector.GetQueueInfo(in); err == nil && info.Size == info.Completed {
					done++
				}
			}
			return done == 2
		})
		stop()
		figures, err := store.Deliveries{Store: s}.Figures(t.Context(), "stays", stays.Plan)
		if sent := figures[stays.At.UnixMilli()].Count[schedule.Sent]; err != nil || sent != 5 || len(to.sent) != 5 {
			t.Errorf("%d heard it, %d of the school that stays, %v", len(to.sent), sent, err)
		}
		mine := before[0][:strings.Index(before[0], "}")]
		for _, key := range storetest.Keys(t, s, "{*") {
			if !strings.HasPrefix(key, mine) {
				t.Errorf("kept %s", key)
			}
		}
	})
}
