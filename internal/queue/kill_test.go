package queue_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/queue"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
	"github.com/baken-bot/baken/internal/store/storetest"
)

// The environment of a replica that a test starts as a process of its own.
const (
	envHop      = "BAKEN_TEST_HOP"
	envTogether = "BAKEN_TEST_TOGETHER"
	envSocket   = "BAKEN_TEST_SOCKET"
	envPlatform = "BAKEN_TEST_PLATFORM"
	envOffset   = "BAKEN_TEST_OFFSET"
)

// TestMain lets the test's own program play a replica, and otherwise runs the tests beside a cluster.
func TestMain(m *testing.M) {
	if os.Getenv(envHop) != "" {
		playReplica()
		return
	}
	os.Exit(storetest.Main(m))
}

// The team, and how many messages a replica has on their way at once.
const (
	team  = 12
	hands = 4
)

// Keys of the test itself: whether somebody has died yet, and how far the clock of all replicas is put forward.
const (
	keyDied = "test-died"
	keySkew = "test-skew"
)

// playReplica runs until it is killed: by the test, or by itself at its hop if it is the first to get there.
func playReplica() {
	client := redis.NewClient(&redis.Options{Network: "unix", Addr: os.Getenv(envSocket)})
	s, err := store.OpenClient(context.Background(), client, strings.Repeat("k", 32))
	if err != nil {
		panic(err)
	}
	offset, err := time.ParseDuration(os.Getenv(envOffset))
	if err != nil {
		panic(err)
	}
	now := func() time.Time {
		skew, _ := client.Get(context.Background(), keySkew).Int64()
		return time.Now().Add(offset + time.Duration(skew))
	}
	k := &killer{hop: os.Getenv(envHop), client: client}
	dispatcher, worker, _ := replica(s, &caller{os.Getenv(envPlatform), k}, now, func(error) {})
	dispatcher.Queue, dispatcher.Plans = &mortalQueue{Queue: dispatcher.Queue, k: k, together: os.Getenv(envTogether) != ""}, mortalPlans{dispatcher.Plans, k}
	worker.Look, worker.Delayed, worker.Hands = 5*time.Millisecond, 20*time.Millisecond, hands
	deliver := worker.Work.Deliver
	worker.Work.Deliver = func(ctx context.Context, d schedule.Batch) error {
		k.at("before the claim")
		err := deliver(ctx, d)
		k.at("before the queue hears")
		return err
	}
	go dispatcher.Run(context.Background())
	if err := worker.Run(context.Background()); err != nil {
		panic(err)
	}
}

// killer ends this process as kill -9 does, once among all replicas.
type killer struct {
	hop         string
	client      *redis.Client
	puts, sends atomic.Int32
}

func (k *killer) at(hop string) {
	if k.hop != hop {
		return
	}
	if first, err := k.client.SetNX(context.Background(), keyDied, os.Getpid(), 0).Result(); err == nil && first {
		self, _ := os.FindProcess(os.Getpid())
		_ = self.Kill()
		select {}
	}
}

// mortalQueue dies while it puts. Together it puts the whole team in one batch.
type mortalQueue struct {
	schedule.Queue
	k        *killer
	together bool
	all      []chat.Address
}

func (q *mortalQueue) PutFiring(ctx context.Context, f schedule.Firing) error {
	err := q.Queue.PutFiring(ctx, f)
	q.k.at("between the firing and the plan")
	return err
}

func (q *mortalQueue) PutBatch(ctx context.Context, b schedule.Batch) error {
	if q.k.puts.Add(1) == team/2 {
		q.k.at("halfway the team")
	}
	if q.together {
		if q.all = append(q.all, b.To...); len(q.all) < team {
			return nil
		}
		b.To = q.all
	}
	return q.Queue.PutBatch(ctx, b)
}

type mortalPlans struct {
	schedule.Plans
	k *killer
}

func (p mortalPlans) Advance(ctx context.Context, d schedule.Due, to time.Time) error {
	err := p.Plans.Advance(ctx, d, to)
	p.k.at("after the plan moved on")
	return err
}

// caller sends to the platform the test plays.
type caller struct {
	url string
	k   *killer
}

func (c *caller) Send(ctx context.Context, to chat.Address, r chat.Reply) error {
	c.k.at("between the claim and the platform")
	if c.k.sends.Add(1) == team/2 {
		c.k.at("halfway a batch")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+"/"+to.Value, strings.NewReader(r.Text))
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	c.k.at("between the platform and the record")
	return res.Body.Close()
}

func TestKillingOneOfThreeReplicasAtAnyHop(t *testing.T) {
	server := storetest.Server(t)
	if server == "" {
		return
	}
	for name, d := range deaths() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			killAt(t, server, d)
		})
	}
}

