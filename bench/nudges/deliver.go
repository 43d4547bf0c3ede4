package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
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
const rounds = 5

// workers is how many tasks are done at once, both ways.
const workers = 16

func benchDeliver(ctx context.Context, s *store.Store, n int) error {
	standIn := newStandIn()
	defer standIn.Close()
	var plain []float64
	ours := make([][]float64, len(ways()))
	for round := range rounds {
		p, err := plainWay(ctx, s, standIn, round, n)
		if err != nil {
			return err
		}
		plain = append(plain, p)
		fmt.Printf("round %d: plain asynq %.0f/s", round+1, p)
		for i, w := range ways() {
			o, err := ourWay(ctx, s, standIn, w, round, n)
			if err != nil {
				return err
			}
			ours[i] = append(ours[i], o)
			fmt.Printf("; %s %.0f/s: %.2f of it", w.name, o, o/p)
		}
		fmt.Println()
	}
	for i, w := range ways() {
		ratios := make([]float64, rounds)
		for round := range rounds {
			ratios[round] = ours[i][round] / plain[round]
		}
		fmt.Printf("%d deliveries %s, median of %d rounds: plain %.0f/s, ours %.0f/s; of the ratios %.2f\n", n, w.name, rounds, median(plain), median(ours[i]), median(ratios))
	}
	return nil
}

// way is how deliveries come to be in the queue.
type way struct {
	name string
	// hour and minute of the firing on the school's clock, and whether each is a firing of its own.
	hour, minute int
	alone        bool
}

// ways are the same people at the last moment of the day, which is not spread; spread over twenty minutes as a firing in the day is; and each in a batch alone, as in a small team.
func ways() []way {
	return []way{{"due at once", 17, 30, false}, {"spread", 14, 10, false}, {"one by one", 17, 30, true}}
}

func median(xs []float64) float64 {
	return slices.Sorted(slices.Values(xs))[len(xs)/2]
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

// early is a queue that puts everything a year before its moment, so that it need not be forwarded first.
type early struct {
	schedule.Queue
	alone bool
}

// PutBatch puts the batch, or everybody in it alone.
func (e early) PutBatch(ctx context.Context, b schedule.Batch) error {
	b.Due = b.Due.AddDate(-1, 0, 0)
	if !e.alone {
		return e.Queue.PutBatch(ctx, b)
	}
	for _, to := range b.To {
		b.To = []chat.Address{to}
		if err := e.Queue.PutBatch(ctx, b); err != nil {
			return err
		}
	}
	return nil
}

// everybody is an audience.
type everybody int

func (e everybody) Each(_ context.Context, _ chat.Address, do func(chat.Address) error) error {
	for i := range int(e) {
		if err := do(someone(i)); err != nil {
			return err
		}
	}
	return nil
}

// ourWay is a firing put by the dispatcher, and each delivery with everything it asks: the rules, the person's wishes and budget, the pace, the claim, the record. The pace is set
// wider than the run needs.
func ourWay(ctx context.Context, s *store.Store, to *standIn, w way, round, n int) (float64, error) {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		return 0, err
	}
	// Tuesdays of November: in each of the rounds there is school, and a week of its own for the budget.
	moment := time.Date(2026, 11, 3, w.hour, w.minute, 0, 0, zone).AddDate(0, 0, 7*round)
	now := func() time.Time { return moment }
	book := store.NewBook(store.Calendars{Store: s, Default: schedule.Settings{Zone: "Europe/Amsterdam"}})
	wide := store.Limit{Every: time.Millisecond, Burst: 1 << 20}
	q := early{queue.New(s.Connection(), store.Sealer{Store: s}, time.Now), w.alone}
	plan := schedule.Plan{
		ID: schedule.NewPlanID(), School: chat.School(w.name), What: schedule.What{Text: sentence}, Grace: time.Hour, When: "1 december 14:10",
		Who: schedule.Audience{Members: someone(0)},
	}
	if err := book.Put(ctx, schedule.Kept{Plan: plan}); err != nil {
		return 0, err
	}
	deliveries, report := store.Deliveries{Store: s, Pace: store.Pace{Conversation: wide, Platform: wide}}, func(err error) { fmt.Println(err) }
	dispatcher := &schedule.Dispatcher{DispatcherConfig: schedule.DispatcherConfig{
		Plans: book.Plans, Book: book, Queue: q, Members: everybody(n), Figures: deliveries, Now: now, Report: report,
	}}
	if err := dispatcher.Fire(ctx, schedule.Firing{School: plan.School, Plan: plan.ID, At: moment, Grace: plan.Grace}); err != nil {
		return 0, err
	}
	to.expect(n)
	deliverer := schedule.NewDeliverer(schedule.DelivererConfig{
		Book: book, Wishes: store.People{Store: s}, Composer: says(sentence), Queue: q, Sender: to, Now: now, Report: report, Deliveries: deliveries, Hands: workers,
	})
	worker := queue.Worker{WorkerConfig: queue.WorkerConfig{
		Connection: s.Connection(), Sealer: store.Sealer{Store: s}, Hands: workers, Report: report,
		Work: queue.Work{Deliver: func(ctx context.Context, b schedule.Batch) error {
			b.Due = moment
			return deliverer.Deliver(ctx, b)
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
	return float64(n) / took.Seconds(), errors.Join(failed, allSent(ctx, deliveries, plan, moment, n))
}

// allSent checks that each delivery was counted as sent, once.
func allSent(ctx context.Context, d store.Deliveries, p schedule.Plan, moment time.Time, n int) error {
	figures, err := d.Figures(ctx, p.School, p.ID)
	if err != nil {
		return err
	}
	if count := figures[moment.UnixMilli()].Count; count[schedule.Sent] != n || len(count) != 1 {
		return fmt.Errorf("count deliveries: want %d sent, have %v", n, count)
	}
	return nil
}
