package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/baken-bot/baken/internal/choose"
	"github.com/baken-bot/baken/internal/config"
	"github.com/baken-bot/baken/internal/store"
	"github.com/baken-bot/baken/internal/telemetry"
)

// choosing reports whether the school added anything that chooses among the topics.
func choosing(core config.Core) bool { return core.Embeddings.On() || core.Model.On() }

// prepareFor bounds how long a command that runs once waits for the vectors of the library.
const prepareFor = time.Minute

// choose gives the mind of a command that runs once the school's own choosers. The vectors come from Redis when it is set and has them; they are computed here
// otherwise. Without them the command goes on, and says so to whoever runs it.
func (m *mind) choose(ctx context.Context, core config.Core, warn io.Writer) {
	if !choosing(core) {
		return
	}
	c := choose.Config{Library: m.library, Embeddings: core.Embeddings, Model: core.Model}
	if core.RedisURL.IsSet() && core.Embeddings.On() {
		if s, err := store.Open(ctx, storeOptions(core)); err == nil {
			defer func() { _ = s.Close() }() // nothing is written after the vectors are here
			c.Vectors = store.Vectors{Store: s}
		}
	}
	chooser := choose.New(c)
	m.chooser = chooser
	ctx, cancel := context.WithTimeout(ctx, prepareFor)
	defer cancel()
	if err := chooser.Prepare(ctx); err != nil {
		fmt.Fprintln(warn, "embeddings are left out:", err)
	}
}

// choose gives the house the school's own choosers, measured. Their vectors are found or computed in the background.
func (h *house) choose(m *mind) {
	if !choosing(h.core) {
		return
	}
	c := choose.New(choose.Config{
		Library: m.library, Embeddings: h.core.Embeddings, Model: h.core.Model, Vectors: store.Vectors{Store: h.store}, Log: h.log,
	})
	m.chooser = telemetry.WrapChooser(c, h.metrics, h.log, time.Now)
	h.jobs = append(h.jobs, c.Run)
}
