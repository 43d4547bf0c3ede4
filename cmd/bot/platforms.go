package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/chat/playground"
	"github.com/baken-bot/baken/internal/config"
	"github.com/baken-bot/baken/internal/dialog"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
)

// platform is one connected adapter.
type platform struct {
	name   chat.Platform
	sender chat.Sender
	// stored is whether its tokens stand in the store.
	stored bool
	// patterns are what it serves, in the form of [http.ServeMux].
	patterns []string
	handler  http.Handler
	// close lets go of what would hold up the server's shutdown, or is nil.
	close func()
	// finish waits, after the last request, for what is still being answered, or is nil.
	finish func()
	// run holds a connection until its context ends, and connected returns an error while there is none; both are nil where the platform comes by HTTP.
	run       func(context.Context)
	connected func(context.Context) error
}

// ways says for operators how the platform and the bot reach each other.
func (p platform) ways() string {
	var out []string
	if p.run != nil {
		out = append(out, "over a connection of its own")
	}
	if len(p.patterns) > 0 {
		out = append(out, "at "+strings.Join(p.patterns, " "))
	}
	return strings.Join(out, " and ")
}

// wiring is what a platform is connected to.
type wiring struct {
	core  config.Core
	env   *config.Env
	inbox *chat.Inbox
	store *store.Store
	// leavers is told who left, and which schools.
	leavers leavers
	// report tells the operator what went wrong.
	report func(error)
	now    func() time.Time
}

// maker connects one platform.
type maker struct {
	// ask looks up the platform's settings, so that all that is wrong with them is told with the rest before anything starts.
	ask func(env *config.Env)
	// connect returns nil when the platform is not configured.
	connect func(w wiring) (*platform, error)
}

// makers is the table of platforms: one line each. The playground comes last: it is on by itself only when nothing else is.
func makers() []maker {
	return []maker{
		{ask: func(env *config.Env) { askSlack(env) }, connect: newSlack},
	}
}

// connect makes every configured platform.
func (h *house) connect(ctx context.Context, env *config.Env, d *dialog.Dialog) error {
	w := wiring{
		core: h.core, env: env, inbox: h.inbox, store: h.store, report: h.platformNotWell, now: h.clock.Now,
		leavers: leavers{dialog: d, schools: store.Schools{Store: h.store}, report: h.platformNotWell},
	}
	for _, m := range makers() {
		p, err := m.connect(w)
		if err != nil {
			return err
		}
		if p != nil {
			h.platforms = append(h.platforms, p)
		}
	}
	if h.core.Playground || !h.core.PlaygroundSet && len(h.platforms) == 0 {
		p, err := h.newPlayground(ctx)
		if err != nil {
			return err
		}
		h.platforms = append(h.platforms, p)
	}
	for _, p := range h.platforms {
		h.board[p.name] = p.sender
		if p.run != nil {
			h.jobs = append(h.jobs, p.run)
		}
		if m, ok := p.sender.(schedule.Members); ok {
			h.members[p.name] = m
		}
	}
	h.members[schedule.TeamPlatform] = schedule.TeamMembers{Teams: h.teams(), Members: h.members}
	return nil
}

// newPlayground makes the playground and the world it plays in.
func (h *house) newPlayground(ctx context.Context) (*platform, error) {
	memory, err := store.Open(ctx, store.Options{Memory: true})
	if err != nil {
		return nil, fmt.Errorf("open the playground's plans: %w", err)
	}
	h.world = newWorld(worldConfig{
		school: "playground", store: memory, staff: store.People{Store: h.store}, settings: schoolSettings(h.core), sender: h.board, members: h.members,
		real: h.clock.Now, zone: h.core.TimeZone, report: h.notWell,
	})
	p, err := playground.New(playground.Config{
		Inbox: h.inbox, School: h.world.school, BotName: h.core.BotName, Clock: h.world, Loopback: playground.IsLoopback(h.core.Addr),
	})
	if err != nil {
		return nil, err
	}
	return &platform{
		name: playground.Platform, sender: p, patterns: []string{"/{$}", "/playground/"}, handler: p, close: p.Close,
	}, nil
}

func (h *house) platformNotWell(err error) { h.log.Error("platform not well", "err", err) }
