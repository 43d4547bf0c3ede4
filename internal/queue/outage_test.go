package queue_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/people"
	"github.com/baken-bot/baken/internal/queue"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
)

// line is a way to a Redis in memory that can be cut, for the clock of a test's bubble: no socket, so that the bubble sees every wait.
type line struct {
	server *miniredis.Miniredis

	mu    sync.Mutex // guards what follows
	away  bool
	conns []net.Conn
}

func (l *line) dial(context.Context, string, string) (net.Conn, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.away {
		return nil, &net.OpError{Op: "dial", Net: "pipe", Err: errors.New("connection refused")}
	}
	c, err := l.server.Dial()
	l.conns = append(l.conns, c)
	return c, err
}

// cut ends every connection and refuses new ones until it is mended.
func (l *line) cut(away bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.away = away
	for _, c := range l.conns {
		_ = c.Close()
	}
	l.conns = nil
}

// platform counts what it shows to whom.
type platform struct {
	mu   sync.Mutex // guards what follows
	sent map[string][]time.Time
}

func (p *platform) Send(_ context.Context, to chat.Address, _ chat.Reply) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent[to.Value] = append(p.sent[to.Value], time.Now())
	return nil
}

// says composes one sentence for everybody.
type says string

func (s says) Compose(context.Context, schedule.Firing, schedule.Plan, people.Staff) (schedule.Announcement, error) {
	return schedule.Announcement{Reply: chat.Reply{Text: string(s)}}, nil
}

// replica is everything one process runs, over a store and a clock.
func replica(s *store.Store, to chat.Sender, now func() time.Time, report func(error)) (*schedule.Dispatcher, *queue.Worker, *schedule.Desk) {
	book := store.NewBook(store.Calendars{Store: s, Default: schedule.Settings{Zone: "Europe/Amsterdam"}})
	deliveries := store.Deliveries{Store: s}
	q := queue.New(s.Connection(), store.Sealer{Store: s}, now)
	dispatcher := &schedule.Dispatcher{DispatcherConfig: schedule.DispatcherConfig{
		Plans: book.Plans, Book: book, Queue: q, Figures: deliveries, Now: now, Report: report,
	}}
	deliverer := schedule.NewDeliverer(schedule.DelivererConfig{
		Book: book, Wishes: store.People{Store: s}, Composer: says("Tijd voor thee."), Deliveries: deliveries, Queue: q, Sender: to, Now: now, Report: report,
		Hands: hands,
	})
	return dispatcher, &queue.Worker{WorkerConfig: queue.WorkerConfig{
		Connection: s.Connection(), Sealer: store.Sealer{Store: s}, Report: report, Work: queue.Work{Fire: dispatcher.Fire, Deliver: deliverer.Deliver},
	}}, &schedule.Desk{DeskConfig: schedule.DeskConfig{Shelf: book.Plans, Book: book, Office: book, Now: now}}
}

func colleagues(n int) []chat.Address {
	var out []chat.Address
	for i := range n {
		out = append(out, chat.Address{Platform: "test", Value: fmt.Sprint("colleague-", i)})
	}
	return out
}

func TestRedisGoneForTwoMinutesAroundAFiring(t *testing.T) {
	for name, gone := range map[string]time.Duration{"over the moment itself": -time.Minute, "while messages go out": 5 * time.Minute} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Date(2026, 12, 1, 13, 0, 0, 0, time.UTC) // two o'clock at school
				<-time.After(time.Until(start))
				way := &line{server: miniredis.NewMiniRedis()}
				client := redis.NewClient(&redis.Options{Addr: "127.0.0.1:1", Dialer: way.dial, MaxRetries: -1, ContextTimeoutEnabled: true, DialerRetries: 1})
				s, err := store.OpenClient(t.Context(), client, strings.Repeat("k", 32))
				if err != nil {
					t.Fatal(err)
				}
				to := &platform{sent: map[string][]time.Time{}}
				dispatcher, worker, desk := replica(s, to, time.Now, func(error) {})
				worker.Look = 5 * time.Second
				k, err := desk.Create(t.Context(), schedule.Plan{
					School: "a", What: schedule.What{Text: "t"}, Who: schedule.Audience{People: colleagues(40)}, When: "1 december 14:10",
				})
				if err != nil {
					t.Fatal(err)
				}
				ctx, stop := context.WithCancel(t.Context())
				var running sync.WaitGroup
				running.Go(func() { dispatcher.Run(ctx) })
				running.Go(func() {
					if err := worker.Run(ctx); err != nil {
						t.Error(err)
					}
				})
				<-time.After(time.Until(k.Next.Add(gone)))
				way.cut(true)
				<-time.After(2 * time.Minute)
				way.cut(false)
				<-time.After(time.Until(k.Next.Add(35 * time.Minute)))
				stop()
				running.Wait()

				figures, err := (store.Deliveries{Store: s}).Figures(t.Context(), "a", k.ID)
				if err != nil {
					t.Fatal(err)
				}
				count := figures[k.Next.UnixMilli()].Count
				for who, at := range to.sent {
					if len(at) != 1 || at[0].After(k.Next.Add(k.Grace)) {
						t.Errorf("%s heard at %v", who, at)
					}
				}
				if len(to.sent) != 40 || count[schedule.Sent]+count[schedule.Unknown] != 40 || count[schedule.Unknown] > 1 {
					t.Errorf("%d heard; counted %v", len(to.sent), count)
				}
				way.cut(true)
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}
