package slack_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/chat/slack"
	"github.com/baken-bot/baken/internal/chat/slack/slacktest"
	"github.com/baken-bot/baken/internal/config"
)

// echo answers every message at once with its own text, and only once each.
type echo struct {
	mu   sync.Mutex
	seen map[string]bool
}

func (e *echo) Do(ctx context.Context, m chat.Message, respond func(context.Context, chat.Reply) error) error {
	e.mu.Lock()
	again := e.seen[m.ID]
	e.seen[m.ID] = true
	e.mu.Unlock()
	if again {
		return nil
	}
	return respond(ctx, chat.Reply{Text: "gehoord: " + m.Text})
}

// reports keeps what the operator is told.
type reports struct {
	mu   sync.Mutex
	told []string
}

func (r *reports) add(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.told = append(r.told, err.Error())
}

func (r *reports) all() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Join(r.told, "\n")
}

// plugged starts a bot that hears a fake Slack by its socket, and waits for it to be there. finished is closed when the socket gave up.
func plugged(t *testing.T, appToken string) (play *slacktest.Server, told *reports, finished chan struct{}) {
	t.Helper()
	play, told, finished = slacktest.New(t, slacktest.Options{AppToken: "xapp-hush"}), &reports{}, make(chan struct{})
	play.AddTeam("T1", secretToken)
	play.AddUser("T1", slacktest.User{ID: "U1", Name: "teacher", Locale: "nl-NL"})
	s := slack.New(slack.Config{
		Inbox: &echo{seen: map[string]bool{}}, Tokens: slack.OneToken{Secret: config.NewSecret(secretToken)}, APIURL: play.URL(), Report: told.add,
	})
	k := slack.NewSocket(s, config.NewSecret(appToken))
	k.Hasten(func(int) time.Duration { return time.Millisecond })
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		k.Run(ctx)
		close(finished)
	}()
	t.Cleanup(func() {
		cancel()
		<-finished
		s.Wait()
	})
	return play, told, finished
}

func await(t *testing.T, play *slacktest.Server, what string, condition func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := play.Wait(ctx, condition); err != nil {
		t.Fatalf("wait for %s: %v", what, err)
	}
}

func sockets(play *slacktest.Server, n int) func() bool {
	return func() bool { return play.Sockets() == n }
}

func TestAQuestionByTheSocketIsAnsweredAndAcknowledged(t *testing.T) {
	play, _, _ := plugged(t, "xapp-hush")
	await(t, play, "the socket", sockets(play, 1))
	dm := play.DM("T1", "U1")
	if ack := play.Deliver.Message("T1", "U1", dm, "hoe begin ik rustig?"); !ack.OK() {
		t.Errorf("acknowledged as %+v", ack)
	}
	if last, _ := play.Last("T1", dm); !strings.Contains(last.Text, "hoe begin ik rustig?") {
		t.Errorf("answered %q", last.Text)
	}
}

func TestAnEventNobodyKnowsIsAcknowledged(t *testing.T) {
	play, _, _ := plugged(t, "xapp-hush")
	await(t, play, "the socket", sockets(play, 1))
	if ack := play.Deliver.Event("T1", map[string]any{"type": "function_executed", "function": map[string]any{"id": "Fn1"}}); !ack.OK() {
		t.Errorf("acknowledged as %+v", ack)
	}
	play.Frame([]byte(`{"type":"of tomorrow","envelope_id":"env-tomorrow","payload":[1]}`))
	await(t, play, "the acknowledgement", func() bool { return play.Acked("env-tomorrow") })
}

func TestTheNextSocketIsOpenBeforeTheOldOneIsLeft(t *testing.T) {
	play, told, _ := plugged(t, "xapp-hush")
	await(t, play, "the socket", sockets(play, 1))
	play.Disconnect("warning")
	await(t, play, "two sockets at once", sockets(play, 2))
	if got := told.all(); got != "" {
		t.Errorf("the operator was told %s", got)
	}
}

func TestACutSocketIsFollowedByAnother(t *testing.T) {
	play, told, _ := plugged(t, "xapp-hush")
	await(t, play, "the socket", sockets(play, 1))
	play.Frame([]byte("no JSON"))
	play.Drop()
	await(t, play, "the next socket", func() bool { return len(play.Calls("apps.connections.open")) == 2 && play.Sockets() == 1 })
	if ack := play.Deliver.Message("T1", "U1", play.DM("T1", "U1"), "ben je er nog?"); !ack.OK() {
		t.Errorf("acknowledged as %+v", ack)
	}
	if got := told.all(); !strings.Contains(got, "hold socket") || strings.Contains(got, "ticket") || strings.Contains(got, "hush") {
		t.Errorf("the operator was told %s", got)
	}
}

func TestWhatNoTryCanMendEndsTheSocketAndTellsWhy(t *testing.T) {
	play, told, finished := plugged(t, "xapp-wrong")
	<-finished
	if n := len(play.Calls("apps.connections.open")); n != 1 || !strings.Contains(told.all(), "SLACK_APP_TOKEN") {
		t.Errorf("asked %d times, told %s", n, told.all())
	}
}

func TestSlackBeingAwayIsWaitedOut(t *testing.T) {
	play := slacktest.New(t, slacktest.Options{AppToken: "xapp-hush"})
	play.AddTeam("T1", secretToken)
	play.Fault("apps.connections.open", slacktest.Fault{Status: http.StatusServiceUnavailable, Times: 3})
	s := slack.New(slack.Config{Inbox: &echo{seen: map[string]bool{}}, Tokens: slack.OneToken{Secret: config.NewSecret(secretToken)}, APIURL: play.URL(), Report: func(error) {}})
	k := slack.NewSocket(s, config.NewSecret("xapp-hush"))
	var waited []int
	k.Hasten(func(ended int) time.Duration {
		waited = append(waited, ended)
		return time.Millisecond
	})
	ctx, cancel := context.WithCancel(t.Context())
	var run sync.WaitGroup
	run.Go(func() { k.Run(ctx) })
	await(t, play, "the socket", sockets(play, 1))
	cancel()
	run.Wait()
	if len(waited) < 3 || waited[0] != 0 || waited[2] != 2 {
		t.Errorf("waited as after %v", waited)
	}
}

func TestNoSocketIsOpenedWithoutAPause(t *testing.T) {
	for ended := range 20 {
		if d := slack.PauseAfter(ended); d < time.Second || d > 90*time.Second {
			t.Errorf("after %d: %s", ended, d)
		}
	}
	if slack.PauseAfter(6) < 30*time.Second {
		t.Error("it does not grow")
	}
}

func TestWithoutASocketTheBotIsNotReady(t *testing.T) {
	k := slack.NewSocket(slack.New(slack.Config{Report: func(error) {}}), config.NewSecret("xapp-hush"))
	if err := k.Connected(t.Context()); err == nil || errors.Is(err, chat.ErrGone) {
		t.Errorf("got %v", err)
	}
}
