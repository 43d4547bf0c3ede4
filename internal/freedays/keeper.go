package freedays

import (
	"context"
	"fmt"
	"time"

	"github.com/baken-bot/baken/internal/schedule"
)

// Days keeps the free days that were read last.
type Days interface {
	SaveFreeDays(ctx context.Context, days []schedule.Holiday) error
}

// Keeper renews the free days. Any number of replicas may run one.
type Keeper struct{ KeeperConfig }

// KeeperConfig holds the parts of a [Keeper]; all are required.
type KeeperConfig struct {
	Source *Source
	Days   []Days
	// Report tells the operator why the days are those known before, and Renewed how many are known now.
	Report  func(error)
	Renewed func(days int)
}

// How often the days are renewed: a study day is known weeks ahead, and whoever adds one looks the next day. After a failure it is tried sooner.
const (
	renewEvery = 6 * time.Hour
	againAfter = 30 * time.Minute
)

// Run renews the days at once and then until ctx ends.
func (k *Keeper) Run(ctx context.Context) {
	for {
		wait := renewEvery
		if err := k.Renew(ctx); err != nil && ctx.Err() == nil {
			wait = againAfter
			k.Report(err)
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
	}
}

// Renew reads the days once and keeps them. After an error the days known before are still kept.
func (k *Keeper) Renew(ctx context.Context) error {
	days, err := k.Source.Read(ctx)
	if err != nil {
		return fmt.Errorf("renew free days: the days known before stay: %w", err)
	}
	for _, d := range k.Days {
		if err := d.SaveFreeDays(ctx, days); err != nil {
			return fmt.Errorf("renew free days: %w", err)
		}
	}
	k.Renewed(len(days))
	return nil
}
