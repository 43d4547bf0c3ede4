package slacktest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
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
	// Dropped says that the event was not delivered: too many were in an hour.
	Dropped bool
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
	// brought are the moments of the last hour's deliveries, by team, and warned the minute in which a team was last told of too many.
	brought map[string][]time.Time
	warned  map[string]time.Time
}

// delivery is one request to the bot, and enough to make it again.
type delivery struct {
	path, kind, eventID, team string
	body                      []byte
	attempt                   int
	reason                    string
}

func newDeliver(s *Server) *Deliver {
	return &Deliver{s: s, brought: map[string][]time.Time{}, warned: map[string]time.Time{}}
}

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

// Raw posts a body to a path of the bot, signed, without retries.
func (d *Deliver) Raw(path, contentType string, body []byte) Ack {
	return d.try(delivery{path: path, kind: contentType, body: body})
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
