package slacktest

import (
	"strings"
)

// Metadata is what a program tells other programs with a message (https://docs.slack.dev/messaging/message-metadata).
type Metadata struct {
	Type    string         `json:"event_type"`
	Payload map[string]any `json:"event_payload,omitempty"`
}

// metadata reads and checks what comes with a message; nil when nothing does.
func (c *call) metadata() (*Metadata, *failure) {
	if c.str("metadata") == "" {
		return nil, nil //nolint:nilnil // nil is how a message says that it has none
	}
	var m Metadata
	if c.decode("metadata", &m) != nil {
		return nil, fail("invalid_metadata_format")
	}
	plain := strings.Trim(m.Type, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == ""
	if m.Type == "" || !plain || m.Payload == nil {
		return nil, fail("invalid_metadata_schema")
	}
	return &m, nil
}

// bare is the metadata as Slack shows it to who did not ask for all of it.
func (m *Metadata) bare() *Metadata {
	if m == nil {
		return nil
	}
	return &Metadata{Type: m.Type}
}

// late is a message that Slack took, and that does not stand there yet.
type late struct {
	post *Post
	// reads is how often its conversation is read before.
	reads int
}

// keep puts a message where it was posted, now or later. The lock is held.
func (t *team) keep(p *Post, reads int) {
	if reads > 0 {
		t.late = append(t.late, &late{post: p, reads: reads})
		return
	}
	t.posts = append(t.posts, p)
}

// arrive stores what is due when a conversation is read, or all of it when none is named. The lock is held.
func (s *Server) arrive(t *team, channel string) {
	var left []*late
	for _, l := range t.late {
		if channel != "" && l.post.Channel != channel {
			left = append(left, l)
			continue
		}
		if l.reads--; channel != "" && l.reads > 0 {
			left = append(left, l)
			continue
		}
		l.post.At = s.opt.Now()
		l.post.TS = s.ts(l.post.At, t.id, l.post.Channel)
		t.posts = append(t.posts, l.post)
	}
	t.late = left
}

// Arrive stores every message that a fault made late.
func (s *Server) Arrive() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.teams {
		s.arrive(t, "")
	}
	s.note()
}

// HideMetadata makes the history tell nothing of metadata.
func (s *Server) HideMetadata() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hidden = true
}
