package main

import (
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat/slack/slacktest"
)

// envWhole makes the tests' own program be the whole bot, which can be asked something and killed.
const envWhole = "BAKEN_TEST_WHOLE"

// mortal is the bot as a process of its own beside a Redis and a Slack that outlive it.
type mortal struct {
	*slacktest.Server
	redis *ownRedis
	ahead atomic.Int64 // how far Slack's clock is put forward, in nanoseconds

	mu     sync.Mutex // guards the process
	living *exec.Cmd
}

func newMortal(t *testing.T) *mortal {
	t.Helper()
	m := &mortal{redis: newRedis(t, "kill")}
	m.Server = slacktest.New(t, slacktest.Options{Now: func() time.Time { return time.Now().Add(time.Duration(m.ahead.Load())) }})
	m.AddTeam(slackTeam, slackToken)
	m.AddUser(slackTeam, slacktest.User{ID: teacher, Name: "leerkracht", Locale: "nl-NL"})
	t.Cleanup(m.kill)
	return m
}

// live starts the bot and tells Slack where it is.
func (m *mortal) live(t *testing.T) {
	t.Helper()
	m.kill()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	cmd := exec.Command(os.Args[0])
	cmd.Stderr = os.Stderr
	cmd.Env = []string{
		envWhole + "=1", "PATH=" + os.Getenv("PATH"), "ADDR=" + address, "REDIS_URL=" + m.redis.url, "DATA_DIR=" + t.TempDir(), "SECRET_KEY=" + strings.Repeat("k", 32),
		"SLACK_BOT_TOKEN=" + slackToken, "SLACK_SIGNING_SECRET=" + m.Options().SigningSecret, "SLACK_API_URL=" + m.URL(), "LOG_LEVEL=error",
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	m.mu.Lock()
	m.living = cmd
	m.mu.Unlock()
	eventually(t, "the bot is ready", func() bool {
		res, err := http.Get("http://" + address + "/readyz")
		return err == nil && res.Body.Close() == nil && res.StatusCode == http.StatusOK
	})
	m.Deliver.ToURL("http://" + address)
}

// kill ends the bot at once, as kill -9 does.
func (m *mortal) kill() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.living != nil {
		_ = m.living.Process.Kill()
		_ = m.living.Wait()
		m.living = nil
	}
}

// lapse ends the leases of what the dead one had in hand.
func (m *mortal) lapse(t *testing.T) {
	t.Helper()
	keys, err := m.redis.client.Keys(t.Context(), "*seen*").Result()
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		if left, err := m.redis.client.TTL(t.Context(), key).Result(); err == nil && left < time.Minute {
			m.redis.client.Del(context.WithoutCancel(t.Context()), key)
		}
	}
}

func TestABotThatIsKilledAtAnyStepHasAnsweredEachQuestionOnce(t *testing.T) {
	m := newMortal(t)
	if m.redis.files == "" {
		return // a Redis in memory has said that it is none
	}
	room := m.DM(slackTeam, teacher)
	for _, c := range []struct {
		name, method string
		fault        slacktest.Fault
	}{
		{"before it takes the question", "users.info", slacktest.Fault{Reset: true}},
		{"before its answer is stored", "chat.postMessage", slacktest.Fault{Lost: true}},
		{"when its answer is stored", "chat.postMessage", slacktest.Fault{Reset: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := len(m.Posts(slackTeam, room))
			m.live(t)
			c.fault.During = m.kill
			m.Fault(c.method, c.fault)
			if ack := m.Deliver.Message(slackTeam, teacher, room, "hoe maak ik de dag voorspelbaar?"); ack.OK() {
				t.Errorf("Slack was told %+v", ack)
			}
			m.live(t)
			m.Deliver.Due() // at once, while the lease of the dead one lasts
			m.lapse(t)
			m.ahead.Add(int64(time.Minute))
			m.Deliver.Due()
			if n := len(m.Posts(slackTeam, room)) - before; n != 1 || m.Deliver.Pending() > 0 {
				t.Errorf("answered %d times, %d deliveries are planned", n, m.Deliver.Pending())
			}
		})
	}
}
