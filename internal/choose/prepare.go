package choose

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/baken-bot/baken/internal/content"
)

// Vectors keeps the vectors of a library, so that they are computed once for all replicas and starts. A set is the library in one language as one model reads it; its
// parts are numbered from 0.
type Vectors interface {
	// Load reports false when the part is not kept.
	Load(ctx context.Context, set string, part int) ([]byte, bool, error)
	// Take reports whether the caller may compute a part that is not kept: false while another replica does.
	Take(ctx context.Context, set string, part int) (bool, error)
	// Save keeps a part.
	Save(ctx context.Context, set string, part int, data []byte) error
}

// unkept keeps nothing.
type unkept struct{}

func (unkept) Load(context.Context, string, int) ([]byte, bool, error) { return nil, false, nil }
func (unkept) Take(context.Context, string, int) (bool, error)         { return true, nil }
func (unkept) Save(context.Context, string, int, []byte) error         { return nil }

// How long to wait for another replica, and before trying again a server that failed.
const (
	waitForOther = 2 * time.Second
	retryFirst   = 10 * time.Second
	retryMost    = 10 * time.Minute
)

// Run prepares the embeddings, trying again until it succeeds or ctx ends. It never fails: the bot goes on without them.
func (c *Chooser) Run(ctx context.Context) {
	for retry := retryFirst; ; retry = min(2*retry, retryMost) {
		start := time.Now()
		err := c.Prepare(ctx)
		switch {
		case err == nil && c.embeddings != nil:
			c.log.InfoContext(ctx, "embeddings are ready", "took", time.Since(start).Round(time.Millisecond))
			return
		case err == nil || ctx.Err() != nil:
			return
		}
		c.log.WarnContext(ctx, "embeddings are not ready", "err", err, "retry", retry)
		if sleep(ctx, retry) != nil {
			return
		}
	}
}

// Prepare finds the vectors of the library, or computes what is missing. Without embeddings there is nothing to do.
func (c *Chooser) Prepare(ctx context.Context) error {
	if c.embeddings == nil {
		return nil
	}
	shelves := map[content.Lang]*shelf{}
	for _, lang := range content.Langs() {
		var err error
		if shelves[lang], err = c.embeddings.fill(ctx, lang); err != nil {
			return fmt.Errorf("compute %s vectors: %w", lang, err)
		}
	}
	c.embeddings.shelves.Store(&shelves)
	return nil
}

// errElsewhere means that another replica computes a part.
var errElsewhere = errors.New("computed by another replica")

// fill returns the shelf of a language. Replicas that start together share the work: a part another one computes is looked for later.
func (e *embeddings) fill(ctx context.Context, lang content.Lang) (*shelf, error) {
	list := texts(e.library, lang)
	set, s := name(e.client.address, e.name, lang, list), newShelf(list)
	var parts []int
	for first := 0; first < len(list); first += batchSize {
		parts = append(parts, first/batchSize)
	}
	for len(parts) > 0 {
		var later []int
		for _, part := range parts {
			first := part * batchSize
			some := list[first:min(first+batchSize, len(list))]
			data, err := e.part(ctx, set, part, some)
			if errors.Is(err, errElsewhere) {
				later = append(later, part)
				continue
			}
			if err == nil {
				err = s.put(first, data, len(data)/len(some))
			}
			if err != nil {
				return nil, err
			}
		}
		if parts = later; len(parts) > 0 {
			if err := sleep(ctx, waitForOther); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

// part returns the vectors of some texts, one after the other. That nothing can be kept only costs computing it again.
func (e *embeddings) part(ctx context.Context, set string, part int, some []said) ([]byte, error) {
	data, kept, err := e.vectors.Load(ctx, set, part)
	if err == nil && kept && len(data) > 0 && len(data)%len(some) == 0 {
		return data, nil
	}
	if mine, err := e.vectors.Take(ctx, set, part); err == nil && !mine && !kept {
		return nil, errElsewhere
	}
	ctx, cancel := context.WithTimeout(ctx, batchBound)
	defer cancel()
	var list []string
	for _, s := range some {
		list = append(list, s.text)
	}
	vectors, err := e.ask(ctx, list)
	if err != nil {
		return nil, err
	}
	data = data[:0]
	for _, v := range vectors {
		for _, n := range v {
			data = append(data, byte(n))
		}
	}
	_ = e.vectors.Save(ctx, set, part, data)
	return data, nil
}

// sleep waits, or returns the error of a context that ended.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
