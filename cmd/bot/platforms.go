package main

import (
	"net/http"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/chat/playground"
	"github.com/baken-bot/baken/internal/config"
)

// platform is one connected adapter.
type platform struct {
	name   chat.Platform
	sender chat.Sender
	// patterns are what it serves, in the form of [http.ServeMux].
	patterns []string
	handler  http.Handler
	// close lets go of what would hold up the server's shutdown.
	close func()
}

// maker connects one platform, or returns nil when it is not configured. It notes wrong settings in env.
type maker func(core config.Core, env *config.Env, inbox *chat.Inbox) (*platform, error)

// makers is the table of platforms: one line each. The playground comes last: it is on by itself only when nothing else is.
func makers() []maker {
	return []maker{}
}

// connect makes every configured platform.
func connect(core config.Core, env *config.Env, inbox *chat.Inbox) ([]*platform, error) {
	var out []*platform
	for _, make := range makers() {
		p, err := make(core, env, inbox)
		if err != nil {
			return nil, err
		}
		if p != nil {
			out = append(out, p)
		}
	}
	if core.Playground || !core.PlaygroundSet && len(out) == 0 {
		p, err := newPlayground(core, inbox)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

func newPlayground(core config.Core, inbox *chat.Inbox) (*platform, error) {
	p, err := playground.New(playground.Config{
		Inbox: inbox, School: "playground", BotName: core.BotName, Now: time.Now, Loopback: playground.IsLoopback(core.Addr),
	})
	if err != nil {
		return nil, err
	}
	return &platform{
		name: playground.Platform, sender: p, patterns: []string{"/{$}", "/playground/"}, handler: p, close: p.Close,
	}, nil
}
