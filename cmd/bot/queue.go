package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/baken-bot/baken/internal/queue"
	"github.com/baken-bot/baken/internal/store"
)

type queueCmd struct {
	List  queueListCmd  `cmd:"" help:"List planned messages that failed for good, with the reason."`
	Retry queueRetryCmd `cmd:"" help:"Try one again now; one that is too late by now is recorded as missed."`
	Drop  queueDropCmd  `cmd:"" help:"Forget one."`
}

type queueListCmd struct{}

type queueRetryCmd struct {
	ID string `arg:"" help:"As printed by list."`
}

type queueDropCmd struct {
	ID string `arg:"" help:"As printed by list."`
}

// Run prints one line a letter: id, when it failed last, how often it was tried, why. No line names anybody.
func (queueListCmd) Run(ctx context.Context, p *process, all *commands) error {
	return withLetters(ctx, p, all, func(l queue.Letters) error {
		letters, err := l.List()
		if err != nil {
			return err
		}
		if len(letters) == 0 {
			fmt.Fprintln(p.Out, "nothing failed for good")
		}
		for _, one := range letters {
			fmt.Fprintf(p.Out, "%s\t%s\t%d tries\t%s\n", one.ID, one.Failed.UTC().Format(time.RFC3339), one.Tries, one.Why)
		}
		return nil
	})
}

// Run puts one back.
func (c *queueRetryCmd) Run(ctx context.Context, p *process, all *commands) error {
	return withLetters(ctx, p, all, func(l queue.Letters) error { return l.Retry(c.ID) })
}

// Run forgets one.
func (c *queueDropCmd) Run(ctx context.Context, p *process, all *commands) error {
	return withLetters(ctx, p, all, func(l queue.Letters) error { return l.Drop(c.ID) })
}

// withLetters opens the store for one command. The embedded store belongs to one process at a time, and says so.
func withLetters(ctx context.Context, p *process, all *commands, do func(queue.Letters) error) error {
	core, env, err := settings(p, all)
	if err != nil {
		return err
	}
	if err := env.Err(); err != nil {
		return fmt.Errorf("settings are wrong:\n%w", err)
	}
	s, err := store.Open(ctx, storeOptions(core))
	if err != nil {
		return err
	}
	return errors.Join(do(queue.NewLetters(s.Connection())), s.Close())
}
