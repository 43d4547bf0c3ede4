package slacktest

import (
	"maps"
	"strings"
)

// Pressed is one press on an element of a message, a modal or a home tab.
type Pressed struct {
	User string
	// Channel and TS name the message; ViewID the view, when it was on one.
	Channel, TS, ViewID string
	// ActionID names the element. What else is empty is taken from the element in the message or view.
	Type, ActionID, BlockID, Value string
	// Extra is laid over the action: selected_option and the like.
	Extra map[string]any
}

// Press lets a person press something. The response_url and the trigger id in it work as Slack's do.
func (d *Deliver) Press(team string, p Pressed) Ack {
	return d.interaction(d.PressPayload(team, p))
}

// PressPayload is what Press sends, with a fresh trigger id and response url.
func (d *Deliver) PressPayload(team string, p Pressed) map[string]any {
	d.s.mu.Lock()
	defer d.s.mu.Unlock()
	t := d.s.teams[team]
	post, view := t.postAt(p.Channel, p.TS), t.views[p.ViewID]
	var elements []Element
	switch {
	case view != nil:
		elements = view.Elements()
	case post != nil:
		elements = post.Elements()
	}
	p, text := p.complete(elements)
	action := map[string]any{"type": p.Type, "action_id": p.ActionID, "block_id": p.BlockID, "value": p.Value, "action_ts": d.s.ts(d.s.opt.Now(), "", "")}
	if text != nil {
		action["text"] = text
	}
	maps.Copy(action, p.Extra)
	out := d.interactionBase("block_actions", team, p.User)
	out["actions"], out["state"] = []any{action}, map[string]any{"values": map[string]any{}}
	if view != nil {
		out["container"] = map[string]any{"type": "view", "view_id": view.ID}
		out["view"] = t.show(d.s, view)
		return out
	}
	out["channel"] = map[string]any{"id": p.Channel, "name": "directmessage"}
	out["response_url"] = d.s.hook(team, p.Channel, p.User, p.TS)
	if post != nil {
		out["message"] = t.message(post)
	}
	out["container"] = map[string]any{
		"type": "message", "message_ts": p.TS, "channel_id": p.Channel, "is_ephemeral": post != nil && post.Ephemeral != "",
	}
	return out
}

func (t *team) postAt(channel, ts string) *Post {
	for _, p := range t.posts {
		if p.Channel == channel && p.TS == ts {
			return p
		}
	}
	return nil
}

// interactionBase is what every interaction holds. The server's lock is held.
func (d *Deliver) interactionBase(kind, team, user string) map[string]any {
	name := user
	if u, ok := d.s.teams[team].users[user]; ok {
		name = u.Name
	}
	return map[string]any{
		"type": kind, "team": map[string]any{"id": team, "domain": strings.ToLower(team)}, "enterprise": nil, "is_enterprise_install": false,
		"user":       map[string]any{"id": user, "username": name, "name": name, "team_id": team},
		"api_app_id": d.s.opt.AppID, "token": "verification_token", "trigger_id": d.s.trigger(team, user),
	}
}
