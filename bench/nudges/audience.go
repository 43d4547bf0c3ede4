package main

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/queue"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
)

// crowd is an audience that is told one by one.
type crowd int

func (c crowd) Each(_ context.Context, _ chat.Address, do func(chat.Address) error) error {
	var most, m runtime.MemStats
	for i := range int(c) {
		if err := do(someone(i)); err != nil {
			return err
		}
		if i%(int(c)/10) == 0 {
			runtime.GC()
			if runtime.ReadMemStats(&m); m.HeapAlloc > most.HeapAlloc {
				most = m
			}
		}
	}
	fmt.Printf("audience of %d: at most %.1f MB in use\n", int(c), float64(most.HeapAlloc)/1e6)
	return nil
}

// benchAudience fires plans of growing audiences.
func benchAudience(ctx context.Context, s *store.Store) error {
	book := store.NewBook(store.Calendars{Store: s, Default: schedule.Settings{Zone: "Europe/Amsterdam"}})
	moment := time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)
	for _, n := range []crowd{100, 1000, 10000, 100000} {
		p := schedule.Plan{ID: schedule.NewPlanID(), School: "bench", What: schedule.What{Text: sentence}, Grace: time.Hour, When: "1 december 9:00", Who: schedule.Audience{Members: someone(0)}}
		if err := book.Put(ctx, schedule.Kept{Plan: p, Next: moment}); err != nil {
			return err
		}
		d := &schedule.Dispatcher{DispatcherConfig: schedule.DispatcherConfig{
			Plans: book.Plans, Book: book, Queue: queue.New(s.Connection(), store.Sealer{Store: s}, time.Now), Members: n, Figures: store.Deliveries{Store: s},
			Now: func() time.Time { return moment }, Report: func(err error) { fmt.Println(err) },
		}}
		if err := d.Fire(ctx, schedule.Firing{School: p.School, Plan: p.ID, At: moment, Grace: p.Grace}); err != nil {
			return err
		}
	}
	return nil
}
