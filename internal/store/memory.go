package store

import (
	"fmt"
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
)

// tick is how often the clock of the copy in memory is moved on. Its own clock is not used: it walks all keys at every command.
const tick = 200 * time.Millisecond

// startMemory runs a Redis of limited means in this process, over loopback, so that no other code path is needed.
func startMemory() (*Store, error) {
	mini := miniredis.NewMiniRedis()
	if err := mini.Start(); err != nil {
		return nil, fmt.Errorf("start store in memory: %w", err)
	}
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		ticker := time.NewTicker(tick)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				mini.FastForward(tick)
			case <-done:
				return
			}
		}
	})
	return &Store{
		client: redis.NewUniversalClient(&redis.UniversalOptions{Addrs: []string{mini.Addr()}, ContextTimeoutEnabled: true}),
		Where:  "this process's memory: nothing survives a restart. Install redis-server (or valkey-server) or set REDIS_URL to keep it",
		stop: func() error {
			close(done)
			wg.Wait()
			mini.Close()
			return nil
		},
	}, nil
}
