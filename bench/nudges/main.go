// Command nudges measures what planned messages cost, on a real Redis of this machine.
//
//	go run ./nudges             everything below, one after the other
//	go run ./nudges -deliver    20,000 deliveries to a stand-in that answers at once, beside a plain asynq worker that makes the same calls in the same run
//	go run ./nudges -tick       a look at 50,000 plans of which 10 are due
//	go run ./nudges -audience   a firing to an audience of 100,000: the most memory in use
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/baken-bot/baken/internal/store"
)

func main() {
	deliver := flag.Bool("deliver", false, "deliveries a second")
	tick := flag.Bool("tick", false, "a look at many plans")
	audience := flag.Bool("audience", false, "memory over a large audience")
	n := flag.Int("n", 20000, "how many deliveries")
	flag.Parse()
	all := !*deliver && !*tick && !*audience
	for _, b := range []struct {
		on  bool
		run func(context.Context, *store.Store) error
	}{
		{all || *deliver, func(ctx context.Context, s *store.Store) error { return benchDeliver(ctx, s, *n) }},
		{all || *tick, benchTick},
		{all || *audience, benchAudience},
	} {
		if !b.on {
			continue
		}
		if err := withRedis(b.run); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

// withRedis runs a measurement on a Redis of its own.
func withRedis(run func(context.Context, *store.Store) error) (err error) {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	socket := filepath.Join(dir, "s")
	cmd := exec.Command("redis-server", "--port", "0", "--unixsocket", socket, "--dir", dir, "--save", "")
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start redis-server: %w", err)
	}
	defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()
	client := redis.NewClient(&redis.Options{Network: "unix", Addr: socket, PoolSize: 64})
	defer client.Close()
	for range 100 {
		if client.Ping(ctx).Err() == nil {
			break
		}
		<-time.After(20 * time.Millisecond)
	}
	s, err := store.OpenClient(ctx, client, strings.Repeat("k", 32))
	if err != nil {
		return err
	}
	return run(ctx, s)
}
