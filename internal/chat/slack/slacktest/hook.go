package slacktest

import (
	"encoding/json"
	"net/http"
	"time"
)

// A response url works five times within half an hour (https://docs.slack.dev/interactivity/handling-user-interaction).
const (
	hookUses = 5
	hookLife = 30 * time.Minute
)

type hook struct {
	team, channel, user, ts string
	issued                  time.Time
	used                    int
}

// hook hands out a response url about a message (ts may be empty). The lock is held.
func (s *Server) hook(team, channel, user, ts string) string {
	id := s.id("H")
	s.hooks[id] = &hook{team: team, channel: channel, user: user, ts: ts, issued: s.opt.Now()}
	return s.http.URL + "/hooks/" + id
}

type hookBody struct {
	Text     string          `json:"text"`
	Blocks   json.RawMessage `json:"blocks"`
	Kind     string          `json:"response_type"`
	Replace  bool            `json:"replace_original"`
	Delete   bool            `json:"delete_original"`
	ThreadTS string          `json:"thread_ts"`
}

func (s *Server) serveHook(w http.ResponseWriter, r *http.Request) {
	var body hookBody
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(&body)
	s.mu.Lock()
	fault := s.takeFault("response_url")
	c := Call{Method: "response_url", At: s.opt.Now(), Status: http.StatusOK, Args: map[string]any{"text": body.Text, "blocks": body.Blocks}}
	h, ok := s.hooks[r.PathValue("id")]
	header := http.Header{"Content-Type": {"application/json; charset=utf-8"}}
	var f *failure
	switch {
	case fault.refuses():
		c.Status, f = fault.status(), fail(fault.Error)
		fault.headers(header)
	case !ok || c.At.Sub(h.issued) > hookLife:
		c.Status, f = http.StatusNotFound, fail("expired_url")
	case h.used >= hookUses:
		c.Status, f = http.StatusNotFound, fail("used_url")
	case err != nil:
		c.Status, f = http.StatusBadRequest, fail("invalid_payload")
	default:
		h.used++
		f = s.respond(h, body)
	}
	out := map[string]any{"ok": f == nil}
	if f != nil {
		c.Error, out["error"] = f.code, f.code
		if c.Status == http.StatusOK {
			c.Status = http.StatusBadRequest
		}
	}
	if ok {
		c.Team = h.team
	}
	s.calls = append(s.calls, c)
	s.note()
	s.mu.Unlock()
	fault.write(w, r, c.Status, header, out)
}

// respond does what the body asks: replace, delete, or post. The lock is held.
func (s *Server) respond(h *hook, body hookBody) *failure {
	t := s.teams[h.team]
	if body.Delete || body.Replace {
		for _, p := range t.posts {
			if p.Channel != h.channel || p.TS != h.ts {
				continue
			}
			if body.Delete {
				p.Deleted = true
				return nil
			}
			if f := checkBlocks(body); f != nil {
				return f
			}
			p.edit(body.Text, body.Blocks)
			return nil
		}
	}
	if f := checkBlocks(body); f != nil {
		return f
	}
	p := &Post{
		Team: t.id, Channel: h.channel, TS: s.ts(s.opt.Now(), t.id, h.channel), User: t.botUser, Text: body.Text, Blocks: body.Blocks, ThreadTS: body.ThreadTS,
		At: s.opt.Now(), Via: "response_url",
	}
	if body.Kind != "in_channel" {
		p.Ephemeral = h.user
	}
	t.posts = append(t.posts, p)
	return nil
}

func checkBlocks(body hookBody) *failure {
	if len(body.Blocks) > 0 {
		return checkMessage(body.Blocks)
	}
	if body.Text == "" {
		return fail("no_text")
	}
	return nil
}
