package slacktest_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat/slack/slacktest"
)

func TestAFaultAfterStoringHidesAMessageThatIsThere(t *testing.T) {
	for _, c := range []struct {
		name, want string
		fault      slacktest.Fault
		stored     int
	}{
		{"a cut connection", "cut", slacktest.Fault{Reset: true}, 1},
		{"half an answer", "unreadable", slacktest.Fault{Truncate: true}, 1},
		{"a page of a proxy", "unreadable", slacktest.Fault{Status: 502, HTML: true}, 0},
		{"a refusal", "internal_error", slacktest.Fault{Error: "internal_error"}, 0},
		{"a limit without a readable wait", "ratelimited", slacktest.Fault{Error: "ratelimited", RetryAfter: "soon"}, 0},
	} {
		s, _ := school(t, slacktest.Options{})
		s.Fault("chat.postMessage", c.fault)
		if got, _ := ask(t, s, bearer, "chat.postMessage", "channel", "C1", "text", "a"); got["error"] != c.want {
			t.Errorf("%s: %v, want %s", c.name, got, c.want)
		}
		if n := len(s.Posts(team, "C1")); n != c.stored {
			t.Errorf("%s: %d messages stored, want %d", c.name, n, c.stored)
		}
		if got, _ := ask(t, s, bearer, "chat.postMessage", "channel", "C1", "text", "a"); got["ok"] != true {
			t.Errorf("%s: the call after it: %v", c.name, got)
		}
		if n := len(s.Calls("chat.postMessage")); n != 2 {
			t.Errorf("%s: %d calls seen", c.name, n)
		}
	}
}

func TestAFaultLastsAsLongAsAsked(t *testing.T) {
	s, _ := school(t, slacktest.Options{})
	s.Fault("auth.test", slacktest.Fault{Error: "fatal_error", Times: -1})
	for range 4 {
		if got, _ := ask(t, s, bearer, "auth.test"); got["error"] != "fatal_error" {
			t.Fatalf("got %v", got)
		}
	}
	s.Heal()
	if got, _ := ask(t, s, bearer, "auth.test"); got["ok"] != true {
		t.Errorf("after healing: %v", got)
	}
}

func TestWhatWasStoredIsSeenBeforeASlowAnswer(t *testing.T) {
	s, _ := school(t, slacktest.Options{})
	s.Fault("chat.postMessage", slacktest.Fault{Delay: 50 * time.Millisecond})
	done := make(chan struct{})
	go func() {
		defer close(done)
		ask(t, s, bearer, "chat.postMessage", "channel", "C1", "text", "a")
	}()
	s.WaitPosts(t, team, "C1", 1)
	<-done
}

func TestWaitingEndsWithItsContext(t *testing.T) {
	s, _ := school(t, slacktest.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Wait(ctx, func() bool { return false }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestLiveMarksAreFound(t *testing.T) {
	for text, want := range map[string]string{
		"hallo <!channel> daar":           "<!channel>",
		"<!here|here>":                    "<!here|here>",
		"<!subteam^S1>":                   "<!subteam^S1>",
		"<@U1>":                           "<@U1>",
		"<https://evil.example.com|klik>": "<https://evil.example.com|klik>",
		"&lt;!channel&gt; en 1 < 2 > 0 & verder @x": "",
	} {
		if got := strings.Join(slacktest.Alive(text), " "); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// loud counts the failures of an assertion.
type loud struct {
	testing.TB
	failures int
}

func (l *loud) Helper()               {}
func (l *loud) Errorf(string, ...any) { l.failures++ }

func TestAMassMentionAnywhereFailsTheAssertion(t *testing.T) {
	from := "kijk <https://evil.example.com|hier>"
	for body, want := range map[string]int{
		"text=hallo": 0,
		"text=<https://school.example.com|de kalender>": 0,
		"text=<!everyone>": 1,
		"text=" + from:     1,
		`text=a&blocks=[{"type":"section","text":{"type":"mrkdwn","text":"<!here>"}}]`:                               1,
		`text=a&blocks=[{"type":"section","text":{"type":"plain_text","text":"<!here>"}}]`:                           0,
		`text=a&blocks=[{"type":"context","elements":[{"type":"mrkdwn","text":"<https://evil.example.com|hier>"}]}]`: 1,
	} {
		s, _ := school(t, slacktest.Options{})
		fields := []string{"channel", "C1"}
		for pair := range strings.SplitSeq(body, "&") {
			k, v, _ := strings.Cut(pair, "=")
			fields = append(fields, k, v)
		}
		ask(t, s, bearer, "chat.postMessage", fields...)
		l := &loud{TB: t}
		s.Inert(l, team, from)
		if l.failures != want {
			t.Errorf("%s: %d failures, want %d", body, l.failures, want)
		}
	}
}

func TestWhatIsLateOrLostIsSo(t *testing.T) {
	s, _ := school(t, slacktest.Options{})
	room := s.DM(team, "U1")
	look := func(want int) {
		t.Helper()
		got, _ := ask(t, s, bearer, "conversations.history", "channel", room, "include_all_metadata", "true")
		if list, _ := got["messages"].([]any); len(list) != want {
			t.Errorf("got %v, want %d messages", got, want)
		}
	}
	s.Fault("chat.postMessage", slacktest.Fault{Lost: true})
	s.Fault("chat.postMessage", slacktest.Fault{Late: 2})
	for range 2 {
		if got, _ := ask(t, s, bearer, "chat.postMessage", "channel", room, "text", "a"); got["error"] != "cut" {
			t.Errorf("got %v", got)
		}
	}
	look(0)
	look(1)
}
