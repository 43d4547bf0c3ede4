package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/config"
	"github.com/baken-bot/baken/internal/queue"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
	"github.com/baken-bot/baken/internal/telemetry"
)

// speaker is what lets the bot speak first: the plans, and what turns them into messages.
type speaker struct {
	plans      store.Plans
	dispatcher *schedule.Dispatcher
	worker     *queue.Worker
	report     func(error)
}

// schoolSettings are for a school that has set nothing.
func schoolSettings(core config.Core) schedule.Settings {
	return schedule.Settings{Zone: core.TimeZone.String(), Region: schedule.Region(core.Region)}
}

// newSpeaker connects the plans in the store, the queue and the platforms. The switchboard and the members are those of the platforms that are connected.
func (h *house) newSpeaker(composer schedule.Composer) *speaker {
	board, members := chat.Switchboard{}, members{}
	for _, p := range h.platforms {
		board[p.name] = p.sender
		if m, ok := p.sender.(schedule.Members); ok {
			members[p.name] = m
		}
	}
	report := func(err error) { h.log.Error("planned message not handled well", "err", err) }
	book := store.NewBook(store.Calendars{Store: h.store, Default: schoolSettings(h.core)})
	deliveries := store.Deliveries{Store: h.store}
	line := queue.New(h.store.Connection(), store.Sealer{Store: h.store})
	dispatcher := &schedule.Dispatcher{DispatcherConfig: schedule.DispatcherConfig{
		Plans: book.Plans, Book: book, Queue: line, Members: members, Figures: deliveries, Now: time.Now, Report: report,
	}}
	deliverer := &schedule.Deliverer{DelivererConfig: schedule.DelivererConfig{
		Book: book, Wishes: store.People{Store: h.store}, Composer: composer, Deliveries: telemetry.WrapLedger(deliveries, h.metrics),
		Queue: line, Sender: board, Now: time.Now, Report: report,
	}}
	return &speaker{plans: book.Plans, dispatcher: dispatcher, report: report, worker: &queue.Worker{WorkerConfig: queue.WorkerConfig{
		Connection: h.store.Connection(), Sealer: store.Sealer{Store: h.store}, Report: report,
		Work: queue.Work{Fire: dispatcher.Fire, Deliver: deliverer.Deliver},
	}}}
}

// askEvery is how often the store is asked whether anybody has planned anything yet.
const askEvery = 5 * time.Second

// Run does nothing but ask that until somebody has: a bot without plans costs no polling. Then the dispatcher and the worker run side by side. At the end the dispatcher
// stops putting before the worker stops doing.
func (s *speaker) Run(ctx context.Context) {
	if !s.awaitPlan(ctx) {
		return
	}
	working, stop := context.WithCancel(context.WithoutCancel(ctx))
	var worker sync.WaitGroup
	worker.Go(func() {
		if err := s.worker.Run(working); err != nil {
			s.report(err)
		}
	})
	s.dispatcher.Run(ctx)
	stop()
	worker.Wait()
}

func (s *speaker) awaitPlan(ctx context.Context) bool {
	ticker := time.NewTicker(askEvery)
	defer ticker.Stop()
	for {
		// An error means that the store is away; it is asked again.
		if any, err := s.plans.Any(ctx); err == nil && any {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-ticker.C:
		}
	}
}

// members asks the adapter an address belongs to who is behind it.
type members map[chat.Platform]schedule.Members

// Each passes the question on. A platform that cannot tell is an error: the firing then waits for an operator.
func (m members) Each(ctx context.Context, of chat.Address, do func(chat.Address) error) error {
	adapter, ok := m[of.Platform]
	if !ok {
		return fmt.Errorf("find members: %s cannot tell who they are", of.Platform)
	}
	return adapter.Each(ctx, of, do)
}
