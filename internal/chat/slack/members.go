package slack

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/baken-bot/baken/internal/chat"
)

// pageSize is how many are asked for at once (https://docs.slack.dev/reference/methods/users.list: no more than 200 recommended).
const pageSize = "200"

// Each calls do with every member of a channel or a user group who works at the school, each once: guests, programs, people of another workspace and accounts
// that were switched off are left out. It stops at do's first error. Who a member is was asked at most ten minutes ago.
func (s *Slack) Each(ctx context.Context, of chat.Address, do func(chat.Address) error) error {
	t, err := parseTarget(of)
	if err != nil {
		return err
	}
	staff, err := s.staff(ctx, t.team)
	if err != nil {
		return fmt.Errorf("find members: %w", err)
	}
	told := map[string]bool{}
	err = s.members(ctx, t, func(user string) error {
		if !staff[user] || told[user] {
			return nil
		}
		told[user] = true
		return do(address(t.team, user))
	})
	if err != nil {
		return fmt.Errorf("find members: %w", err)
	}
	return nil
}

// members calls do with the user ids of a channel, or of a user group (https://docs.slack.dev/reference/objects/usergroup-object/: ids begin with S).
func (s *Slack) members(ctx context.Context, t target, do func(string) error) error {
	if !strings.HasPrefix(t.id, "S") {
		return s.pages(ctx, call{team: t.team, method: "conversations.members", args: url.Values{"channel": {t.id}}}, func(p page) error { return each(p.Members.IDs, do) })
	}
	var out struct {
		Users []string `json:"users"`
	}
	if err := s.do(ctx, call{team: t.team, method: "usergroups.users.list", args: url.Values{"usergroup": {t.id}}, read: true}, &out); err != nil {
		return err
	}
	return each(out.Users, do)
}

func each(ids []string, do func(string) error) error {
	for _, id := range ids {
		if err := do(id); err != nil {
			return err
		}
	}
	return nil
}

// staff returns who works at the school, by user id.
func (s *Slack) staff(ctx context.Context, team string) (map[string]bool, error) {
	if known, ok := s.rolls.get(team, s.now()); ok {
		return known, nil
	}
	out := map[string]bool{}
	err := s.pages(ctx, call{team: team, method: "users.list", args: url.Values{}}, func(p page) error {
		for _, u := range p.Members.Users {
			if u.works(team) {
				out[u.ID] = true
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.rolls.put(team, out, s.now())
	return out, nil
}

// maxPages bounds a listing whose end never comes: a million people.
const maxPages = 5000

// pages asks for a list page by page. An empty cursor ends it.
func (s *Slack) pages(ctx context.Context, c call, do func(page) error) error {
	c.read = true
	c.args.Set("limit", pageSize)
	for range maxPages {
		var p page
		if err := s.do(ctx, c, &p); err != nil {
			return err
		}
		if err := do(p); err != nil {
			return err
		}
		if p.Next.Cursor == "" {
			return nil
		}
		c.args.Set("cursor", p.Next.Cursor)
	}
	return fmt.Errorf("list %s: it has no end", c.method)
}
