package slacktest

import (
	"slices"
	"time"
)

type retry struct {
	delivery
	due time.Time
}

type attempt struct {
	at time.Time
	ok bool
}

// Disabled says that Slack has switched the subscription off: events are no longer sent.
func (d *Deliver) Disabled() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.off
}

// Enable switches the subscription on again, as an owner does by hand.
func (d *Deliver) Enable() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.off, d.attempts = false, nil
}

// event sends an envelope and plans the retries. A disabled subscription sends nothing and answers the zero Ack.
func (d *Deliver) event(v delivery) Ack {
	d.mu.Lock()
	off := d.off
	d.mu.Unlock()
	if off {
		return Ack{EventID: v.eventID}
	}
	if d.tooMany(v.team) {
		return Ack{EventID: v.eventID, Dropped: true}
	}
	ack := d.try(v)
	d.record(ack.OK())
	if !ack.OK() && ack.Header.Get("X-Slack-No-Retry") != "1" {
		d.plan(v, ack)
	}
	return ack
}

// delayedHours is how often delayed events are tried.
const delayedHours = 24

// plan puts the next retry: at once, after a minute, after five (https://docs.slack.dev/apis/events-api: "Retries"), and then every hour where delayed events are on.
func (d *Deliver) plan(v delivery, ack Ack) {
	after := []time.Duration{0, time.Minute, 5 * time.Minute}
	if d.s.opt.Delayed {
		after = append(after, slices.Repeat([]time.Duration{time.Hour}, delayedHours)...)
	}
	if v.attempt >= len(after) {
		return
	}
	next := retry{delivery: v, due: d.s.opt.Now().Add(after[v.attempt])}
	next.attempt++
	next.reason = "http_error"
	switch {
	case ack.Took > ackWithin:
		next.reason = "http_timeout"
	case ack.Status == 0:
		next.reason = "connection_failed"
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.pending = append(d.pending, next)
}

// Due sends every retry whose moment has come by Slack's clock, and says what the bot answered.
func (d *Deliver) Due() []Ack {
	var acks []Ack
	for {
		v, ok := d.next()
		if !ok {
			return acks
		}
		acks = append(acks, d.event(v))
	}
}

func (d *Deliver) next() (delivery, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i, r := range d.pending {
		if !r.due.After(d.s.opt.Now()) {
			d.pending = append(d.pending[:i:i], d.pending[i+1:]...)
			return r.delivery, true
		}
	}
	return delivery{}, false
}

// Hasten makes every planned retry due.
func (d *Deliver) Hasten() {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.s.opt.Now()
	for i := range d.pending {
		d.pending[i].due = now
	}
}

// Pending is how many retries are planned.
func (d *Deliver) Pending() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.pending)
}

// record counts an attempt; more than 95 % failures within an hour switch the subscription off.
func (d *Deliver) record(ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.s.opt.Now()
	d.attempts = append(d.attempts, attempt{at: now, ok: ok})
	for len(d.attempts) > 0 && now.Sub(d.attempts[0].at) > time.Hour {
		d.attempts = d.attempts[1:]
	}
	failed := 0
	for _, a := range d.attempts {
		if !a.ok {
			failed++
		}
	}
	d.off = d.off || len(d.attempts) >= d.s.opt.DisableAfter && failed*100 > 95*len(d.attempts)
}
