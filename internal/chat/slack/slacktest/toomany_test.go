package slacktest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat/slack/slacktest"
)

func TestAfterTooManyEventsInAnHourSlackSaysSoOnceAMinute(t *testing.T) {
	s, clock := school(t, slacktest.Options{EventsAnHour: 3})
	b := &heard{}
	s.Deliver.To(b)
	hello := func() slacktest.Ack { return s.Deliver.Message(team, "U1", "C1", "hallo") }
	for range 3 {
		if ack := hello(); ack.Dropped || !ack.OK() {
			t.Fatalf("got %+v", ack)
		}
	}
	for range 2 {
		if ack := hello(); !ack.Dropped {
			t.Errorf("got %+v", ack)
		}
	}
	if said := b.last(t); len(b.bodies) != 4 || said["type"] != "app_rate_limited" || said["team_id"] != team {
		t.Errorf("%d deliveries, the last %v", len(b.bodies), said)
	}
	alike(t, "events/app_rate_limited.json", b.last(t))
	clock.Add(time.Minute)
	if hello(); len(b.bodies) != 5 {
		t.Errorf("%d deliveries", len(b.bodies))
	}
	clock.Add(time.Hour)
	if ack := hello(); ack.Dropped || len(b.bodies) != 6 {
		t.Errorf("an hour later: %+v", ack)
	}
}

func TestADelayedEventIsTriedEveryHourForADay(t *testing.T) {
	s, clock := school(t, slacktest.Options{Delayed: true})
	b := &bot{clock: clock, status: http.StatusServiceUnavailable}
	s.Deliver.To(b)
	s.Deliver.Message(team, "U1", "C1", "hallo")
	for _, wait := range []time.Duration{0, time.Minute, 5 * time.Minute} {
		clock.Add(wait)
		s.Deliver.Due()
	}
	tried := 0
	for range 30 {
		clock.Add(time.Hour)
		tried += len(s.Deliver.Due())
	}
	if tried != 24 || s.Deliver.Pending() > 0 {
		t.Errorf("tried %d times more, %d planned", tried, s.Deliver.Pending())
	}
}
