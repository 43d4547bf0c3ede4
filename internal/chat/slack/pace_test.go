package slack_test

import (
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat/slack"
)

func TestNoMinuteHoldsMoreCallsThanTheTier(t *testing.T) {
	now := time.Unix(0, 0)
	p := slack.NewPace(func() time.Time { return now })
	var went []time.Time
	for range 400 {
		wait, ok := p.Take("T1/users.list", 20)
		if !ok {
			t.Fatal("a call is turned away")
		}
		went = append(went, now.Add(wait))
		now = now.Add(100 * time.Millisecond)
	}
	for i := range len(went) - 20 {
		if span := went[i+20].Sub(went[i]); span < time.Minute {
			t.Fatalf("21 calls in %s", span)
		}
	}
}

func TestAMethodThatIsHeldBackHoldsBackNothingElse(t *testing.T) {
	now := time.Unix(0, 0)
	p := slack.NewPace(func() time.Time { return now })
	p.Shut("T1/chat.postMessage", 30*time.Second)
	if wait, _ := p.Take("T1/chat.postMessage", 0); wait != 30*time.Second {
		t.Errorf("wait %s", wait)
	}
	for _, other := range []string{"T1/chat.update", "T2/chat.postMessage"} {
		if wait, _ := p.Take(other, 0); wait != 0 {
			t.Errorf("%s waits %s", other, wait)
		}
	}
}