// death is where a replica dies, whether the team is in one batch then, and how many deliveries may end with an unknown outcome: whoever dies while it delivers leaves behind what
// it has on its way, at any stage.
type death struct {
	hop, together string
	unknown       int
}

func deaths() map[string]death {
	out := map[string]death{"halfway a batch": {"halfway a batch", "yes", hands}}
	for _, hop := range []string{"between the firing and the plan", "after the plan moved on", "halfway the team"} {
		out[hop] = death{hop: hop}
	}
	for _, hop := range []string{"before the claim", "between the claim and the platform", "between the platform and the record", "before the queue hears"} {
		out[hop], out[hop+", all in one batch"] = death{hop: hop, unknown: hands}, death{hop, "yes", hands}
	}
	return out
}

func killAt(t *testing.T, server string, d death) {
	dir := t.TempDir()
	socket := filepath.Join(os.TempDir(), "baken-"+rand.Text())
	t.Cleanup(func() { _ = os.Remove(socket) })
	run(t, exec.Command(server, "--port", "0", "--unixsocket", socket, "--dir", dir, "--save", ""))
	client := redis.NewClient(&redis.Options{Network: "unix", Addr: socket})
	t.Cleanup(func() { _ = client.Close() })
	until(t, "redis", func() bool { return client.Ping(t.Context()).Err() == nil })

	heard := &sync.Map{}
	platform := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		n, _ := heard.LoadOrStore(r.URL.Path, new(atomic.Int32))
		n.(*atomic.Int32).Add(1)
	}))
	t.Cleanup(platform.Close)
	s, err := store.OpenClient(t.Context(), client, strings.Repeat("k", 32))
	if err != nil {
		t.Fatal(err)
	}
	// The replicas begin at ten past two, the moment of the plan.
	moment := time.Date(2026, 12, 1, 13, 10, 0, 0, time.UTC)
	offset := time.Until(moment)
	_, _, desk := replica(s, nil, func() time.Time { return moment.Add(-time.Hour) }, nil)
	k, err := desk.Create(t.Context(), schedule.Plan{School: "a", What: schedule.What{Text: "t"}, Who: schedule.Audience{People: colleagues(team)}, When: "1 december 14:10"})
	if err != nil {
		t.Fatal(err)
	}
	start := func() {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), envHop+"="+d.hop, envTogether+"="+d.together, envSocket+"="+socket, envPlatform+"="+platform.URL, envOffset+"="+offset.String())
		run(t, cmd)
	}
	for range 3 {
		start()
	}
	until(t, "a death", func() bool {
		hurry(t, client, "scheduled", time.Now())
		return client.Exists(t.Context(), keyDied).Val() == 1
	})
	// Time passes: what the dead one held is let go, by the queue and by its claim, and another takes its place.
	client.Set(t.Context(), keySkew, int64(2*time.Minute), 0)
	hurry(t, client, "lease", time.Now().Add(-time.Hour))
	start()
	deliveries := store.Deliveries{Store: s}
	var count map[schedule.Outcome]int
	until(t, "everybody", func() bool {
		hurry(t, client, "scheduled", time.Now())
		hurry(t, client, "retry", time.Now())
		figures, err := deliveries.Figures(t.Context(), "a", k.ID)
		if err != nil {
			t.Fatal(err)
		}
		count = figures[k.Next.UnixMilli()].Count
		return count[schedule.Sent]+count[schedule.Unknown] == team
	})
	people := 0
	heard.Range(func(who, n any) bool {
		if people++; n.(*atomic.Int32).Load() != 1 {
			t.Errorf("%s heard it %d times", who, n.(*atomic.Int32).Load())
		}
		return true
	})
	if count[schedule.Unknown] > d.unknown || people < count[schedule.Sent] || people > team {
		t.Errorf("%d heard it; counted %v", people, count)
	}
	if letters, err := queue.NewLetters(client).List(); err != nil || len(letters) > 0 {
		t.Errorf("failed for good: %v, %v", letters, err)
	}
}

// run starts a process that is killed at the end of the test.
func run(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
}

// hurry sets the time of everything in one part of both queues, so that the test need not wait for the library's minutes.
func hurry(t *testing.T, client *redis.Client, part string, at time.Time) {
	t.Helper()
	for _, in := range []string{"firings", "deliveries"} {
		key := fmt.Sprintf("asynq:{%s}:%s", in, part)
		ids, err := client.ZRange(t.Context(), key, 0, -1).Result()
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			client.ZAddXX(t.Context(), key, redis.Z{Score: float64(at.Unix()), Member: id})
		}
	}
}

// until tries until it works, for twenty seconds at most.
func until(t *testing.T, what string, works func() bool) {
	t.Helper()
	deadline, tick := time.After(20*time.Second), time.NewTicker(20*time.Millisecond)
	defer tick.Stop()
	for !works() {
		select {
		case <-deadline:
			t.Fatalf("%s does not come", what)
		case <-tick.C:
		}
	}
}
