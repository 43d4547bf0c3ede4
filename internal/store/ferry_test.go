package store

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/redis/go-redis/v9"
)

// shore stands in for Redis: it notes what crossed together, and refuses one key.
type shore struct {
	mu      sync.Mutex
	crossed [][]string
}

var errRefused = errors.New("refused")

func (s *shore) note(cmds ...redis.Cmder) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var keys []string
	for _, c := range cmds {
		key, _ := c.Args()[1].(string)
		keys = append(keys, key)
		if key == "refused" {
			c.SetErr(errRefused)
		}
	}
	s.crossed = append(s.crossed, keys)
}

func (s *shore) DialHook(next redis.DialHook) redis.DialHook { return next }

func (s *shore) ProcessHook(redis.ProcessHook) redis.ProcessHook {
	return func(_ context.Context, cmd redis.Cmder) error { s.note(cmd); return cmd.Err() }
}

func (s *shore) ProcessPipelineHook(redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(_ context.Context, cmds []redis.Cmder) error { s.note(cmds...); return nil }
}

func TestCommandsThatComeWhileOneIsUnderWayCrossTogether(t *testing.T) {
	client, far := redis.NewClient(&redis.Options{}), &shore{}
	defer client.Close()
	synctest.Test(t, func(t *testing.T) {
		f := &ferry{client: client}
		client.AddHook(f)
		gate := make(chan struct{})
		client.AddHook(held{gate, "first"})
		client.AddHook(far)
		var wg sync.WaitGroup
		given := t.Context()
		gone, giveUp := context.WithCancel(t.Context())
		ask := func(ctx context.Context, key string, want error) {
			wg.Go(func() {
				if err := client.Get(ctx, key).Err(); !errors.Is(err, want) {
					t.Errorf("%s: got %v, want %v", key, err, want)
				}
			})
			synctest.Wait()
		}
		ask(given, "first", nil)
		ask(gone, "second", nil)
		ask(given, "refused", errRefused)
		ask(given, "fourth", nil)
		// What may take long or watches goes by itself.
		wg.Go(func() { _ = client.BLPop(given, 0, "list").Err() })
		synctest.Wait()
		giveUp()
		close(gate)
		wg.Wait()
		ask(given, "last", nil)
		far.mu.Lock()
		defer far.mu.Unlock()
		want := [][]string{{"list"}, {"first"}, {"second", "refused", "fourth"}, {"last"}}
		if !slices.EqualFunc(far.crossed, want, slices.Equal) {
			t.Errorf("crossed %v, want %v", far.crossed, want)
		}
	})
}

// held keeps the command on one key until its gate opens.
type held struct {
	gate chan struct{}
	key  string
}

func (h held) DialHook(next redis.DialHook) redis.DialHook { return next }

func (h held) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if cmd.Args()[1] == h.key {
			<-h.gate
		}
		return next(ctx, cmd)
	}
}

func (h held) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}
