package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"
)

// rate is what a run came to: votes a second, and processor time a vote of this process and of Redis. The second does not move with what else the machine does.
type rate struct {
	perSecond  float64
	own, redis time.Duration
}

// total is the processor time of both.
func (r rate) total() time.Duration { return r.own + r.redis }

// String is a rate in words.
func (r rate) String() string {
	return fmt.Sprintf("%.0f votes/s (%d µs own, %d µs Redis)", r.perSecond, r.own.Microseconds(), r.redis.Microseconds())
}

// spent is the processor time that this process and Redis have used so far.
func spent(ctx context.Context, client redis.UniversalClient) (own, server time.Duration, err error) {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		return 0, 0, fmt.Errorf("read own time: %w", err)
	}
	// https://redis.io/docs/latest/commands/info/: seconds
	text, err := client.Info(ctx, "cpu").Result()
	if err != nil {
		return 0, 0, fmt.Errorf("read time of Redis: %w", err)
	}
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		if name != "used_cpu_sys" && name != "used_cpu_user" {
			continue
		}
		seconds, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return 0, 0, fmt.Errorf("read time of Redis: %w", err)
		}
		server += time.Duration(seconds * float64(time.Second))
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano()), server, nil
}
