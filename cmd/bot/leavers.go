package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/dialog"
	"github.com/baken-bot/baken/internal/pulse"
	"github.com/baken-bot/baken/internal/store"
)

// leavers forgets who left a school, and schools that took the bot out.
type leavers struct {
	dialog  *dialog.Dialog
	schools store.Schools
	report  func(error)
}

// Left forgets somebody, in the way of somebody who asks for it.
func (l leavers) Left(ctx context.Context, who chat.Person) error { return l.dialog.Left(ctx, who) }

// Closed erases everything of a school, and tells the operator when the server's log of writes still holds it.
func (l leavers) Closed(ctx context.Context, school chat.School) error {
	traces, err := l.schools.Erase(ctx, school, time.Now())
	if err != nil {
		return fmt.Errorf("erase school: %w", err)
	}
	if traces == pulse.StillThere {
		l.report(errors.New("a school took the bot out and is erased, but the server does not write its append-only file anew, so that still holds it; allow BGREWRITEAOF or run it yourself"))
	}
	return nil
}

// When what is left of a school that took the bot out is looked for, and after how long nothing of it can be in hand any more.
const (
	restEvery = time.Minute
	inHand    = time.Minute
)

// eraseRest erases what is left of schools that took the bot out, until ctx ends. At the start that is all of it: what was in hand ended with the process before.
func (h *house) eraseRest(ctx context.Context) {
	schools, before := store.Schools{Store: h.store}, time.Now()
	ticker := time.NewTicker(restEvery)
	defer ticker.Stop()
	for {
		if err := schools.EraseRest(ctx, before); err != nil && ctx.Err() == nil {
			h.platformNotWell(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		before = time.Now().Add(-inHand)
	}
}
