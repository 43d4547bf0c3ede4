package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// ErrInUse means that another process has the embedded store open.
var ErrInUse = errors.New("another bot uses it")

// Leave says whether a command may be given.
type Leave string

// The answers. Unasked: the server does not let the bot find out without giving the command.
const (
	Granted Leave = "granted"
	Denied  Leave = "denied"
	Unasked Leave = "unasked"
)

// Server is what a Redis says about itself.
type Server struct {
	// Version is empty when the server does not say; Name is redis or valkey.
	Name, Version string
	// Appends is whether every write goes to an append-only file; Faults are the kinds of writing to disk that failed last time.
	Appends bool
	Faults  []string
	// Policy is what the server does when its memory is full.
	Policy string
	// Used and Limit are bytes; a Limit of 0 is none.
	Used, Limit int64
	// Rewrites is whether the append-only file may be written anew, which is what takes the votes of a closed round out of it.
	Rewrites Leave
	// Ahead is how far the server's clock is ahead of this one, give or take half of the time the question took.
	Ahead time.Duration
}

// Servers asks every server that holds data: one, or the masters of a cluster.
func (s *Store) Servers(ctx context.Context) ([]Server, error) {
	cluster, ok := s.client.(*redis.ClusterClient)
	if !ok {
		one, err := askServer(ctx, s.client)
		return []Server{one}, err
	}
	var mu sync.Mutex
	var out []Server
	err := cluster.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error {
		one, err := askServer(ctx, node)
		mu.Lock()
		defer mu.Unlock()
		out = append(out, one)
		return err
	})
	return out, err
}

// asker is a connection to one server.
type asker interface {
	redis.Cmdable
	Do(ctx context.Context, args ...any) *redis.Cmd
}

func askServer(ctx context.Context, node asker) (Server, error) {
	asked := time.Now()
	clock, err := node.Time(ctx).Result()
	if err != nil {
		return Server{}, fmt.Errorf("ask server the time: %w", err)
	}
	took := time.Since(asked)
	text, err := node.Info(ctx).Result()
	if err != nil {
		return Server{}, fmt.Errorf("ask server about itself: %w", err)
	}
	s := readInfo(text)
	s.Ahead = clock.Sub(asked.Add(took / 2))
	s.Rewrites = mayRewrite(ctx, node)
	return s, nil
}

// readInfo reads what INFO answers (https://redis.io/docs/latest/commands/info/).
func readInfo(text string) Server {
	field := map[string]string{}
	for line := range strings.Lines(text) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
			field[name] = value
		}
	}
	number := func(name string) int64 {
		n, err := strconv.ParseInt(field[name], 10, 64)
		if err != nil {
			return 0
		}
		return n
	}
	s := Server{
		Name: "Redis", Version: field["redis_version"], Appends: field["aof_enabled"] == "1", Policy: field["maxmemory_policy"],
		Used: number("used_memory"), Limit: number("maxmemory"),
	}
	if v := field["valkey_version"]; v != "" {
		s.Name, s.Version = "Valkey", v
	}
	for _, name := range []string{"aof_last_write_status", "aof_last_bgrewrite_status", "rdb_last_bgsave_status"} {
		if v, ok := field[name]; ok && v != "ok" {
			s.Faults = append(s.Faults, name)
		}
	}
	return s
}

// mayRewrite asks without doing it. Managed servers take the command away or forbid it by their access list.
func mayRewrite(ctx context.Context, node asker) Leave {
	known, err := node.Command(ctx).Result()
	if err == nil && known["bgrewriteaof"] == nil {
		return Denied
	}
	who, err := node.Do(ctx, "ACL", "WHOAMI").Text()
	if err != nil {
		return Unasked
	}
	answer, err := node.ACLDryRun(ctx, who, "bgrewriteaof").Result()
	switch {
	case err != nil:
		return Unasked
	case answer == "OK":
		return Granted
	}
	return Denied
}

// Unswept returns for how many schools the append-only file may still hold the votes of a closed round. Nothing is asked of the server.
func (r Rounds) Unswept(ctx context.Context) (int, error) {
	prefixes, err := r.client.ZRange(ctx, SchoolsPattern, 0, -1).Result()
	if err != nil {
		return 0, fmt.Errorf("list schools: %w", err)
	}
	left := 0
	for _, prefix := range prefixes {
		n, err := r.client.Exists(ctx, prefix+"pulse:unswept").Result()
		if err != nil {
			return left, fmt.Errorf("read traces: %w", err)
		}
		left += int(n)
	}
	return left, nil
}
