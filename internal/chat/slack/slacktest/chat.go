package slacktest

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"
)

// maxText is the longest text kept of a message, in characters: the rest is cut off (https://docs.slack.dev/changelog/2018-truncating-really-long-messages).
const maxText = 40000

func postMessage(c *call) (map[string]any, *failure) {
	ch, f := c.channel(c.str("channel"))
	if f != nil {
		return nil, f
	}
	p, f := c.post(ch)
	if f != nil {
		return nil, f
	}
	if p.Metadata, f = c.metadata(); f != nil {
		return nil, f
	}
	c.team.keep(p, c.late)
	return map[string]any{"channel": ch.ID, "ts": p.TS, "message": c.team.message(p)}, nil
}

func postEphemeral(c *call) (map[string]any, *failure) {
	ch, f := c.channel(c.str("channel"))
	if f != nil {
		return nil, f
	}
	user := c.str("user")
	if _, ok := c.team.users[user]; !ok {
		return nil, fail("user_not_found")
	}
	if !slices.Contains(ch.Members, user) {
		return nil, fail("user_not_in_channel")
	}
	p, f := c.post(ch)
	if f != nil {
		return nil, f
	}
	p.Ephemeral = user
	c.team.posts = append(c.team.posts, p)
	return map[string]any{"message_ts": p.TS}, nil
}

func updateMessage(c *call) (map[string]any, *failure) {
	p, f := c.posted("cant_update_message")
	if f != nil {
		return nil, f
	}
	text, blocks, f := c.content()
	if f != nil {
		return nil, f
	}
	about, f := c.metadata()
	if f != nil {
		return nil, f
	}
	if about != nil {
		p.Metadata = about
	}
	p.edit(text, blocks)
	return map[string]any{"channel": p.Channel, "ts": p.TS, "text": p.Text, "message": c.team.message(p)}, nil
}

func deleteMessage(c *call) (map[string]any, *failure) {
	p, f := c.posted("cant_delete_message")
	if f != nil {
		return nil, f
	}
	p.Deleted = true
	return map[string]any{"channel": p.Channel, "ts": p.TS}, nil
}

// channel finds where a message goes and whether the bot may write there. A user's id stands for the direct message with that person.
func (c *call) channel(id string) (*channel, *failure) {
	if u, ok := c.team.users[id]; ok {
		if f := reachable(u); f != nil {
			return nil, f
		}
		return c.team.dm(id), nil
	}
	ch, ok := c.team.visible(id)
	switch {
	case !ok:
		return nil, fail("channel_not_found")
	case ch.Archived:
		return nil, fail("is_archived")
	case !slices.Contains(ch.Members, c.team.botUser):
		return nil, fail("not_in_channel")
	}
	return ch, nil
}

func reachable(u *User) *failure {
	switch {
	case u.Deleted:
		return fail("user_disabled")
	case u.Bot:
		return fail("cannot_dm_bot")
	}
	return nil
}

// posted finds the bot's own message that the call is about.
func (c *call) posted(notOurs string) (*Post, *failure) {
	if _, ok := c.team.visible(c.str("channel")); !ok {
		return nil, fail("channel_not_found")
	}
	for _, p := range c.team.posts {
		if p.Channel != c.str("channel") || p.TS != c.str("ts") || p.Deleted || p.Ephemeral != "" {
			continue
		}
		if p.User != c.team.botUser {
			return nil, fail(notOurs)
		}
		return p, nil
	}
	return nil, fail("message_not_found")
}

func (c *call) post(ch *channel) (*Post, *failure) {
	text, blocks, f := c.content()
	if f != nil {
		return nil, f
	}
	return &Post{
		Team: c.team.id, Channel: ch.ID, TS: c.s.ts(c.At, c.team.id, ch.ID), User: c.team.botUser, Text: text, Blocks: blocks, ThreadTS: c.str("thread_ts"),
		Unfurls: c.str("unfurl_links") != "false" || c.str("unfurl_media") != "false", At: c.At, Via: c.Method,
	}, nil
}

// content is the text and the blocks of a message, checked.
func (c *call) content() (string, json.RawMessage, *failure) {
	text := c.str("text")
	blocks := json.RawMessage(c.str("blocks"))
	if len(blocks) > 0 {
		if f := checkMessage(blocks); f != nil {
			return "", nil, f
		}
	}
	if text == "" && (len(blocks) == 0 || string(blocks) == "[]") && c.str("attachments") == "" {
		return "", nil, fail("no_text")
	}
	if utf8.RuneCountInString(text) > maxText {
		text = string([]rune(text)[:maxText])
	}
	return text, blocks, nil
}

// ts is the next timestamp of a channel: unique there, and only there. The lock is held.
func (s *Server) ts(now time.Time, team, channel string) string {
	key := team + " " + channel
	n := max(now.UnixMicro(), s.lastTS[key]+1)
	s.lastTS[key] = n
	return fmt.Sprintf("%d.%06d", n/1e6, n%1e6)
}

func (t *team) message(p *Post) map[string]any {
	out := map[string]any{
		"type": "message", "user": p.User, "text": p.Text, "ts": p.TS, "team": t.id,
	}
	if p.User == t.botUser {
		out["bot_id"] = t.botID
	}
	if len(p.Blocks) > 0 {
		out["blocks"] = filled(p.Blocks)
	}
	if p.ThreadTS != "" {
		out["thread_ts"] = p.ThreadTS
	}
	if p.Metadata != nil {
		out["metadata"] = p.Metadata
	}
	return out
}
