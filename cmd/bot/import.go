package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/config"
	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/pulse/lint"
	"github.com/baken-bot/baken/internal/store"
	"github.com/baken-bot/baken/internal/transfer"
)

type importCmd struct {
	File           string `arg:"" help:"As written by bot export." type:"existingfile"`
	WithoutPlans   bool   `name:"without-plans" help:"Leave the plans out."`
	WithoutResults bool   `name:"without-results" help:"Leave the results of anonymous questions out."`
}

// Run puts one school in. Everything that is wrong is told first, each with its place, and then nothing has been changed. A second time changes nothing.
func (c *importCmd) Run(ctx context.Context, p *process, all *commands) error {
	return withMoves(ctx, p, all, func(core config.Core, m store.Moves) error {
		f, err := c.read()
		if err != nil {
			return err
		}
		lib, err := content.Load(content.Embedded(), overlay(core))
		if err != nil {
			return fmt.Errorf("load library: %w", err)
		}
		linter, err := lint.New(lib.Names())
		if err != nil {
			return err
		}
		now := time.Now()
		school, problems := f.Check(transfer.Against{Now: now, Library: lib, Linter: linter, Owns: owns, Plans: !c.WithoutPlans, Results: !c.WithoutResults})
		if len(problems) > 0 {
			for _, problem := range problems {
				fmt.Fprintln(p.Out, problem)
			}
			fmt.Fprintf(p.Out, "%d problems; nothing was changed\n", len(problems))
			return exitCode(1)
		}
		done, err := m.Save(ctx, f.School, school, now)
		if err != nil {
			return fmt.Errorf("import school: %w", err)
		}
		c.tell(p, done)
		return nil
	})
}

func (c *importCmd) read() (transfer.File, error) {
	in, err := os.Open(c.File)
	if err != nil {
		return transfer.File{}, fmt.Errorf("read file: %w", err)
	}
	defer in.Close()
	return transfer.Read(in)
}

// tell says what changed.
func (c *importCmd) tell(p *process, done store.Moved) {
	if done == (store.Moved{Old: done.Old}) {
		fmt.Fprintln(p.Out, "everything was here already; nothing was changed")
		return
	}
	changed := func(yes bool, what string) {
		if yes {
			fmt.Fprintf(p.Out, "%s: changed\n", what)
		}
	}
	changed(done.Settings, "settings")
	changed(done.Thresholds, "thresholds")
	changed(done.Pause, "crisis pause")
	if done.Teams > 0 {
		fmt.Fprintf(p.Out, "teams: %d new\n", done.Teams)
	}
	fmt.Fprintf(p.Out, "plans: %d new\nresults: %d new, %d too old to keep\n", done.Plans, done.Results, done.Old)
}

// owns refuses an address of another school. A school is named platform-tenant, and an address in it platform/tenant/…; one that is named otherwise owns nothing.
func owns(school chat.School, a chat.Address) error {
	platform, tenant, _ := strings.Cut(string(school), "-")
	if string(a.Platform) != platform || tenant == "" || !strings.HasPrefix(a.Value, tenant+"/") {
		return errors.New("of another school")
	}
	return nil
}
