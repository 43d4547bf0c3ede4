package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"

	"github.com/slack-go/slack"

	"github.com/baken-bot/baken/internal/chat"
)

// opened acts on somebody who opened the bot's App Home: its own page, or the direct message.
func (s *Slack) opened(ctx context.Context, e envelope) error {
	in, team := e.Event, e.team()
	if in.User == "" || s.absent(ctx, team) {
		return nil
	}
	p := place{Team: team, User: in.User, Channel: in.Channel, Direct: true, Home: in.Tab == "home", Alone: true, Repeat: e.Repeat}
	m := chat.Message{ID: e.EventID, Where: address(team, in.User), Private: true, At: s.now(), Press: &chat.Action{Verb: chat.Home}}
	switch {
	case in.Tab == "messages" && s.stranger(ctx, p):
		m.ID, m.Press = "hello/"+in.User, &chat.Action{Verb: chat.Hello}
	case in.Tab != "home":
		return nil
	}
	who, guest := s.person(ctx, team, in.User)
	if guest {
		return nil
	}
	m.From = who
	return s.answer(ctx, m, p)
}

// stranger reports whether the person and the bot have not exchanged a word yet. When that cannot be known they have: no welcome is better than two.
func (s *Slack) stranger(ctx context.Context, p place) bool {
	key, now := p.Team+"/"+p.User, s.now()
	if _, met := s.met.get(key, now); met || p.Channel == "" {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	var out struct {
		Messages []json.RawMessage `json:"messages"`
	}
	args := url.Values{"channel": {p.Channel}, "limit": {"1"}}
	if err := s.do(ctx, call{team: p.Team, method: "conversations.history", args: args, read: true, hurry: true}, &out); err != nil {
		return false
	}
	s.met.put(key, true, now)
	return len(out.Messages) == 0
}

// publish shows a reply as the person's page.
func (s *Slack) publish(ctx context.Context, p place, r chat.Reply) error {
	view := slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: blocks(r, s.upload(ctx, p.Team, r))}}
	data, err := json.Marshal(view)
	if err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	// To publish the same page twice is to publish it once.
	return s.do(ctx, call{team: p.Team, method: "views.publish", args: url.Values{"user_id": {p.User}, "view": {string(data)}}, read: true}, nil)
}
