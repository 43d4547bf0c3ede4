package slacktest

import (
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// Post is a message as the workspace holds it now.
type Post struct {
	Team, Channel, TS, ThreadTS string
	// User wrote it: BotUser of the team, or a person.
	User string
	// Ephemeral is the only person who sees it, empty when everyone in the channel does.
	Ephemeral string
	Text      string
	Blocks    json.RawMessage
	Files     []Upload
	// Metadata is what the bot told other programs with it, or nil.
	Metadata *Metadata
	// Edits is how often it was replaced; Before holds what it said earlier, oldest first.
	Edits   int
	Before  []string
	Deleted bool
	// Unfurls says that Slack would have shown previews of its links.
	Unfurls bool
	At      time.Time
	// Via is the method, or response_url.
	Via string
}

func (p *Post) edit(text string, blocks json.RawMessage) {
	p.Before = append(p.Before, p.Text)
	p.Text, p.Blocks = text, blocks
	p.Edits++
}

// Posts are the bot's messages in a channel, oldest first, deleted and ephemeral ones included. An empty channel is all of them.
func (s *Server) Posts(team, channel string) []Post {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.posts(team, channel)
}

func (s *Server) posts(team, channel string) []Post {
	var out []Post
	t := s.teams[team]
	for _, p := range t.posts {
		if p.User == t.botUser && (channel == "" || p.Channel == channel) {
			out = append(out, *p)
		}
	}
	return out
}

// Last is the bot's newest message in a channel.
func (s *Server) Last(team, channel string) (Post, bool) {
	list := s.Posts(team, channel)
	if len(list) == 0 {
		return Post{}, false
	}
	return list[len(list)-1], true
}

// Calls are the requests for a method, in order of arrival. An empty method is all of them.
func (s *Server) Calls(method string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Call
	for _, c := range s.calls {
		if method == "" || c.Method == method {
			out = append(out, c)
		}
	}
	return out
}

// Wait returns when the condition holds, or the context's error. The condition is tried after every change; it may call this server's methods.
func (s *Server) Wait(ctx context.Context, condition func() bool) error {
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		if condition() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// WaitPosts waits until the bot has posted n messages in a channel, and returns them.
func (s *Server) WaitPosts(tb testing.TB, team, channel string, n int) []Post {
	tb.Helper()
	var list []Post
	if err := s.Wait(tb.Context(), func() bool {
		list = s.Posts(team, channel)
		return len(list) >= n
	}); err != nil {
		tb.Fatalf("wait for %d posts in %s: have %d: %v", n, channel, len(list), err)
	}
	return list
}

// Alive names what would still do something in a text as Slack shows it: a mention of many, of a person or a group, or a link. Escaped text holds none.
func Alive(text string) []string {
	return regexp.MustCompile(`<(![^>]+|@[^>]+|#[^>]+|[a-z]+:[^>]*)>`).FindAllString(text, -1)
}

// Inert fails the test when a mention of many is live in anything the bot put in a workspace, or when any live thing there came from one of the given texts.
func (s *Server) Inert(tb testing.TB, team string, from ...string) {
	tb.Helper()
	for _, text := range s.said(team) {
		for _, hit := range Alive(text) {
			mass := strings.HasPrefix(hit, "<!channel") || strings.HasPrefix(hit, "<!here") || strings.HasPrefix(hit, "<!everyone")
			if mass || slices.ContainsFunc(from, func(f string) bool { return strings.Contains(f, hit) }) {
				tb.Errorf("%s is live in a text of workspace %s", hit, team)
			}
		}
	}
}

// said is every text of the workspace in which Slack reads marks: message texts, and mrkdwn in blocks and views.
func (s *Server) said(team string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	t := s.teams[team]
	for _, p := range t.posts {
		if p.User == t.botUser {
			out = append(append(out, p.Text), p.Before...)
			out = append(out, marked(p.Blocks)...)
		}
	}
	for _, v := range t.views {
		out = append(out, marked(v.Raw)...)
	}
	return out
}

// marked finds the mrkdwn texts in a piece of JSON.
func marked(data json.RawMessage) []string {
	var v any
	if json.Unmarshal(data, &v) != nil {
		return nil
	}
	var out []string
	walk(v, func(m map[string]any) {
		if m["type"] == "mrkdwn" {
			text, _ := m["text"].(string)
			out = append(out, text)
		}
	})
	return out
}

func walk(v any, visit func(map[string]any)) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			walk(e, visit)
		}
	case map[string]any:
		visit(v)
		for _, e := range v {
			walk(e, visit)
		}
	}
}
