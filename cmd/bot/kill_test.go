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

	"github.com/baken-bot/baken/internal/config"
	"github.com/baken-bot/baken/internal/content"
)

// The environment of a bot that a test starts as a process of its own.
const (
	envBot   = "BAKEN_TEST_BOT"
	envAhead = "BAKEN_TEST_AHEAD"
)

// servedAt comes before the address in what such a bot prints.
const servedAt = "served at "

// TestMain lets the test's own program play the bot, or be it.
func TestMain(m *testing.M) {
	switch {
	case os.Getenv(envBot) != "":
		playBot()
	case os.Getenv(envWhole) != "":
		main()
	default:
		os.Exit(m.Run())
	}
}

// playBot runs until it is killed.
func playBot() {
	ahead, err := time.ParseDuration(os.Getenv(envAhead))
	if err != nil {
		panic(err)
	}
	now := func() time.Time { return time.Now().Add(ahead) }
	// It is asked nothing in words, so it learns nothing: that takes longer than all the rest.
	library := func(config.Core) (mind, error) {
		lib, err := content.Load(content.Embedded(), nil)
		return mind{library: lib}, err
	}
	p := process{learn: library, clock: clock{now: now, look: lookOften}, Getenv: os.Getenv, Out: os.Stderr, Err: os.Stderr, started: func(a string) { fmt.Println(servedAt + a) }}
	if err := run(context.Background(), p); err != nil {
		panic(err)
	}
}

// way leads a bot to its Redis, and ends the bot as kill -9 does when a command of a kind comes by.
type way struct {
	redis string // where it leads
	bot   *os.Process
	// dead is closed when the bot has died so.
	dead chan struct{}
	once sync.Once

	mu    sync.Mutex // guards fatal
	fatal death
}

// death is what a command holds at which the bot dies; the command is carried out first when answered is set, but the bot does not hear.
type death struct {
	at       []string
	answered bool
}

// open lets a bot go that way, and returns from where.
func (w *way) open(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	w.dead = make(chan struct{})
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			go w.carry(in)
		}
	}()
	return l.Addr().String()
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
		switch dies, answered := w.dies(data[:n]); {
		case dies && !answered:
			w.kill()
			return
		case dies:
			close(deaf)
		}
		if _, err := out.Write(data[:n]); err != nil {
			return
		}
	}
}

// arm has the bot die at the next command of a kind.
func (w *way) arm(d death) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fatal = d
}

func (w *way) dies(command []byte) (dies, answered bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, part := range w.fatal.at {
		if !bytes.Contains(command, []byte(part)) {
			return false, false
		}
	}
	return len(w.fatal.at) > 0, w.fatal.answered
}

func (w *way) kill() {
	w.once.Do(func() {
		_ = w.bot.Kill()
		close(w.dead)
	})
}

// apart starts the bot as a process of its own, and returns its way to Redis and what kills it and waits.
func (k *semester) apart() (w *way, kill func()) {
	k.t.Helper()
	to, err := url.Parse(k.redis.url)
	if err != nil {
		k.t.Fatal(err)
	}
	w = &way{redis: to.Host}
	to.Host = w.open(k.t)
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
	if err := cmd.Start(); err != nil {
		k.t.Fatal(err)
	}
	w.bot = cmd.Process
	kill = sync.OnceFunc(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	k.t.Cleanup(kill)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if address, ok := strings.CutPrefix(lines.Text(), servedAt); ok {
			k.Deliver.ToURL("http://" + address)
			return w, kill
		}
	}
	k.t.Fatalf("the bot did not start:\n%s", k.err.String())
	return nil, nil
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
	w, kill := k.apart()
	for n, test := range []struct {
		name string
		death
		counted bool // when the bot died
		heard   bool // by whoever tapped: the card has changed
	}{
		{"before the vote", death{vote, false}, false, false},
		{"between the vote and the card", death{vote, true}, true, false},
		{"between the card and Slack's answer", death{[]string{":seen:", "done"}, false}, true, true},
		{"after Slack's answer", death{}, true, true},
	} {
		who := k.staff[n+1]
		s := k.message(who, k.last(who))
		s.press.Value = buttonValue(t, s.blocks(), "vote:")
		before, after := fmt.Sprintf("%d of %d000", n, n), fmt.Sprintf("%d of %d000", n+1, n+1)

		w.arm(test.death)
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
			want = after
		}
		if got := k.counts(); got != want {
			t.Errorf("%s: counted %s, want %s", test.name, got, want)
		}
		if changed := k.last(who).Edits > 0; changed != test.heard {
			t.Errorf("%s: the card changed: %t", test.name, changed)
		}

		w, kill = k.apart()
		for range 2 {
			if ack := k.Deliver.Press(slackTeam, s.press); !ack.OK() {
				t.Errorf("%s: again: Slack was told %+v", test.name, ack)
			}
		}
		k.shows(s, "Vraag 2 van 3", "Je hebt al meegedaan")
		if got := k.counts(); got != after {
			t.Errorf("%s: counted %s after tapping again, want %s", test.name, got, after)
		}
	}
}
