package slacktest

import (
	"slices"
	"strconv"
	"strings"
)

// What one reading of a conversation gives (https://docs.slack.dev/reference/methods/conversations.history: limit).
const (
	pageDefault  = 100
	pageUnlisted = 15
)

// conversationHistory gives the messages of a conversation that everyone in it sees and that are no replies in a thread, newest first.
func conversationHistory(c *call) (map[string]any, *failure) {
	ch, f := c.conversationRead()
	if f != nil {
		return nil, f
	}
	return c.messages(c.window(ch, func(p *Post) bool { return p.ThreadTS == "" || p.ThreadTS == p.TS }))
}

// conversationReplies gives a message and the replies to it, oldest first.
func conversationReplies(c *call) (map[string]any, *failure) {
	ch, f := c.conversationRead()
	if f != nil {
		return nil, f
	}
	root := c.str("ts")
	if !slices.ContainsFunc(c.team.posts, func(p *Post) bool { return p.Channel == ch.ID && (p.TS == root || p.ThreadTS == root) }) {
		return nil, fail("thread_not_found")
	}
	list := c.window(ch, func(p *Post) bool { return p.TS == root || p.ThreadTS == root })
	slices.Reverse(list)
	return c.messages(list)
}

// conversationRead finds a conversation whose messages may be read. To read it brings late messages nearer.
func (c *call) conversationRead() (*channel, *failure) {
	ch, f := c.readable("history")
	if f != nil {
		return nil, f
	}
	if !slices.Contains(ch.Members, c.team.botUser) {
		return nil, fail("not_in_channel")
	}
	c.s.arrive(c.team, ch.ID)
	return ch, nil
}

// window is what stands in a conversation between oldest and latest, newest first.
func (c *call) window(ch *channel, which func(*Post) bool) []*Post {
	var list []*Post
	for _, p := range slices.Backward(c.team.posts) {
		if p.Channel == ch.ID && p.Ephemeral == "" && !p.Deleted && which(p) && c.within(p.TS) {
			list = append(list, p)
		}
	}
	return list
}

func (c *call) within(ts string) bool {
	oldest, latest := c.str("oldest"), c.str("latest")
	bound := c.flag("inclusive") && (ts == oldest || ts == latest)
	return bound || (oldest == "" || before(oldest, ts)) && (latest == "" || before(ts, latest))
}

// before compares two timestamps: seconds, and a fraction of as many digits as somebody liked to give.
func before(a, b string) bool {
	sa, fa, _ := strings.Cut(a, ".")
	sb, fb, _ := strings.Cut(b, ".")
	na, _ := strconv.ParseInt(sa, 10, 64)
	nb, _ := strconv.ParseInt(sb, 10, 64)
	return na < nb || na == nb && fa < fb
}

// messages is one page of a list.
func (c *call) messages(list []*Post) (map[string]any, *failure) {
	size := pageDefault
	if c.s.opt.Unlisted {
		size, c.most = pageUnlisted, pageUnlisted
	}
	page, next, f := pageOf(c, list, size)
	if f != nil {
		return nil, f
	}
	out := []any{}
	for _, p := range page {
		m := c.team.message(p)
		switch {
		case c.s.hidden:
			delete(m, "metadata")
		case p.Metadata != nil && !c.flag("include_all_metadata"):
			m["metadata"] = p.Metadata.bare()
		}
		out = append(out, m)
	}
	return map[string]any{"messages": out, "has_more": next != "", "pin_count": 0, "response_metadata": map[string]any{"next_cursor": next}}, nil
}
