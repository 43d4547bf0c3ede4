// Package freedays fetches a school's own free days from a calendar that somebody keeps elsewhere, and renews them.
//
// A [Source] reads the calendar, once, from a file or an address. A [Keeper] does so every few hours and keeps what was read; a calendar that cannot be fetched or read, or has no
// day in it, changes nothing: the days known before stay and the operator is told. What a calendar file means is package schedule's; where the days are kept is for others.
//
// An address is fetched by https only, save on this machine itself, and never from a network of the operator's own unless the operator allows it: whoever controls the calendar's
// server or its name must not be able to make the bot speak to what stands beside it. No error holds the address, which may be a private one.
package freedays

import (
	"context"
	"fmt"
	"net/http"
	"os"

	"github.com/baken-bot/baken/internal/config"
	"github.com/baken-bot/baken/internal/schedule"
)

// Source is a calendar of free days.
type Source struct {
	from   config.FreeDays
	client *http.Client
}

// New returns the source of what is configured.
func New(from config.FreeDays) *Source {
	s := &Source{from: from}
	if from.URL != nil {
		s.client = newClient(guard{loopback: config.ThisMachine(from.URL.Hostname()), private: from.Private})
	}
	return s
}

// Read returns the free days. Its error says what to do.
func (s *Source) Read(ctx context.Context) ([]schedule.Holiday, error) {
	if s.client != nil {
		return s.fetch(ctx)
	}
	file, err := os.Open(s.from.File)
	if err != nil {
		return nil, fmt.Errorf("open free days: %w", err)
	}
	defer func() { _ = file.Close() }() // only read from
	days, err := schedule.ReadICS(file)
	if err != nil {
		return nil, fmt.Errorf("read free days: %w", err)
	}
	return days, nil
}
