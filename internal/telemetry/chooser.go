package telemetry

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/baken-bot/baken/internal/dialog"
)

// Chooser counts and times what another chooser hears.
type Chooser struct {
	next    dialog.Chooser
	log     *slog.Logger
	now     func() time.Time
	heard   *prometheus.CounterVec
	seconds prometheus.Histogram

	mu   sync.Mutex // guards last
	last map[string]dialog.Result
}

// WrapChooser returns next with its hearings measured in reg. The log is told when a voice falls silent and when it is heard again, once each.
func WrapChooser(next dialog.Chooser, reg prometheus.Registerer, log *slog.Logger, now func() time.Time) *Chooser {
	c := &Chooser{
		next: next, log: log, now: now, last: map[string]dialog.Result{},
		heard: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "baken_chooser_total",
			Help: "Questions put to a school's own choosers, by voice (embeddings, model) and result (ok, slow, wrong, away). Never what was chosen.",
		}, []string{"voice", "result"}),
		seconds: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "baken_chooser_seconds", Help: "Time that asking the choosers added to an answer.",
			Buckets: []float64{.01, .025, .05, .1, .15, .25, .5, 1, 1.5, 2, 2.5},
		}),
	}
	reg.MustRegister(c.heard, c.seconds)
	return c
}

// Choose passes the question on.
func (c *Chooser) Choose(ctx context.Context, q dialog.Question) dialog.Choice {
	start := c.now()
	choice := c.next.Choose(ctx, q)
	c.seconds.Observe(c.now().Sub(start).Seconds())
	for _, h := range choice.Hearings {
		c.heard.WithLabelValues(h.Voice, string(h.Result)).Inc()
		c.tell(ctx, h)
	}
	return choice
}

// tell logs a change. The error of a hearing holds nothing of the message and no secret.
func (c *Chooser) tell(ctx context.Context, h dialog.Hearing) {
	c.mu.Lock()
	defer c.mu.Unlock()
	was, known := c.last[h.Voice]
	c.last[h.Voice] = h.Result
	switch {
	case was == h.Result:
	case h.Result != dialog.HeardWell:
		c.log.WarnContext(ctx, "chooser not heard; the bot goes on without it", "voice", h.Voice, "result", string(h.Result), "err", h.Err)
	case known:
		c.log.InfoContext(ctx, "chooser heard again", "voice", h.Voice)
	}
}
