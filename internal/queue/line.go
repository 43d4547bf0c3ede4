package queue

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
)

// Line is a queue in memory. Nothing moves in it but by [Line.Do], so that a clock can be moved as one likes: for the playground's time machine and for tests. It fills
// [schedule.Queue].
type Line struct {
	mu   sync.Mutex // guards what follows
	seen map[string]bool
	// waiting is in the order of the moments.
	waiting []step
}

// step is a firing or a batch at a moment.
type step struct {
	at     time.Time
	firing *schedule.Firing
	batch  *schedule.Batch
}

// NewLine returns an empty line.
func NewLine() *Line { return &Line{seen: map[string]bool{}} }

// PutFiring puts a firing to be done at the next [Line.Do].
func (l *Line) PutFiring(_ context.Context, f schedule.Firing) error {
	l.put(f.ID(), step{at: f.At, firing: &f})
	return nil
}

// PutBatch puts a batch to be done at its moment.
func (l *Line) PutBatch(_ context.Context, b schedule.Batch) error {
	l.put(fmt.Sprint(b.ID(), " ", b.To, " ", b.Turn), step{at: b.When(), batch: &b})
	return nil
}

func (l *Line) put(id string, s step) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.seen[id] {
		return
	}
	l.seen[id] = true
	l.add(s)
}

func (l *Line) add(s step) {
	i, _ := slices.BinarySearchFunc(l.waiting, s.at, func(w step, at time.Time) int { return cmp.Or(w.at.Compare(at), -1) })
	l.waiting = slices.Insert(l.waiting, i, s)
}

// Next returns when the next step is due, and false when nothing waits.
func (l *Line) Next() (time.Time, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.waiting) == 0 {
		return time.Time{}, false
	}
	return l.waiting[0].at, true
}

// take removes the first step that is due.
func (l *Line) take(now time.Time) (step, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.waiting) == 0 || l.waiting[0].at.After(now) {
		return step{}, false
	}
	s := l.waiting[0]
	l.waiting = l.waiting[1:]
	return s, true
}

// Do does every step that is due at now, in order. A step that fails comes again after the time its error asks for, or a second.
func (l *Line) Do(ctx context.Context, now time.Time, w Work) error {
	var errs []error
	for {
		s, ok := l.take(now)
		if !ok {
			return errors.Join(errs...)
		}
		err := s.do(ctx, w)
		if err == nil {
			continue
		}
		wait := time.Second
		var retry *chat.RetryError
		if errors.As(err, &retry) {
			wait = max(retry.After, time.Millisecond)
		} else {
			errs = append(errs, err)
		}
		s.at = now.Add(wait)
		l.mu.Lock()
		l.add(s)
		l.mu.Unlock()
	}
}

func (s step) do(ctx context.Context, w Work) error {
	if s.firing != nil {
		return w.Fire(ctx, *s.firing)
	}
	return w.Deliver(ctx, *s.batch)
}
