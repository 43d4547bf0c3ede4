package main

import (
	"sync"
	"time"
)

// meter counts calls as Slack does: a method in a workspace in a minute (https://docs.slack.dev/apis/web-api/rate-limits/).
type meter struct {
	mu      sync.Mutex // guards what follows
	calls   map[string][]time.Time
	refused map[string]int
}

func newMeter() *meter { return &meter{calls: map[string][]time.Time{}, refused: map[string]int{}} }

// mostAMinute is how many calls a minute Slack takes of the methods that a soak makes often. For posts it says "several hundred".
func mostAMinute(method string) int {
	switch method {
	case "conversations.history":
		return 50
	case "chat.postMessage":
		return 300
	}
	return 0
}

// take reports whether the call is not too much.
func (m *meter) take(method, team string) bool {
	most := mostAMinute(method)
	if most == 0 {
		return true
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	key, now := method+" "+team, time.Now()
	recent := m.calls[key]
	for len(recent) > 0 && now.Sub(recent[0]) >= time.Minute {
		recent = recent[1:]
	}
	if len(recent) >= most {
		m.calls[key] = recent
		m.refused[method]++
		return false
	}
	m.calls[key] = append(recent, now)
	return true
}
