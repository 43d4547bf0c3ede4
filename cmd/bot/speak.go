package main

import (
	"cmp"
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/config"
	"github.com/baken-bot/baken/internal/dialog"
	"github.com/baken-bot/baken/internal/pulse"
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
	ask        time.Duration
}

// speech words what the bot says first, and decides who is asked to join a round.
type speech interface {
	schedule.Composer
	schedule.Guests
}

// schoolSettings are for a school that has set nothing.
func schoolSettings(core config.Core) schedule.Settings {
	return schedule.Settings{Zone: core.TimeZone.String(), Region: schedule.Region(core.Region)}
}

func (h *house) book() store.Book {
	return store.NewBook(store.Calendars{Store: h.store, Default: schoolSettings(h.core), Fetched: h.core.FreeDays.On()})
}

// newDesk is where the plans of every school are made that lives by the real clock.
func (h *house) newDesk() *schedule.Desk {
	book := h.book()
	return &schedule.Desk{DeskConfig: schedule.DeskConfig{
		Shelf: book.Plans, Book: book, Office: book, Past: store.Past{Store: h.store}, Budget: store.Deliveries{Store: h.store}, Now: h.clock.Now,
	}}
}

// planning is what the dialog plans with.
func (h *house) planning() *dialog.Planning {
	desk := func(school chat.School) *schedule.Desk {
		if h.world != nil && h.world.school == school {
			return h.world.desk
		}
		return h.desk
	}
	return &dialog.Planning{
		Desk: desk, Drafts: store.Drafts{Store: h.store}, Roles: store.Roles{Store: h.store}, Journal: store.Roles{Store: h.store}, Restarts: store.Restarts{Store: h.store}, Teams: h.teams(), Sender: h.board, Members: h.members,
		Pulse: func(school chat.School) pulse.Pulse {
			rounds := h.rounds(school)
			return pulse.Pulse{Rounds: rounds, Ledger: rounds, Archive: rounds, Limits: rounds}
		},
	}
}

// teams keeps every school's teams with what is planned for them, the playground's in its own world.
func (h *house) teams() teams {
	return teams{func(school chat.School) store.Teams {
		if h.world != nil && h.world.school == school {
			return store.Teams{Store: h.world.store}
		}
		return store.Teams{Store: h.store}
	}}
}

// rounds is where the rounds of a school are kept: the playground's end with the process, as its plans do.
func (h *house) rounds(school chat.School) store.Rounds {
	if h.world != nil && h.world.school == school {
		return store.Rounds{Store: h.world.store}
	}
	return store.Rounds{Store: h.store}
}

// notWell tells the operator of a planned message that went wrong.
func (h *house) notWell(err error) { h.log.Error("planned message not handled well", "err", err) }

// newSpeaker connects the plans in the store, the queue and the platforms. It is made after the platforms are connected.
func (h *house) newSpeaker(composer speech) *speaker {
	book := h.book()
	deliveries := store.Deliveries{Store: h.store}
	line := queue.New(h.store.Connection(), store.Sealer{Store: h.store}, h.clock.Now)
	dispatcher := &schedule.Dispatcher{DispatcherConfig: schedule.DispatcherConfig{
		Plans: book.Plans, Book: book, Queue: line, Members: h.members, Figures: deliveries, Guests: composer, Now: h.clock.Now, Report: h.notWell, Look: h.clock.look,
	}}
	deliverer := schedule.NewDeliverer(schedule.DelivererConfig{
		Book: book, Wishes: store.People{Store: h.store}, Composer: composer, Deliveries: telemetry.WrapLedger(deliveries, h.metrics),
		Queue: line, Sender: h.board, Now: h.clock.Now, Report: h.notWell,
	})
	return &speaker{plans: book.Plans, dispatcher: dispatcher, report: h.notWell, ask: cmp.Or(h.clock.look, askEvery), worker: &queue.Worker{WorkerConfig: queue.WorkerConfig{
		Connection: h.store.Connection(), Sealer: store.Sealer{Store: h.store}, Report: h.notWell,
		Work: queue.Work{Fire: dispatcher.Fire, Deliver: deliverer.Deliver}, Look: h.clock.look, Delayed: h.clock.look,
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
	ticker := time.NewTicker(s.ask)
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
