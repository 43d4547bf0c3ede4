package slacktest_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat/slack/slacktest"
)

func TestAChannelTakesAShortBurstAndThenAMessageASecond(t *testing.T) {
	s, clock := school(t, slacktest.Options{})
	for i := range 5 {
		if got, _ := ask(t, s, bearer, "chat.postMessage", "channel", "C1", "text", "a"); got["ok"] != true {
			t.Fatalf("message %d: %v", i, got)
		}
	}
	got, answer := ask(t, s, bearer, "chat.postMessage", "channel", "C1", "text", "a")
	if got["error"] != "ratelimited" || answer.StatusCode != 429 || answer.Header.Get("Retry-After") != "1" {
		t.Fatalf("the sixth message: %v, status %d, Retry-After %q", got, answer.StatusCode, answer.Header.Get("Retry-After"))
	}
	if got, _ := ask(t, s, bearer, "chat.postMessage", "channel", "U1", "text", "a"); got["ok"] != true {
		t.Errorf("another channel has to wait too: %v", got)
	}
	clock.Add(time.Second)
	if got, _ := ask(t, s, bearer, "chat.postMessage", "channel", "C1", "text", "a"); got["ok"] != true {
		t.Errorf("after Retry-After: %v", got)
	}
	if s.TooMany("chat.postMessage") != 1 || s.TooMany("") != 1 {
		t.Errorf("counted %d refusals, want 1", s.TooMany(""))
	}
	if n := len(s.Posts(team, "C1")); n != 6 {
		t.Errorf("%d messages are in the channel, want 6: a refused one must not be stored", n)
	}
}

func TestEveryMethodHasTheLimitOfItsTierInOneWorkspace(t *testing.T) {
	s, clock := school(t, slacktest.Options{})
	s.AddTeam("T222", "xoxb-2")
	for method, want := range map[string]int{"users.list": 20, "team.info": 50, "users.info": 100} {
		n := 0
		for ; n < 200; n++ {
			if _, answer := ask(t, s, bearer, method, "user", "U1"); answer.StatusCode == 429 {
				if wait, _ := strconv.Atoi(answer.Header.Get("Retry-After")); wait < 1 || wait > 60 {
					t.Errorf("%s: Retry-After %d", method, wait)
				}
				break
			}
		}
		if n != want {
			t.Errorf("%s takes %d calls, want %d", method, n, want)
		}
		if _, answer := ask(t, s, "xoxb-2", method, "user", "UBT222"); answer.StatusCode != 200 {
			t.Errorf("%s: the other workspace has to wait too", method)
		}
	}
	clock.Add(time.Minute)
	if _, answer := ask(t, s, bearer, "users.list"); answer.StatusCode != 200 {
		t.Error("the minute is over and the method still refuses")
	}
}

func TestATimestampIsUniqueInItsChannel(t *testing.T) {
	s, _ := school(t, slacktest.Options{})
	seen := map[any]bool{}
	for range 5 {
		got, _ := ask(t, s, bearer, "chat.postMessage", "channel", "C1", "text", "a")
		if seen[got["ts"]] {
			t.Fatalf("%v twice", got["ts"])
		}
		seen[got["ts"]] = true
	}
}
