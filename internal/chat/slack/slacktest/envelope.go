package slacktest

import (
	"encoding/json"
	"net/http"
	"time"
)

func (k *sockets) acked(id string, payload json.RawMessage) {
	k.mu.Lock()
	defer k.mu.Unlock()
	ack := Ack{Status: http.StatusOK, Body: payload, EventID: id}
	k.log[id] = ack
	if ch, ok := k.acks[id]; ok {
		delete(k.acks, id)
		ch <- ack
	}
}

// envelope sends a payload to one of the open sockets and waits for its ack: 3 seconds of the process's time at most. What was not acknowledged is sent again to another.
func (s *Server) envelope(kind string, payload map[string]any, answers bool) Ack {
	s.mu.Lock()
	id := s.id("env-")
	s.mu.Unlock()
	out := map[string]any{"envelope_id": id, "type": kind, "payload": payload, "accepts_response_payload": answers}
	if kind == "events_api" {
		out["retry_attempt"], out["retry_reason"] = 0, ""
	}
	ack := s.sockets.send(id, out)
	if ack.Status == 0 && kind == "events_api" {
		out["retry_attempt"], out["retry_reason"] = 1, "timeout"
		ack = s.sockets.send(id, out)
		ack.Attempt, ack.Reason = 1, "timeout"
	}
	return ack
}

func (k *sockets) send(id string, envelope map[string]any) Ack {
	k.mu.Lock()
	c := k.pick()
	got := make(chan Ack, 1)
	k.acks[id] = got
	k.mu.Unlock()
	if c == nil || c.write(envelope) != nil {
		return Ack{EventID: id}
	}
	late := time.NewTimer(ackWithin)
	defer late.Stop()
	select {
	case ack := <-got:
		return ack
	case <-c.done:
	case <-late.C:
	}
	return Ack{EventID: id, Took: ackWithin + 1}
}

// pick takes the open sockets in turn.
func (k *sockets) pick() *socket {
	var best *socket
	for c := range k.open {
		if best == nil || c.id < best.id {
			best = c
		}
	}
	if best != nil {
		k.next++
		best.id = k.next
	}
	return best
}

// Acked says whether an envelope (Ack.EventID over a socket) was acknowledged.
func (s *Server) Acked(envelopeID string) bool {
	s.sockets.mu.Lock()
	defer s.sockets.mu.Unlock()
	_, ok := s.sockets.log[envelopeID]
	return ok
}
