package slacktest

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// ackWithin is how long Slack waits for the answer to a delivery (https://docs.slack.dev/apis/events-api).
const ackWithin = 3 * time.Second

// The paths of the bot that deliveries go to.
const (
	EventsPath       = "/slack/events"
	InteractionsPath = "/slack/interactions"
	CommandsPath     = "/slack/commands"
)

// Ack is what the bot answered to one delivery.
type Ack struct {
	// Status is 0 when there was no answer in time.
	Status int
	Header http.Header
	Body   []byte
	// Took is by Slack's clock.
	Took time.Duration
	// Attempt is 0 for the first delivery, then the retry's number; Reason is why there was a retry.
	Attempt int
	Reason  string
	// EventID names the event, when it was one. A retry keeps it.
	EventID string
}

// OK says that Slack counts the delivery as made.
func (a Ack) OK() bool { return a.Status >= 200 && a.Status < 300 && a.Took <= ackWithin }

// Deliver brings events, presses, submissions and commands to the bot's address, signed.
type Deliver struct {
	s *Server

	mu       sync.Mutex
	send     func(*http.Request) (*http.Response, error)
	base     string
	pending  []retry
	attempts []attempt
	off      bool
	forged   bool
}

// delivery is one request to the bot, and enough to make it again.
type delivery struct {
	path, kind, eventID string
	body                []byte
	attempt             int
	reason              string
}

type retry struct {
	delivery
	due time.Time
}

type attempt struct {
	at time.Time
	ok bool
}

func newDeliver(s *Server) *Deliver { return &Deliver{s: s} }

// To names the bot: a handler in this process.
func (d *Deliver) To(bot http.Handler) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.base = "http://bot.invalid"
	d.send = func(r *http.Request) (*http.Response, error) {
		done := make(chan *http.Response, 1)
		go func() {
			w := httptest.NewRecorder()
			bot.ServeHTTP(w, r)
			done <- w.Result()
		}()
		select {
		case answer := <-done:
			return answer, nil
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
}

// ToURL names the bot: a server at an address, without the paths.
func (d *Deliver) ToURL(base string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.base = strings.TrimSuffix(base, "/")
	d.send = http.DefaultClient.Do
}

// Forge makes every delivery from now on carry a signature with another secret, or the right one again.
func (d *Deliver) Forge(on bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.forged = on
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

// Raw posts a body to a path of the bot, signed, without retries.
func (d *Deliver) Raw(path, contentType string, body []byte) Ack {
	return d.try(delivery{path: path, kind: contentType, body: body})
}

// event sends an envelope and plans the retries. A disabled subscription sends nothing and answers the zero Ack.
func (d *Deliver) event(v delivery) Ack {
	d.mu.Lock()
	off := d.off
	d.mu.Unlock()
	if off {
		return Ack{EventID: v.eventID}
	}
	ack := d.try(v)
	d.record(ack.OK())
	if !ack.OK() && ack.Header.Get("X-Slack-No-Retry") != "1" {
		d.plan(v, ack)
	}
	return ack
}

// plan puts the next retry: at once, after a minute, after five (https://docs.slack.dev/apis/events-api: "Retries").
func (d *Deliver) plan(v delivery, ack Ack) {
	after := []time.Duration{0, time.Minute, 5 * time.Minute}
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

func (d *Deliver) try(v delivery) Ack {
	d.mu.Lock()
	send, base, secret := d.send, d.base, d.s.opt.SigningSecret
	if d.forged {
		secret += "?"
	}
	d.mu.Unlock()
	ack := Ack{Attempt: v.attempt, Reason: v.reason, EventID: v.eventID}
	if send == nil {
		return ack
	}
	ctx, cancel := context.WithTimeout(context.Background(), ackWithin)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, base+v.path, bytes.NewReader(v.body))
	if err != nil {
		return ack
	}
	start := d.s.opt.Now()
	v.sign(r, secret, start)
	answer, err := send(r)
	ack.Took = d.s.opt.Now().Sub(start)
	if err != nil {
		if errors.Is(err, context.DeadlineExceeded) {
			ack.Took = max(ack.Took, ackWithin+1)
		}
		return ack
	}
	defer answer.Body.Close()
	ack.Status, ack.Header = answer.StatusCode, answer.Header
	ack.Body, _ = io.ReadAll(io.LimitReader(answer.Body, maxBody))
	return ack
}

func (v delivery) sign(r *http.Request, secret string, now time.Time) {
	stamp := strconv.FormatInt(now.Unix(), 10)
	r.Header.Set("Content-Type", v.kind)
	r.Header.Set("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", Sign(secret, stamp, v.body))
	if v.attempt > 0 {
		r.Header.Set("X-Slack-Retry-Num", strconv.Itoa(v.attempt))
		r.Header.Set("X-Slack-Retry-Reason", v.reason)
	}
}

// Sign is Slack's signature of a body (https://docs.slack.dev/authentication/verifying-requests-from-slack).
func Sign(secret, timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("v0:" + timestamp + ":"))
	mac.Write(body)
	return "v0=" + hex.EncodeToString(mac.Sum(nil))
}

const (
	jsonKind = "application/json"
	formKind = "application/x-www-form-urlencoded"
)

// interaction sends a payload to the interactions path: over the socket if one is open and no address is set, else over HTTP. Slack does not retry these.
func (d *Deliver) interaction(payload map[string]any) Ack {
	if d.overSocket() {
		return d.s.envelope("interactive", payload, true)
	}
	data, _ := json.Marshal(payload)
	return d.Raw(InteractionsPath, formKind, []byte(url.Values{"payload": {string(data)}}.Encode()))
}

func (d *Deliver) overSocket() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.send == nil
}

// envelope is the wrapping of an event.
func (d *Deliver) envelope(team, id string, inner map[string]any) map[string]any {
	now := d.s.opt.Now().Unix()
	return map[string]any{
		"token": "verification_token", "team_id": team, "api_app_id": d.s.opt.AppID, "event": maps.Clone(inner), "type": "event_callback", "event_id": id, "event_time": now,
		"authorizations": []any{map[string]any{
			"enterprise_id": nil, "team_id": team, "user_id": "UB" + team, "is_bot": true, "is_enterprise_install": false,
		}},
		"is_ext_shared_channel": false, "event_context": "4-" + id,
	}
}
