package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/pulse"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
)

// staff keeps what people chose. Whoever is forgotten is taken out of what rounds keep of who was invited, too.
type staff struct {
	store.People
	rounds func(chat.School) store.Rounds
}

// Forget erases everything that is kept about the person.
func (s staff) Forget(ctx context.Context, who chat.Person) error {
	err := s.forgetInvited(ctx, who)
	if err != nil {
		err = fmt.Errorf("forget invitations: %w", err)
	}
	return errors.Join(err, s.People.Forget(ctx, who))
}

// forgetInvited does so in the rounds that are open, before those that were: one that closes meanwhile is then among these.
func (s staff) forgetInvited(ctx context.Context, who chat.Person) error {
	rounds, school, person := s.rounds(who.School), pulse.School(who.School), pulse.Person(who.Address.String())
	plans, err := store.Plans(rounds).List(ctx, who.School)
	if err != nil {
		return err
	}
	for _, k := range plans {
		if k.IsPart() && k.What.Pulse.Part == schedule.Closing {
			if err := rounds.Uninvite(ctx, pulse.Ref{School: school, Round: k.What.Pulse.Round}, person); err != nil {
				return err
			}
		}
	}
	return rounds.Forget(ctx, school, person)
}

// sweeper asks for the server's log of writes to be written anew, where a closed round is still in it.
type sweeper struct {
	// sweep returns for how many schools the log still holds what was erased.
	sweep  func(context.Context) (int, error)
	report func(error)
}

// How often it asks, and how often at most it tells of a refusal: a server that does not allow it will not allow it in a minute.
const (
	sweepEvery = 10 * time.Minute
	tellEvery  = time.Hour
)

// errKept is what an operator reads of a server that refuses.
var errKept = errors.New("the server does not write its append-only file anew, so it still holds the votes of closed rounds; allow BGREWRITEAOF or run it yourself")

// Run asks every [sweepEvery] until ctx ends.
func (s sweeper) Run(ctx context.Context) {
	ticker := time.NewTicker(sweepEvery)
	defer ticker.Stop()
	s.on(ctx, ticker.C)
}

// on asks at each tick, and takes its moment for the time.
func (s sweeper) on(ctx context.Context, ticks <-chan time.Time) {
	var told time.Time
	for {
		var now time.Time
		select {
		case <-ctx.Done():
			return
		case now = <-ticks:
		}
		left, err := s.sweep(ctx)
		if err == nil && left > 0 {
			err = errKept
		}
		if err != nil && ctx.Err() == nil && (told.IsZero() || now.Sub(told) >= tellEvery) {
			told = now
			s.report(fmt.Errorf("sweep rounds: %w", err))
		}
	}
}
