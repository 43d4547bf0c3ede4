package main

import (
	"context"
	"time"

	"github.com/baken-bot/baken/internal/config"
	"github.com/baken-bot/baken/internal/freedays"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
)

// keepFreeDays adds the job that renews the school's own free days, where a calendar of them is set. It is called after the platforms are connected: the playground's world hears of
// them too.
func (h *house) keepFreeDays() {
	if !h.core.FreeDays.On() {
		return
	}
	days := []freedays.Days{store.Calendars{Store: h.store}}
	if h.world != nil {
		days = append(days, store.Calendars{Store: h.world.store})
	}
	k := &freedays.Keeper{KeeperConfig: freedays.KeeperConfig{
		Source: freedays.New(h.core.FreeDays), Days: days,
		Report:  func(err error) { h.log.Error("free days not renewed", "err", err) },
		Renewed: func(n int) { h.log.Info("free days renewed", "events", n) },
	}}
	h.jobs = append(h.jobs, k.Run)
}

// askFor bounds how long a command that runs once waits for the calendar.
const askFor = 25 * time.Second

// ownFreeDays reads the calendar for a command that runs once.
func ownFreeDays(ctx context.Context, core config.Core) ([]schedule.Holiday, error) {
	if !core.FreeDays.On() {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, askFor)
	defer cancel()
	return freedays.New(core.FreeDays).Read(ctx)
}
