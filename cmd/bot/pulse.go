package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/pulse"
	"github.com/baken-bot/baken/internal/store"
)

// staff keeps what people chose. Whoever is forgotten is taken out of what rounds keep of who was invited, too.
type staff struct {
	store.People
	rounds func(chat.School) store.Rounds
}

// Forget erases everything that is kept about the person.
func (s staff) Forget(ctx context.Context, who chat.Person) error {
	err := s.rounds(who.School).Forget(ctx, pulse.School(who.School), pulse.Person(who.Address.String()))
	if err != nil {
		err = fmt.Errorf("forget invitations: %w", err)
	}
	return errors.Join(err, s.People.Forget(ctx, who))
}

// sweepEvery is how often the server's log of writes is asked for to be written anew, where a closed round is still in it.
const sweepEvery = 10 * time.Minute

// sweep does that until ctx ends. A refusal is told once an hour at most: a server that does not allow it will not allow it in a minute.
func (h *house) sweep(ctx context.Context) {
	rounds := store.Rounds{Store: h.store}
	ticker := time.NewTicker(sweepEvery)
	defer ticker.Stop()
	var told time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		left, err := rounds.SweepAll(ctx)
		if err == nil && left > 0 {
			err = errors.New("the server does not write its append-only file anew, so it still holds the votes of closed rounds; allow BGREWRITEAOF or run it yourself")
		}
		if err != nil && ctx.Err() == nil && time.Since(told) > time.Hour {
			told = time.Now()
			h.notWell(fmt.Errorf("sweep rounds: %w", err))
		}
	}
}
