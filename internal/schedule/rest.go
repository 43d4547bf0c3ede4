package schedule

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/baken-bot/baken/internal/chat"
)

// again puts who is left of a batch anew: who is later at that moment, who waits for the platform together, and who met with an error alone, so that nobody's trouble is
// another's. When nobody was done with and all met with the same, it returns that error and puts nothing: the queue then tries the batch as it is.
func (d *Deliverer) again(ctx context.Context, b Batch, left []undone) error {
	var rest rest
	// One moment for all: those who wait as long are put as one batch.
	now := d.Now()
	for _, u := range left {
		rest.add(u, now)
	}
	if err := rest.asOne(len(b.To)); err != nil {
		return err
	}
	b.Turn++
	for _, due := range slices.SortedFunc(maps.Keys(rest.late), time.Time.Compare) {
		if err := d.put(ctx, b, rest.late[due], due, time.Time{}); err != nil {
			return err
		}
	}
	for _, hold := range slices.SortedFunc(maps.Keys(rest.waiting), time.Time.Compare) {
		if err := d.put(ctx, b, rest.waiting[hold], b.Due, hold); err != nil {
			return err
		}
	}
	for _, u := range rest.failed {
		if err := d.put(ctx, b, []chat.Address{u.to}, b.Due, now.Add(spreadStep)); err != nil {
			return err
		}
	}
	return nil
}

func (d *Deliverer) put(ctx context.Context, b Batch, to []chat.Address, due, hold time.Time) error {
	b.To, b.Due, b.Hold = to, due, hold
	return putBatch(ctx, d.Queue, b)
}

// rest is who is left of a batch, by what has to happen with them.
type rest struct {
	late    map[time.Time][]chat.Address
	waiting map[time.Time][]chat.Address
	failed  []undone
	// longest is the longest wait that a platform asks for.
	longest *chat.RetryError
}

func (r *rest) add(u undone, now time.Time) {
	var retry *chat.RetryError
	switch {
	case u.err == nil:
		file(&r.late, u.late, u.to)
	case errors.As(u.err, &retry):
		if r.longest == nil || retry.After > r.longest.After {
			r.longest = retry
		}
		// In steps, so that a batch falls into few.
		steps := (retry.After + spreadStep - 1) / spreadStep
		file(&r.waiting, now.Add(max(1, steps)*spreadStep), u.to)
	default:
		r.failed = append(r.failed, u)
	}
}

func file(under *map[time.Time][]chat.Address, at time.Time, who chat.Address) {
	if *under == nil {
		*under = map[time.Time][]chat.Address{}
	}
	(*under)[at] = append((*under)[at], who)
}

// asOne returns the error when all of a batch met with one kind.
func (r *rest) asOne(size int) error {
	waiting := 0
	for _, w := range r.waiting {
		waiting += len(w)
	}
	switch {
	case r.longest != nil && waiting == size:
		return r.longest
	case len(r.failed) > 0 && len(r.failed) == size:
		return r.failed[0].err
	}
	return nil
}
