package main

import (
	"encoding/json"
	"slices"
	"sync"
)

// rooms is what the bot said in each direct message, the newest alone: a bot that looks does so within the minute.
type rooms struct {
	mu   sync.Mutex // guards said
	said map[string][]kept
}

// kept is a message that stands in a direct message.
type kept struct{ ts, metadata string }

// keptMost is how many stand in one.
const keptMost = 64

func newRooms() *rooms { return &rooms{said: map[string][]kept{}} }

func (r *rooms) add(where string, k kept) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.said[where] = append(r.said[where], k)
	if extra := len(r.said[where]) - keptMost; extra > 0 {
		r.said[where] = slices.Delete(r.said[where], 0, extra)
	}
}

// history is Slack's answer to who asks what stands in a direct message, newest first (https://docs.slack.dev/reference/methods/conversations.history).
func (r *rooms) history(where, oldest string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := []map[string]any{}
	for _, k := range slices.Backward(r.said[where]) {
		if k.ts > oldest { // of the same length, or oldest is empty
			list = append(list, map[string]any{"type": "message", "bot_id": "B0BOT", "user": botUser, "ts": k.ts, "metadata": json.RawMessage(k.metadata)})
		}
	}
	data, err := json.Marshal(map[string]any{"ok": true, "messages": list, "has_more": false})
	if err != nil {
		return `{"ok":false,"error":"internal_error"}`
	}
	return string(data)
}
