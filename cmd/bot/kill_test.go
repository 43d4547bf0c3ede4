package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// The environment of a bot that a test starts as a process of its own.
const (
	envBot   = "BAKEN_TEST_BOT"
	envAhead = "BAKEN_TEST_AHEAD"
)

// servedAt comes before the address in what such a bot prints.
const servedAt = "served at "

// TestMain lets the test's own program play the bot.
func TestMain(m *testing.M) {
	if os.Getenv(envBot) != "" {
		playBot()
		return
	}
	os.Exit(m.Run())
}

// playBot runs until it is killed.
func playBot() {
	ahead, err := time.ParseDuration(os.Getenv(envAhead))
	if err != nil {
		panic(err)
	}
	now := func() time.Time { return time.Now().Add(ahead) }
	p := process{clock: clock{now: now, look: lookOften}, Getenv: os.Getenv, Out: os.Stderr, Err: os.Stderr, started: func(a string) { fmt.Println(servedAt + a) }}
	if err := run(context.Background(), p); err != nil {
		panic(err)
	}
}

// way leads a bot to its Redis, and ends the bot as kill -9 does when a command of a kind comes by.
type way struct {
	address string
	redis   string
	// at is what a command holds at which the bot dies; the command is carried out first when answered is set, but the bot does not hear.
	at       []string
	answered bool

	mu  sync.Mutex // guards bot
	bot *os.Process
	// dead is closed when it has died so.
	dead chan struct{}
	once sync.Once
}

func newWay(t *testing.T, w *way) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	w.address, w.dead = l.Addr().String(), make(chan struct{})
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			go w.carry(in)
		}
	}()
}

func (w *way) carry(in net.Conn) {
	defer in.Close()
	out, err := net.Dial("tcp", w.redis)
	if err != nil {
		return
	}
	defer out.Close()
	deaf := make(chan struct{})
	go func() {
		data := make([]byte, 64<<10)
		for {
			n, err := out.Read(data)
			if err != nil {
				return
			}
			select {
			case <-deaf:
				w.kill()
			default:
				_, _ = in.Write(data[:n])
			}
		}
	}()
	data := make([]byte, 64<<10)
	for {
		n, err := in.Read(data)
		if err != nil {
			return
		}
		if w.fatal(data[:n]) {
			if !w.answered {
				w.kill()
				return
			}
			close(deaf)
		}
		if _, err := out.Write(data[:n]); err != nil {
			return
		}
	}
}

func (w *way) fatal(command []byte) bool {
	for _, part := range w.at {
		if !bytes.Contains(command, []byte(part)) {
			return false
		}
	}
	return len(w.at) > 0
}

func (w *way) kill() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.once.Do(func() {
		_ = w.bot.Kill()
		close(w.dead)
	})
}

// apart starts the bot as a process of its own over that way, and returns what kills it and waits.
func (k *semester) apart(w *way) (kill func()) {
	k.t.Helper()
	to, err := url.Parse(k.redis.url)
	if err != nil {
		k.t.Fatal(err)
	}
	w.redis = to.Host
	newWay(k.t, w)
	to.Host = w.address
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), envBot+"=1", envAhead+"="+k.ahead.String())
	for name, v := range k.env {
		cmd.Env = append(cmd.Env, name+"="+v)
	}
	cmd.Env = append(cmd.Env, "REDIS_URL="+to.String())
	cmd.Stderr = &k.err
	out, err := cmd.StdoutPipe()
	if err != nil {
		k.t.Fatal(err)
	}
	w.mu.Lock()
	err = cmd.Start()
	w.bot = cmd.Process
	w.mu.Unlock()
	if err != nil {
		k.t.Fatal(err)
	}
	kill = sync.OnceFunc(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	k.t.Cleanup(kill)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if address, ok := strings.CutPrefix(lines.Text(), servedAt); ok {
			k.Deliver.ToURL("http://" + address)
			return kill
		}
	}
	k.t.Fatalf("the bot did not start:\n%s", k.err.String())
	return nil
}

// counts is how many answered the first question, and how often each of its options was chosen together.
func (k *semester) counts() string {
	k.t.Helper()
	all, err := k.redis.client.HGetAll(k.t.Context(), k.one("counts")).Result()
	if err != nil {
		k.t.Fatal(err)
	}
	return fmt.Sprint(all["0"], " of ", all["0:0"], all["0:1"], all["0:2"], all["0:3"])
}

func TestATapThatWasHeardIsCountedOnceAndOneThatWasNotCanBeRepeated(t *testing.T) {
	k := newSemester(t, 12)
	if k.redis.files == "" {
		return // newRedis has said why, and fails where a real server is required
	}
	k.invited()
	k.stop()
	vote := []string{"evalsha", ":ledger:"}
	for n, test := range []struct {
		name     string
		at       []string
		answered bool
		counted  bool // when the bot died
		heard    bool // by whoever tapped: the card has changed
	}{
		{"before the vote", vote, false, false, false},
		{"between the vote and the card", vote, true, true, false},
		{"between the card and Slack's answer", []string{":seen:", "done"}, false, true, true},
		{"after Slack's answer", nil, false, true, true},
	} {
		who := k.staff[n+1]
		s := k.message(who, k.last(who))
		s.press.Value = firstVote(k, s)
		before := fmt.Sprintf("%d of %d000", n, n)
		died := fmt.Sprintf("%d of %d000", n+1, n+1)

		w := &way{at: test.at, answered: test.answered}
		kill := k.apart(w)
		ack := k.Deliver.Press(slackTeam, s.press)
		if len(test.at) > 0 {
			<-w.dead
		}
		kill()
		if ack.OK() != (len(test.at) == 0) {
			t.Errorf("%s: Slack was told %+v", test.name, ack)
		}
		want := before
		if test.counted {
			want = died
		}
		if got := k.counts(); got != want {
			t.Errorf("%s: counted %s, want %s", test.name, got, want)
		}
		if changed := k.last(who).Edits > 0; changed != test.heard {
			t.Errorf("%s: the card changed: %t", test.name, changed)
		}

		kill = k.apart(&way{})
		for range 2 {
			if ack := k.Deliver.Press(slackTeam, s.press); !ack.OK() {
				t.Errorf("%s: again: Slack was told %+v", test.name, ack)
			}
		}
		k.shows(s, "Vraag 2 van 3", "Je hebt al meegedaan")
		kill()
		if got := k.counts(); got != died {
			t.Errorf("%s: counted %s after tapping again, want %s", test.name, got, died)
		}
	}
}

// firstVote is what the first option's button carries.
func firstVote(k *semester, s screen) string {
	k.t.Helper()
	return buttonValue(k.t, s.blocks(), "vote:")
}
