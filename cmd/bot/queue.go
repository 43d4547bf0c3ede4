package main

import (
	"context"
	"fmt"
	"time"

	"github.com/baken-bot/baken/internal/config"
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

// withLetters hands over what failed for good.
func withLetters(ctx context.Context, p *process, all *commands, do func(queue.Letters) error) error {
	return withStore(ctx, p, all, func(_ config.Core, s *store.Store) error { return do(queue.NewLetters(s.Connection())) })
}
