package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/config"
	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/store"
)

type doctorCmd struct {
	JSON bool `name:"json" help:"Print one JSON object."`
}

// doctorTimeout bounds the whole examination: an operator waits no longer for a bot that is already in trouble.
const doctorTimeout = 30 * time.Second

// state is how something was found.
type state string

// The states. Only what is wrong fails the command; a note is something to know, or what could not be looked at.
const (
	well  state = "ok"
	note  state = "note"
	wrong state = "wrong"
)

// finding is one line: what was looked at, how it was found, and in plain words what it is and what mends it. It holds no secret.
type finding struct {
	Check string `json:"check"`
	State state  `json:"state"`
	Says  string `json:"says"`
}

func found(check string, s state, format string, args ...any) finding {
	return finding{check, s, fmt.Sprintf(format, args...)}
}

// patient is what is examined.
type patient struct {
	core    config.Core
	env     *config.Env
	library *content.Library
	store   *store.Store // nil when it cannot be opened from here
	now     time.Time
}

// Run looks at everything the bot needs around it. It changes nothing, and ends with exit code 1 if anything is wrong.
func (c *doctorCmd) Run(ctx context.Context, p *process, all *commands) error {
	ctx, cancel := context.WithTimeout(ctx, doctorTimeout)
	defer cancel()
	findings := examine(ctx, p, all)
	bad := 0
	for _, f := range findings {
		if f.State == wrong {
			bad++
		}
	}
	if err := c.print(p.Out, findings, bad); err != nil {
		return fmt.Errorf("print findings: %w", err)
	}
	if bad > 0 {
		return exitCode(1)
	}
	return nil
}

func (c *doctorCmd) print(w io.Writer, all []finding, bad int) error {
	if c.JSON {
		return json.NewEncoder(w).Encode(struct {
			OK     bool      `json:"ok"`
			Checks []finding `json:"checks"`
		}{bad == 0, all})
	}
	for _, f := range all {
		if _, err := fmt.Fprintf(w, "%-5s  %-12s %s\n", f.State, f.Check, f.Says); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "%d wrong\n", bad)
	return err
}

// examine makes every check that the state of things allows, in the order in which an operator would mend them.
func examine(ctx context.Context, p *process, all *commands) []finding {
	core, env, err := settings(p, all)
	if err == nil {
		err = env.Err()
	}
	out := settingsFound(err)
	x := patient{core: core, env: env, now: time.Now()}
	lib, libErr := content.Load(content.Embedded(), overlay(core))
	x.library = lib
	out = append(out, x.numbers(libErr)...)
	if err != nil {
		return append(out, found("the rest", note, "not looked at: mend the settings first"))
	}
	out = append(out, x.keyFound())
	out = append(out, x.folder()...)
	out = append(out, x.address(ctx)...)
	out = append(out, x.redis(ctx)...)
	out = append(out, x.platforms(ctx)...)
	return append(out, x.close()...)
}

// settingsFound is a line for each thing that is wrong with the settings.
func settingsFound(err error) []finding {
	if err == nil {
		return []finding{found("settings", well, "complete and readable")}
	}
	var out []finding
	for line := range strings.Lines(err.Error()) {
		out = append(out, found("settings", wrong, "%s", strings.TrimSpace(line)))
	}
	return out
}

// redis opens the store and looks into it. It stays open for what comes after.
func (x *patient) redis(ctx context.Context) []finding {
	if f, done := x.asleep(); done {
		return f
	}
	o := storeOptions(x.core)
	o.Look = true
	s, err := store.Open(ctx, o)
	switch {
	case errors.Is(err, store.ErrInUse):
		return x.busy(ctx)
	case err != nil:
		return []finding{found("redis", wrong, "%v", err)}
	}
	x.store = s
	return append(x.server(ctx), x.planned(ctx)...)
}

func (x *patient) close() []finding {
	if x.store == nil {
		return nil
	}
	if err := x.store.Close(); err != nil {
		return []finding{found("redis", wrong, "%v", err)}
	}
	return nil
}
