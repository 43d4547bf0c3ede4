package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hibiken/asynq"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/people"
	"github.com/baken-bot/baken/internal/queue"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
)

// rounds is how often both ways are measured, in turn.
const rounds = 3

// workers is how many tasks are done at once, both ways.
const workers = 16

func benchDeliver(ctx context.Context, s *store.Store, n int) error {
	standIn := newStandIn()
	defer standIn.Close()
	var plain, ours []float64
	for round := range rounds {
		p, err := plainWay(ctx, s, standIn, round, n)
		if err != nil {
			return err
		}
		o, err := ourWay(ctx, s, standIn, round, n)
		if err != nil {
			return err
		}
		fmt.Printf("round %d: plain asynq %.0f/s, deliveries %.0f/s: %.2f of it\n", round+1, p, o, o/p)
		plain, ours = append(plain, p), append(ours, o)
	}
	fmt.Printf("%d deliveries, mean of %d rounds: plain %.0f/s, ours %.0f/s: %.2f of it\n", n, rounds, mean(plain), mean(ours), mean(ours)/mean(plain))
	return nil
}

func mean(xs []float64) float64 {
	sum := 0.0
	for _, x := range xs {
		sum += x
	}
	return sum / float64(len(xs))
}

// standIn is a platform that answers at once.
type standIn struct {
	*httptest.Server
	client *http.Client
	calls  atomic.Int64
	want   int64
	done   chan struct{}
}

func newStandIn() *standIn {
	s := &standIn{client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: workers}}}
	s.Server = httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		if s.calls.Add(1) == s.want {
			close(s.done)
		}
	}))
	return s
}

func (s *standIn) expect(n int) {
	s.calls.Store(0)
	s.want, s.done = int64(n), make(chan struct{})
}

// Send makes the call that both ways make.
func (s *standIn) Send(ctx context.Context, to chat.Address, r chat.Reply) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL+"/"+to.Value, strings.NewReader(r.Text))
	if err != nil {
		return err
	}
	res, err := s.client.Do(req)
	if err != nil {
		return err
	}
	return res.Body.Close()
}

func someone(i int) chat.Address {
	return chat.Address{Platform: "bench", Value: fmt.Sprintf("colleague-%06d", i)}
}

const sentence = "Begin de les met iets dat elke dag hetzelfde is."

// plainWay is asynq by itself: a task, a call, done; ids and retention as ours have them.
func plainWay(ctx context.Context, s *store.Store, to *standIn, round, n int) (float64, error) {
	client, in := asynq.NewClientFromRedisClient(s.Connection()), fmt.Sprint("plain", round)
	for i := range n {
		data, err := json.Marshal(someone(i))
		if err != nil {
			return 0, err
		}
		if _, err := client.EnqueueContext(ctx, asynq.NewTask("call", data), asynq.TaskID(fmt.Sprint(round, "-", i)), asynq.Queue(in), asynq.Retention(time.Hour)); err != nil {
			return 0, err
		}
	}
	to.expect(n)
	server := asynq.NewServerFromRedisClient(s.Connection(), asynq.Config{Concurrency: workers, Queues: map[string]int{in: 1}, LogLevel: asynq.FatalLevel})
	start := time.Now()
	err := server.Start(asynq.HandlerFunc(func(ctx context.Context, task *asynq.Task) error {
		var who chat.Address
		if err := json.Unmarshal(task.Payload(), &who); err != nil {
			return err
		}
		return to.Send(ctx, who, chat.Reply{Text: sentence})
	}))
	if err != nil {
		return 0, err
	}
	<-to.done
	took := time.Since(start)
	server.Shutdown()
	return float64(n) / took.Seconds(), nil
}

// says composes one sentence for everybody.
type says string

func (s says) Compose(context.Context, schedule.Firing, schedule.Plan, people.Staff) (schedule.Announcement, error) {
	return schedule.Announcement{Reply: chat.Reply{Text: string(s)}}, nil
}

// ourWay is a delivery with everything it asks: the rules, the person's wishes and budget, the pace, the claim, the record. The pace is set wider than the run needs.
func ourWay(ctx context.Context, s *store.Store, to *standIn, round, n int) (float64, error) {
	moment := time.Date(2026, 12, 1, 13, 10, 0, 0, time.UTC).AddDate(0, 0, 7*round)
	now := func() time.Time { return moment.Add(time.Minute) }
	book := store.NewBook(store.Calendars{Store: s, Default: schedule.Settings{Zone: "Europe/Amsterdam"}})
	wide := store.Limit{Every: time.Millisecond, Burst: 1 << 20}
	q := queue.New(s.Connection(), store.Sealer{Store: s})
	plan := schedule.Plan{
		ID: schedule.NewPlanID(), School: "bench", What: schedule.What{Text: sentence}, Grace: time.Hour, When: "1 december 14:10",
		Who: schedule.Audience{Members: someone(0)},
	}
	if err := book.Put(ctx, schedule.Kept{Plan: plan}); err != nil {
		return 0, err
	}
	f := schedule.Firing{School: plan.School, Plan: plan.ID, At: moment, Grace: plan.Grace}
	for i := range n {
		if err := q.PutDelivery(ctx, schedule.Delivery{Firing: f, To: someone(i), Due: moment.AddDate(-1, 0, 0)}); err != nil {
			return 0, err
		}
	}
	to.expect(n)
	deliverer := &schedule.Deliverer{DelivererConfig: schedule.DelivererConfig{
		Book: book, Wishes: store.People{Store: s}, Composer: says(sentence), Queue: q, Sender: to, Now: now, Report: func(err error) { fmt.Println(err) },
		Deliveries: store.Deliveries{Store: s, Pace: store.Pace{Conversation: wide, Platform: wide}},
	}}
	worker := queue.Worker{WorkerConfig: queue.WorkerConfig{
		Connection: s.Connection(), Sealer: store.Sealer{Store: s}, Hands: workers, Report: func(err error) { fmt.Println(err) },
		Work: queue.Work{Deliver: func(ctx context.Context, d schedule.Delivery) error {
			// Put with a moment in the past, so that it need not be forwarded first; it is due now.
			d.Due = moment
			return deliverer.Deliver(ctx, d)
		}},
	}}
	working, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	start := time.Now()
	var failed error
	running.Go(func() { failed = worker.Run(working) })
	<-to.done
	took := time.Since(start)
	stop()
	running.Wait()
	return float64(n) / took.Seconds(), failed
}
