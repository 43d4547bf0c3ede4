package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/config"
	"github.com/baken-bot/baken/internal/store"
	"github.com/baken-bot/baken/internal/transfer"
)

type exportCmd struct {
	School    string `help:"Which school, such as slack-T0123ABCD." required:"" placeholder:"SCHOOL"`
	Out       string `help:"File to write, which must not be there yet; otherwise standard output." placeholder:"FILE"`
	Addresses bool   `name:"with-addresses" help:"Also write whom plans are for, which importing them needs. Keep such a file as you would a staff list."`
}

// Run writes one school as one file, and says on standard error what is not in it.
func (c *exportCmd) Run(ctx context.Context, p *process, all *commands) error {
	return withMoves(ctx, p, all, func(core config.Core, m store.Moves) error {
		id, now := chat.School(c.School), time.Now()
		if err := schoolHere(ctx, m, id); err != nil {
			return err
		}
		school, err := m.Load(ctx, id)
		if err != nil {
			return fmt.Errorf("export school: %w", err)
		}
		f, left, err := transfer.New(id, school, now, c.Addresses)
		if err != nil {
			return fmt.Errorf("export school: %w", err)
		}
		var text bytes.Buffer
		if err := f.Write(&text); err != nil {
			return err
		}
		if err := c.write(p.Out, text.Bytes()); err != nil {
			return err
		}
		fmt.Fprintf(p.Err, "%d plans, %d results. Not in the file: %d plans that ended or belong to a running round, %d that people made for themselves\n",
			len(f.Plans), len(f.Results), left.Ended, left.Own)
		return nil
	})
}

// write never writes over a file, and lets nobody else read what it writes.
func (c *exportCmd) write(out io.Writer, text []byte) error {
	if c.Out == "" {
		if _, err := out.Write(text); err != nil {
			return fmt.Errorf("write export: %w", err)
		}
		return nil
	}
	f, err := os.OpenFile(c.Out, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write export: %w", err)
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write export: %w", errors.Join(err, os.Remove(c.Out)))
	}
	return nil
}

// schoolHere returns an error that names the schools there are, when this is none of them: a misspelt name would give an empty file.
func schoolHere(ctx context.Context, m store.Moves, id chat.School) error {
	var names []string
	err := m.Each(ctx, func(s store.Shelf) error {
		if s.School != "" {
			names = append(names, string(s.School))
		}
		return nil
	})
	if err != nil || slices.Contains(names, string(id)) {
		return err
	}
	// A school that never planned anything is not listed, and yet may have set its times.
	here, err := m.Has(ctx, id)
	if err != nil || here {
		return err
	}
	slices.Sort(names)
	return fmt.Errorf("export school: nothing is kept of %q; schools with plans are: %s", id, strings.Join(names, ", "))
}

// withMoves hands over the moves of schools in and out of the store.
func withMoves(ctx context.Context, p *process, all *commands, do func(config.Core, store.Moves) error) error {
	return withStore(ctx, p, all, func(core config.Core, s *store.Store) error {
		return do(core, store.NewMoves(store.Calendars{Store: s, Default: schoolSettings(core), Fetched: core.FreeDays.On()}))
	})
}
