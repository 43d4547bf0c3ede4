// Command votes measures what an anonymous answer costs, on a real Redis of this machine.
//
//	go run ./votes                     votes a second through the dialog, beside the same script bare, in turn in the same run
//	go run ./votes -profile cpu.out    the same, and where the dialog's time goes
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/baken-bot/baken/internal/store"
)

// options are what can be asked of a run.
type options struct {
	votes, hands, rounds int
	profile              string
}

func main() {
	var o options
	flag.IntVar(&o.votes, "n", 20000, "how many votes a round")
	flag.IntVar(&o.hands, "hands", 32, "how many people tap at the same time")
	flag.IntVar(&o.rounds, "rounds", 5, "how often both are measured")
	flag.StringVar(&o.profile, "profile", "", "file for a profile of the processor time of the dialog's votes")
	flag.Parse()
	if err := withRedis(func(ctx context.Context, client *redis.Client) error { return compare(ctx, client, o) }); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// compare measures both ways in turn. Each has a round of questions of its own every time, and is held to have counted everything.
func compare(ctx context.Context, client *redis.Client, o options) error {
	tape := &tape{}
	client.AddHook(tape)
	s, err := store.OpenClient(ctx, client, strings.Repeat("k", 32))
	if err != nil {
		return err
	}
	h, err := newHouse(s, tape)
	if err != nil {
		return err
	}
	stop, err := profiled(o.profile)
	if err != nil {
		return err
	}
	var ratios, costs []float64
	for n := range o.rounds {
		b, err := h.bare(ctx, fmt.Sprint("bare", n), o)
		if err != nil {
			return err
		}
		d, err := h.through(ctx, fmt.Sprint("dialog", n), o)
		if err != nil {
			return err
		}
		ratio, cost := d.perSecond/b.perSecond, float64(b.total())/float64(d.total())
		fmt.Printf("round %d: bare script %s; through the dialog %s: %.2f of the votes, %.2f by processor time\n", n+1, b, d, ratio, cost)
		ratios, costs = append(ratios, ratio), append(costs, cost)
	}
	fmt.Printf("%d votes by %d hands, median of %d rounds: through the dialog %.2f of the bare script's votes a second (aim: at least 0.5), %.2f by processor time\n",
		o.votes, o.hands, o.rounds, median(ratios), median(costs))
	return stop()
}

func median(xs []float64) float64 { return slices.Sorted(slices.Values(xs))[len(xs)/2] }

// profiled begins a profile, where one is asked for, and returns what ends it.
func profiled(path string) (stop func() error, err error) {
	if path == "" {
		return func() error { return nil }, nil
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("make profile: %w", err)
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(fmt.Errorf("start profile: %w", err), f.Close())
	}
	return func() error {
		pprof.StopCPUProfile()
		return f.Close()
	}, nil
}

// withRedis runs a measurement on a Redis of its own, which writes its file as the bot's own does.
func withRedis(run func(context.Context, *redis.Client) error) (err error) {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	socket := filepath.Join(dir, "s")
	cmd := exec.Command("redis-server", "--port", "0", "--unixsocket", socket, "--dir", dir, "--save", "", "--appendonly", "yes")
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
	return run(ctx, client)
}
