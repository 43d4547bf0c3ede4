package main

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// standIn plays the Web API of Slack. It knows everybody, and tells whoever waits for a channel that a message was put there.
type standIn struct {
	url        string
	server     *http.Server
	workspaces int
	// trouble is what goes wrong with a call; nil when all is well. Then nothing is kept either, and nothing is too much.
	trouble *trouble
	rooms   *rooms
	meter   *meter
	// posted hears of every message that was put in a channel.
	posted func(channel string, at time.Time)
	serial atomic.Int64
}

func newStandIn(workspaces int, t *trouble, posted func(string, time.Time)) (*standIn, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen as Slack: %w", err)
	}
	s := &standIn{url: "http://" + l.Addr().String() + "/api/", workspaces: workspaces, trouble: t, rooms: newRooms(), meter: newMeter(), posted: posted}
	s.server = &http.Server{Handler: http.HandlerFunc(s.serve)}
	go func() { _ = s.server.Serve(l) }()
	return s, nil
}

func (s *standIn) close() { _ = s.server.Close() }

func (s *standIn) serve(w http.ResponseWriter, r *http.Request) {
	// The length is known, and to read without it costs more than all else here, at the expense of what is measured on the same machine.
	body := make([]byte, max(r.ContentLength, 0))
	if _, err := io.ReadFull(r.Body, body); err != nil {
		return
	}
	method := strings.TrimPrefix(r.URL.Path, "/api/")
	where := argument(body, "channel")
	if s.trouble != nil && !s.meter.take(method, s.teamOf(where)) {
		full.refuse(w)
		return
	}
	f := s.trouble.draw(where)
	if f == late && method == "chat.postMessage" {
		time.AfterFunc(rand.N(lateFor), func() { s.put(where, body) })
	}
	if f.refuse(w) {
		return
	}
	answer := s.answer(method, body)
	if where != "" && (method == "chat.postMessage" || method == "chat.postEphemeral") {
		s.put(where, body)
	}
	f.spoil(r)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = io.WriteString(w, answer)
}

// put puts a message in a channel.
func (s *standIn) put(where string, body []byte) {
	now := time.Now()
	if s.trouble != nil {
		s.rooms.add(where, kept{ts: stamp(now), metadata: argument(body, "metadata")})
	}
	s.posted(where, now)
}

// teamOf is the workspace of a direct message.
func (s *standIn) teamOf(where string) string {
	who, err := strconv.Atoi(strings.TrimPrefix(where, "D"))
	if err != nil {
		who = 0
	}
	return workspace(who, s.workspaces)
}

// argument finds an argument of a form without reading the rest of it: in a form the equals sign stands only after a name.
func argument(body []byte, name string) string {
	key := []byte(name + "=")
	i := bytes.Index(body, key)
	if i < 0 || i > 0 && body[i-1] != '&' {
		return ""
	}
	value, _, _ := bytes.Cut(body[i+len(key):], []byte("&"))
	out, err := url.QueryUnescape(string(value))
	if err != nil {
		return ""
	}
	return out
}

func (s *standIn) answer(method string, body []byte) string {
	ts := fmt.Sprintf("1700000000.%06d", s.serial.Add(1))
	who := argument(body, "user")
	team := s.teamOf(strings.Replace(who, "U", "D", 1))
	switch method {
	case "conversations.history":
		return s.rooms.history(argument(body, "channel"), argument(body, "oldest"))
	case "auth.test":
		return fmt.Sprintf(`{"ok":true,"team_id":%q,"user_id":%q,"bot_id":"B0BOT"}`, team, botUser)
	case "users.info":
		return fmt.Sprintf(`{"ok":true,"user":{"id":%q,"team_id":%q,"locale":"nl-NL","profile":{"real_name":"Colleague"}}}`, who, team)
	case "conversations.open":
		return fmt.Sprintf(`{"ok":true,"channel":{"id":%q}}`, strings.Replace(argument(body, "users"), "U", "D", 1))
	case "chat.postMessage", "chat.update":
		return fmt.Sprintf(`{"ok":true,"channel":%q,"ts":%q,"message":{"type":"message","bot_id":"B0BOT","ts":%q}}`, argument(body, "channel"), ts, ts)
	case "chat.postEphemeral":
		return fmt.Sprintf(`{"ok":true,"message_ts":%q}`, ts)
	}
	return `{"ok":true}`
}
