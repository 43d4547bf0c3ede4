package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/term"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/chat/playground"
	"github.com/baken-bot/baken/internal/config"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
	"github.com/baken-bot/baken/internal/telemetry"
)

type serveCmd struct{}

// house is everything that runs, in the order it is built.
type house struct {
	core      config.Core
	learn     func(config.Core) (mind, error)
	clock     clock
	log       *slog.Logger
	metrics   *prometheus.Registry
	store     *store.Store
	inbox     *chat.Inbox
	platforms []*platform
	board     chat.Switchboard // filled when the platforms are connected, and so is members
	members   members
	desk      *schedule.Desk
	world     *world                  // the playground's, or nil
	jobs      []func(context.Context) // what runs beside the server until it stops
}

// Run builds the house, serves until ctx ends, and stops in reverse: no new requests, then those in hand, then the store.
func (serveCmd) Run(ctx context.Context, p *process, all *commands) error {
	core, env, err := settings(p, all)
	if err != nil {
		return err
	}
	if err := env.Err(); err != nil {
		return fmt.Errorf("settings are wrong:\n%w", err)
	}
	h := &house{core: core, learn: p.mind, clock: p.clock, log: newLog(p, core), metrics: prometheus.NewRegistry()}
	h.metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	listener, err := net.Listen("tcp", core.Addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w; stop what uses it, or set ADDR", core.Addr, err)
	}
	if err := h.build(ctx, env); err != nil {
		return errors.Join(err, listener.Close(), h.close())
	}
	// Learning the library leaves behind as much memory as it keeps; nothing else will ask for that much again.
	debug.FreeOSMemory()
	h.banner(p, listener.Addr().String())
	if p.started != nil {
		p.started(listener.Addr().String())
	}
	return errors.Join(h.serve(ctx, listener), h.close())
}

func newLog(p *process, core config.Core) *slog.Logger {
	f, terminal := p.Err.(*os.File)
	terminal = terminal && term.IsTerminal(int(f.Fd()))
	return telemetry.NewLog(p.Err, core.LogLevel, core.LogFormat == "text" || core.LogFormat == "" && terminal)
}

func (h *house) build(ctx context.Context, env *config.Env) error {
	m, err := h.learn(h.core)
	if err != nil {
		return err
	}
	h.store, err = store.Open(ctx, storeOptions(h.core))
	if err != nil {
		return err
	}
	if m.library.HelplinesStale(h.clock.Now()) {
		h.log.Warn("check helplines: the numbers were last checked too long ago; run bot check")
	}
	h.choose(&m)
	h.board, h.members, h.desk = chat.Switchboard{}, members{}, h.newDesk()
	d, err := m.dialog(h.core, keeper{store.Sessions{Store: h.store}, staff{store.People{Store: h.store}, h.rounds}, h.planning()}, telemetry.NewFeedback(h.metrics).Count)
	if err != nil {
		return err
	}
	h.inbox = chat.NewInbox(chat.InboxConfig{
		Handler: telemetry.WrapHandler(d, h.metrics, time.Now), Seen: store.Seen{Store: h.store}, Apology: d.Apology,
		Report: func(m chat.Message, err error) {
			h.log.Error("message not handled well", "platform", m.Where.Platform, "err", err)
		},
	})
	if err := h.connect(ctx, env, d); err != nil {
		return err
	}
	h.keepFreeDays()
	h.jobs = append(h.jobs, h.newSpeaker(d).Run, sweeper{store.Rounds{Store: h.store}.SweepAll, h.notWell}.Run, h.eraseRest)
	if h.world != nil {
		h.world.speak(d)
		h.jobs = append(h.jobs, h.world.Run)
	}
	return env.Err()
}

// checks are what must be well before the bot can serve.
func (h *house) checks() []telemetry.Check {
	out := []telemetry.Check{{Name: "redis", Ping: h.store.Ping}}
	for _, p := range h.platforms {
		if p.connected != nil {
			out = append(out, telemetry.Check{Name: string(p.name), Ping: p.connected})
		}
	}
	return out
}

func (h *house) mux() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", telemetry.Live)
	mux.HandleFunc("GET /readyz", telemetry.Ready(h.checks()...))
	mux.Handle("GET /metrics", promhttp.HandlerFor(h.metrics, promhttp.HandlerOpts{}))
	for _, p := range h.platforms {
		for _, pattern := range p.patterns {
			mux.Handle(pattern, p.handler)
		}
	}
	return mux
}

// Time limits of the server. Writing has none here: a stream of events lasts as long as its page.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 15 * time.Second
	idleTimeout   = 2 * time.Minute
	stopTimeout   = 10 * time.Second
)

func (h *house) serve(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler:           telemetry.WrapHTTP(h.mux(), h.metrics, h.log, time.Now),
		ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, IdleTimeout: idleTimeout,
		ErrorLog: slog.NewLogLogger(h.log.Handler(), slog.LevelWarn),
	}
	defer h.work(ctx)()
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	for _, p := range h.platforms {
		if p.close != nil {
			p.close()
		}
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if err := server.Shutdown(stop); err != nil {
		return fmt.Errorf("stop serving: %w", err)
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

// work starts the jobs and returns what stops them, waits for them, and then for what they and the server took in.
func (h *house) work(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var jobs sync.WaitGroup
	for _, job := range h.jobs {
		jobs.Go(func() { job(ctx) })
	}
	return func() {
		cancel()
		jobs.Wait()
		for _, p := range h.platforms {
			if p.finish != nil {
				p.finish()
			}
		}
	}
}

func (h *house) close() error {
	if h.store == nil {
		return nil
	}
	if h.world == nil {
		return h.store.Close()
	}
	return errors.Join(h.world.store.Close(), h.store.Close())
}

// banner tells whoever started the bot where it is and what is kept where.
func (h *house) banner(p *process, address string) {
	fmt.Fprintf(p.Out, "%s is ready.\n", h.core.BotName)
	open := false
	for _, pl := range h.platforms {
		if pl.name == playground.Platform {
			open = true
			fmt.Fprintf(p.Out, "  open   http://%s\n", address)
			continue
		}
		fmt.Fprintf(p.Out, "  talks  %s, %s\n", pl.name, pl.ways())
	}
	fmt.Fprintf(p.Out, "  kept   %s\n", h.store.Where)
	for _, s := range []config.Server{h.core.Embeddings, h.core.Model} {
		if s.On() {
			fmt.Fprintf(p.Out, "  asks   %s for %s; see bot privacy\n", s.URL.Host, s.Name)
		}
	}
	switch {
	case playground.IsLoopback(h.core.Addr) && open:
		fmt.Fprintln(p.Out, "  reach  this machine only, because whoever can open the playground can be any colleague; set ADDR to change it")
	case playground.IsLoopback(h.core.Addr):
		fmt.Fprintln(p.Out, "  reach  this machine only; set ADDR to change it")
	default:
		fmt.Fprintln(p.Out, "  reach  every machine that can reach this address")
	}
}
