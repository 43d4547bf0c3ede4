package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/pulse"
)

func (r Rounds) unsweptKey(school pulse.School) string {
	return r.schoolKey(chat.School(school), "pulse", "unswept")
}

// Sweep asks the server to write its append-only file anew if a round was closed since it last agreed to. Until it has, the file still holds each vote in the order
// in which they came, under tokens whose key is gone from the store but half of it not from the file. A server that keeps no such file has nothing to
// erase. Replicas and backups are the operator's: no command reaches them.
func (r Rounds) Sweep(ctx context.Context, school pulse.School) (pulse.Traces, error) {
	return r.sweep(ctx, r.unsweptKey(school))
}

// SweepAll sweeps every school that has planned anything, and returns for how many traces are still there.
func (r Rounds) SweepAll(ctx context.Context) (int, error) {
	prefixes, err := r.client.ZRange(ctx, SchoolsPattern, 0, -1).Result()
	if err != nil {
		return 0, fmt.Errorf("list schools: %w", err)
	}
	left := 0
	for _, prefix := range prefixes {
		traces, err := r.sweep(ctx, prefix+"pulse:unswept")
		if err != nil {
			return left, err
		}
		if traces == pulse.StillThere {
			left++
		}
	}
	return left, nil
}

func (r Rounds) sweep(ctx context.Context, key string) (pulse.Traces, error) {
	left, err := r.client.Exists(ctx, key).Result()
	if err != nil {
		return pulse.StillThere, fmt.Errorf("read traces: %w", err)
	}
	traces := pulse.NoTraces
	if r.Kept {
		node, err := r.nodeOf(ctx, key)
		if err != nil {
			return pulse.StillThere, err
		}
		traces = erase(ctx, node, left == 1)
	}
	if left == 0 || traces == pulse.StillThere {
		return traces, nil
	}
	if err := r.client.Del(ctx, key).Err(); err != nil {
		return traces, fmt.Errorf("note traces: %w", err)
	}
	return traces, nil
}

// nodeOf returns the server that holds a key.
func (r Rounds) nodeOf(ctx context.Context, key string) (redis.Cmdable, error) {
	cluster, ok := r.client.(*redis.ClusterClient)
	if !ok {
		return r.client, nil
	}
	node, err := cluster.MasterForKey(ctx, key)
	if err != nil {
		return nil, fmt.Errorf("find server of key: %w", err)
	}
	return node, nil
}

// erase asks one server. A refusal is no failure of the closing: it is reported, and asked again.
func erase(ctx context.Context, node redis.Cmdable, ask bool) pulse.Traces {
	info, err := node.Info(ctx, "persistence").Result()
	switch {
	case err != nil:
		return pulse.StillThere
	case strings.Contains(info, "aof_enabled:0"):
		return pulse.NoTraces
	case !ask:
		return pulse.Erasing
	case node.BgRewriteAOF(ctx).Err() != nil:
		return pulse.StillThere
	}
	return pulse.Erasing
}
