package store

import (
	"context"
	"errors"
	"sync"
)

// together lets those who want the same value at the same moment share one reading of it. Nothing is kept after the last of them has it, so that a key that is
// destroyed in the store is not left here. What they share they must not change.
type together[V any] struct {
	mu      sync.Mutex
	running map[string]*reading[V] // guarded by mu
}

// reading is one command on its way; the values are set when done is closed.
type reading[V any] struct {
	done  chan struct{}
	value V
	err   error
}

// get reads, or waits for whoever is reading. When that one gave up, it reads for itself.
func (t *together[V]) get(ctx context.Context, name string, read func(context.Context) (V, error)) (V, error) {
	t.mu.Lock()
	if r, ok := t.running[name]; ok {
		t.mu.Unlock()
		select {
		case <-ctx.Done():
			var none V
			return none, ctx.Err()
		case <-r.done:
		}
		if errors.Is(r.err, context.Canceled) || errors.Is(r.err, context.DeadlineExceeded) {
			return read(ctx)
		}
		return r.value, r.err
	}
	r := &reading[V]{done: make(chan struct{}), err: context.Canceled}
	if t.running == nil {
		t.running = map[string]*reading[V]{}
	}
	t.running[name] = r
	t.mu.Unlock()
	defer func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.running, name)
		close(r.done)
	}()
	r.value, r.err = read(ctx)
	return r.value, r.err
}
