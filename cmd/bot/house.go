package main

import (
	"fmt"
	"io/fs"
	"os"

	"github.com/baken-bot/baken/internal/config"
	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/dialog"
	"github.com/baken-bot/baken/internal/understand"
)

// settings reads the environment and the settings file. The returned error holds every problem.
func settings(p *process, c *commands) (config.Core, *config.Env, error) {
	env := config.New(p.Getenv)
	if c.Config != "" {
		if err := env.ReadFile(c.Config); err != nil {
			return config.Core{}, env, err
		}
	}
	core := config.Load(env)
	for _, m := range makers() {
		m.ask(env)
	}
	return core, env, nil
}

// mind is what every command that answers needs: the library and a reader that has learnt it, and the school's own choosers, or nil.
type mind struct {
	library *content.Library
	reader  *understand.Reader
	chooser dialog.Chooser
}

func newMind(core config.Core) (mind, error) {
	lib, err := content.Load(content.Embedded(), overlay(core))
	if err != nil {
		return mind{}, fmt.Errorf("load library: %w", err)
	}
	reader, err := understand.New(lib)
	if err != nil {
		return mind{}, fmt.Errorf("learn library: %w", err)
	}
	return mind{library: lib, reader: reader}, nil
}

// overlay is a school's own content, or nil.
func overlay(core config.Core) fs.FS {
	if core.ContentDir == "" {
		return nil
	}
	return os.DirFS(core.ContentDir)
}

// dialog returns a dialog over this mind that remembers in keeper.
func (m mind) dialog(core config.Core, keeper keeper, feedback func(string, bool)) (*dialog.Dialog, error) {
	return dialog.New(dialog.Config{
		Library: m.library, Reader: m.reader, Chooser: m.chooser, Sessions: keeper.sessions, People: keeper.people,
		Planning: keeper.planning, BotName: core.BotName, Feedback: feedback,
	})
}

// keeper is where a dialog remembers.
type keeper struct {
	sessions dialog.Sessions
	people   dialog.People
	planning *dialog.Planning // nil where nothing can be planned
}
