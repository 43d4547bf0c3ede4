// Package storetest runs a test on every kind of Redis the bot can live on: the copy in memory, a real server that the bot starts itself, and a cluster of three real servers.
//
// A package that uses [Every] hands its TestMain to [Main], which starts the cluster once for all of its tests. Where there is no redis-server the tests run in memory alone and say
// so; with BAKEN_REQUIRE_REDIS set that is a failure.
package storetest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"github.com/baken-bot/baken/internal/store"
)

// envCluster holds the address of the cluster that [Main] started, as REDIS_URL.
const envCluster = "BAKEN_TEST_CLUSTER"

// Main runs the tests of a package beside a cluster and returns the exit code.
func Main(m *testing.M) int {
	server, err := exec.LookPath("redis-server")
	if err != nil {
		return m.Run()
	}
	c, err := startCluster(server)
	if err == nil {
		err = os.Setenv(envCluster, c.url())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer c.stop()
	return m.Run()
}

// Every runs a test on each kind of Redis. Each time the store is empty.
func Every(t *testing.T, test func(t *testing.T, s *store.Store)) {
	t.Helper()
	t.Run("in memory", func(t *testing.T) { test(t, Open(t, store.Options{Memory: true})) })
	if Server(t) == "" {
		return
	}
	t.Run("real server", func(t *testing.T) { test(t, Open(t, store.Options{DataDir: t.TempDir()})) })
	t.Run("cluster", func(t *testing.T) { test(t, openCluster(t)) })
}

// Server returns the redis-server of this machine. Without one it says so and returns nothing, and fails the test where one is required.
func Server(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("redis-server")
	switch {
	case err == nil:
		return path
	case os.Getenv("BAKEN_REQUIRE_REDIS") != "":
		t.Fatal("no redis-server on PATH, and BAKEN_REQUIRE_REDIS is set")
	}
	t.Log("no redis-server on PATH: not tested on a real one")
	return ""
}

// Open opens a store and closes it at the end of the test.
func Open(t *testing.T, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// openCluster empties the cluster and opens a store on it. The store then has a key of its own, as any new one has.
func openCluster(t *testing.T) *store.Store {
	t.Helper()
	url := os.Getenv(envCluster)
	if url == "" {
		t.Fatal("no cluster: TestMain of the package must call storetest.Main")
	}
	client := redis.NewClusterClient(&redis.ClusterOptions{Addrs: strings.Split(strings.TrimPrefix(url, scheme), ",")})
	err := client.ForEachMaster(t.Context(), func(ctx context.Context, node *redis.Client) error { return node.FlushAll(ctx).Err() })
	if err := errors.Join(err, client.Close()); err != nil {
		t.Fatal(err)
	}
	return Open(t, store.Options{URL: url, SecretKey: rand.Text() + rand.Text()})
}

// Nodes returns the servers that hold something of a store: one, or each of a cluster.
func Nodes(t testing.TB, s *store.Store) []redis.Cmdable {
	t.Helper()
	cluster, ok := s.Connection().(*redis.ClusterClient)
	if !ok {
		return []redis.Cmdable{s.Connection()}
	}
	nodes := make(chan redis.Cmdable, servers)
	err := cluster.ForEachMaster(t.Context(), func(_ context.Context, node *redis.Client) error {
		nodes <- node
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	close(nodes)
	var out []redis.Cmdable
	for node := range nodes {
		out = append(out, node)
	}
	return out
}

// Keys returns the keys of a store that match a pattern, in order, on whichever server they lie.
func Keys(t testing.TB, s *store.Store, pattern string) []string {
	t.Helper()
	var out []string
	for _, node := range Nodes(t, s) {
		keys, err := node.Keys(t.Context(), pattern).Result()
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, keys...)
	}
	slices.Sort(out)
	return out
}
