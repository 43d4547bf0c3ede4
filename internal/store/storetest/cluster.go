package storetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// A cluster wants three masters (https://redis.io/docs/latest/operate/oss_and_stack/management/scaling), which share the slots.
const (
	servers = 3
	slots   = 16384
)

// formTimeout bounds how long the servers may take to answer and to know each other, and formTries how often it is tried: a port that was free a moment ago may be taken.
const (
	formTimeout = 10 * time.Second
	formTries   = 3
)

// scheme begins the address of a cluster, as [store.Options] takes it.
const scheme = "redis-cluster://"

// cluster is three servers of this machine, without replicas.
type cluster struct {
	dir   string
	ports []int
	cmds  []*exec.Cmd
	// lives are held open as long as the servers are to live.
	lives []io.Closer
	nodes []*redis.Client
}

func startCluster(server string) (*cluster, error) {
	var errs []error
	for range formTries {
		c, err := tryCluster(server)
		if err == nil {
			return c, nil
		}
		errs = append(errs, err)
	}
	return nil, errors.Join(errs...)
}

func tryCluster(server string) (*cluster, error) {
	dir, err := os.MkdirTemp("", "baken-cluster")
	if err != nil {
		return nil, fmt.Errorf("make folder of cluster: %w", err)
	}
	c := &cluster{dir: dir}
	ctx, cancel := context.WithTimeout(context.Background(), formTimeout)
	defer cancel()
	for range servers {
		if err := c.start(server); err != nil {
			c.stop()
			return nil, fmt.Errorf("start cluster: %w", err)
		}
	}
	if err := c.form(ctx); err != nil {
		c.stop()
		return nil, fmt.Errorf("form cluster: %w", err)
	}
	return c, nil
}

// watched ends a server when its input ends, so that a test that is killed leaves none behind.
const watched = `"$0" "$@" & read -r _; kill -9 $! 2>/dev/null; exit 0`

// start starts one server. The second port is the one on which the servers speak to each other.
func (c *cluster) start(server string) error {
	free, err := freePorts(2)
	if err != nil {
		return err
	}
	port, bus := strconv.Itoa(free[0]), strconv.Itoa(free[1])
	cmd := exec.Command("sh", "-c", watched, server, "--port", port, "--bind", "127.0.0.1", "--cluster-enabled", "yes", "--cluster-port", bus, "--cluster-config-file", "nodes-"+port,
		"--dir", c.dir, "--save", "", "--appendonly", "no", "--loglevel", "warning")
	cmd.Stderr = os.Stderr
	life, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	c.cmds, c.lives, c.ports = append(c.cmds, cmd), append(c.lives, life), append(c.ports, free[0])
	c.nodes = append(c.nodes, redis.NewClient(&redis.Options{Addr: "127.0.0.1:" + port, DisableIdentity: true}))
	return nil
}

// The range ports are taken from: below the one from which systems give ports to whoever connects, so that no connection of another test takes one meanwhile.
const (
	lowest = 20000
	ports  = 10000
)

// freePorts finds ports on which nobody listens.
func freePorts(n int) ([]int, error) {
	var out []int
	for range 100 {
		port := lowest + rand.IntN(ports)
		l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err != nil {
			continue
		}
		defer func() { _ = l.Close() }() // held only so that the next is another
		if out = append(out, port); len(out) == n {
			return out, nil
		}
	}
	return nil, errors.New("find free ports: none")
}

// form gives each server its share of the slots, introduces them to the first, and waits until all of them know all of it.
func (c *cluster) form(ctx context.Context) error {
	for i, node := range c.nodes {
		if err := until(ctx, func() bool { return node.Ping(ctx).Err() == nil }); err != nil {
			return fmt.Errorf("server %d does not answer: %w", i, err)
		}
		if err := node.ClusterAddSlotsRange(ctx, i*slots/servers, (i+1)*slots/servers-1).Err(); err != nil {
			return err
		}
	}
	first := c.nodes[0]
	bus, err := busOf(ctx, first)
	if err != nil {
		return err
	}
	for _, node := range c.nodes[1:] {
		if err := node.Do(ctx, "CLUSTER", "MEET", "127.0.0.1", c.ports[0], bus).Err(); err != nil {
			return err
		}
	}
	for i, node := range c.nodes {
		well := func() bool {
			info := node.ClusterInfo(ctx).Val()
			return strings.Contains(info, "cluster_state:ok") && strings.Contains(info, fmt.Sprintf("cluster_known_nodes:%d", servers))
		}
		if err := until(ctx, well); err != nil {
			return fmt.Errorf("server %d does not know the others: %w", i, err)
		}
	}
	return nil
}

// busOf is the port on which the other servers speak to a node.
func busOf(ctx context.Context, node *redis.Client) (string, error) {
	got, err := node.ConfigGet(ctx, "cluster-port").Result()
	return got["cluster-port"], err
}

// until tries until it works or ctx ends.
func until(ctx context.Context, works func() bool) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !works() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	return nil
}

// url is the cluster as REDIS_URL.
func (c *cluster) url() string {
	hosts := make([]string, len(c.ports))
	for i, port := range c.ports {
		hosts[i] = fmt.Sprintf("127.0.0.1:%d", port)
	}
	return scheme + strings.Join(hosts, ",")
}

// stop ends the servers and removes what they wrote.
func (c *cluster) stop() {
	var errs []error
	for _, node := range c.nodes {
		errs = append(errs, node.Close())
	}
	for i, cmd := range c.cmds {
		errs = append(errs, c.lives[i].Close(), cmd.Wait())
	}
	if err := errors.Join(append(errs, os.RemoveAll(c.dir))...); err != nil {
		fmt.Fprintln(os.Stderr, "stop cluster:", err)
	}
}
