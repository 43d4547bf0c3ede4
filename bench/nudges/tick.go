package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/queue"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
)

// How many plans there are, in how many schools, how many of them are due at each look, and how many looks are timed.
const (
	plans   = 50000
	schools = 2500
	due     = 10
	looks   = 50
)

// benchTick times a whole tick: finding the plans that are due, putting their firings, moving them on.
func benchTick(ctx context.Context, s *store.Store) error {
	book := store.NewBook(store.Calendars{Store: s, Default: schedule.Settings{Zone: "Europe/Amsterdam", Region: schedule.Midden}})
	start := time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)
	for i := range plans {
		p := schedule.Plan{
			ID: schedule.PlanID(fmt.Sprint("plan-", i)), School: chat.School(fmt.Sprint("school-", i%schools)), What: schedule.What{Text: sentence}, Grace: time.Hour,
			When: "elke dinsdag 9:00", Start: schedule.Date{Year: 2026, Month: 12, Day: 1}, Who: schedule.Audience{Members: someone(0)},
		}
		// Ten are due at each of the looks, all others in the afternoon.
		next := start.Add(6 * time.Hour)
		if i < due*looks {
			next = start.Add(time.Duration(i/due) * time.Minute)
		}
		if err := book.Put(ctx, schedule.Kept{Plan: p, Next: next}); err != nil {
			return err
		}
	}
	d := &schedule.Dispatcher{DispatcherConfig: schedule.DispatcherConfig{
		Plans: book.Plans, Book: book, Queue: queue.New(s.Connection(), store.Sealer{Store: s}, time.Now), Figures: store.Deliveries{Store: s}, Now: time.Now, Report: func(err error) { fmt.Println(err) },
	}}
	// The first look sees every school, because all were just planned in.
	before := time.Now()
	for range schools/200 + 1 {
		if err := d.Tick(ctx, start.Add(-time.Minute)); err != nil {
			return err
		}
	}
	fmt.Printf("tick: %d plans in %d schools; the looks after planning them %s\n", plans, schools, time.Since(before).Round(time.Microsecond))
	var took, idle []time.Duration
	for i := range looks {
		at := start.Add(time.Duration(i) * time.Minute)
		before := time.Now()
		if err := d.Tick(ctx, at); err != nil {
			return err
		}
		took = append(took, time.Since(before))
		before = time.Now()
		if err := d.Tick(ctx, at.Add(time.Second)); err != nil {
			return err
		}
		idle = append(idle, time.Since(before))
	}
	slices.Sort(took)
	slices.Sort(idle)
	fmt.Printf("tick with %d due: median %s, slowest of %d %s; with none due: median %s\n", due, took[looks/2], looks, took[looks-1], idle[looks/2])
	return nil
}
