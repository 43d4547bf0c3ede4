package main

import (
	"context"
	"net/http"
	"time"
)

// ackWithin is how long Slack waits before it delivers again (https://docs.slack.dev/apis/events-api/).
const ackWithin = 3 * time.Second

// retries are the waits before Slack delivers again: at once, after one minute and after five, here ten times as fast.
func retries() []time.Duration { return []time.Duration{0, 6 * time.Second, 30 * time.Second} }

// delivery is one event under way.
type delivery struct {
	id, text string
	// who is below zero for an event of a kind that no bot knows.
	who int
	at  time.Time
}

// deliver brings an event as Slack does: again when it was refused or not acknowledged in time.
func (s *soaking) deliver(ctx context.Context, v delivery) {
	team := workspace(v.who, s.workspaces)
	body, err := said(v.id, team, v.who, v.text, v.at)
	if v.who < 0 {
		body, err = strange(v.id, team)
	}
	if err != nil {
		s.add(tally{undelivered: 1})
		return
	}
	for i, wait := range append(retries(), 0) {
		status, err := deliver(ctx, s.client, s.to, body, i)
		if err == nil && status == http.StatusOK {
			return
		}
		s.add(tally{redelivered: 1})
		time.Sleep(wait)
	}
	s.add(tally{undelivered: 1})
}
