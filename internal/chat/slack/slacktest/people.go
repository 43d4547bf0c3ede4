package slacktest

import (
	"encoding/json"
	"net/url"
	"strings"
)

// Event sends an event of any kind, known to the bot or not, and plans retries as Slack does.
func (d *Deliver) Event(team string, inner map[string]any) Ack {
	d.s.mu.Lock()
	id := d.s.id("Ev")
	d.s.mu.Unlock()
	return d.EventAs(team, id, inner)
}

// EventAs sends an event under a given id: the same id twice is a duplicate.
func (d *Deliver) EventAs(team, id string, inner map[string]any) Ack {
	return d.EventAgain(team, id, inner, 0, "")
}

// EventAgain sends an event as the retry of this number (0 is none), for this reason.
func (d *Deliver) EventAgain(team, id string, inner map[string]any, attempt int, reason string) Ack {
	envelope := d.envelope(team, id, inner)
	if d.overSocket() {
		return d.s.envelope("events_api", envelope, false)
	}
	body, _ := json.Marshal(envelope)
	return d.event(delivery{path: EventsPath, kind: jsonKind, eventID: id, team: team, body: body, attempt: attempt, reason: reason})
}

// Message lets a person write in a channel or a direct message (see DM).
func (d *Deliver) Message(team, user, channel, text string) Ack {
	return d.Event(team, d.said("message", team, user, channel, text))
}

// MessageInner is the inner event of a message, to change before it is sent: a thread_ts, files, a subtype.
func (d *Deliver) MessageInner(team, user, channel, text string) map[string]any {
	return d.said("message", team, user, channel, text)
}

// Mention lets a person name the bot in a channel: Slack sends app_mention, and message too where the app listens to the channel.
func (d *Deliver) Mention(team, user, channel, text string) Ack {
	return d.Event(team, d.said("app_mention", team, user, channel, "<@"+d.s.BotUser(team)+"> "+text))
}

// Echo sends the bot's own post back to it, as Slack does in direct messages.
func (d *Deliver) Echo(p Post) Ack {
	return d.Event(p.Team, map[string]any{
		"type": "message", "user": p.User, "bot_id": d.s.BotID(p.Team), "app_id": d.s.opt.AppID, "text": p.Text, "ts": p.TS, "channel": p.Channel, "event_ts": p.TS,
		"channel_type": kind(p.Channel), "bot_profile": map[string]any{"id": d.s.BotID(p.Team), "app_id": d.s.opt.AppID, "team_id": p.Team, "name": "baken", "deleted": false},
	})
}

// said stores what a person wrote and makes its inner event.
func (d *Deliver) said(event, team, user, channel, text string) map[string]any {
	d.s.mu.Lock()
	defer d.s.mu.Unlock()
	ts := d.s.ts(d.s.opt.Now(), team, channel)
	t := d.s.teams[team]
	t.posts = append(t.posts, &Post{Team: team, Channel: channel, TS: ts, User: user, Text: text, At: d.s.opt.Now(), Via: event})
	d.s.note()
	out := map[string]any{
		"client_msg_id": d.s.id("msg-"), "type": event, "text": text, "user": user, "ts": ts, "team": team, "channel": channel, "event_ts": ts,
		"blocks": rich(text),
	}
	if event == "message" {
		out["channel_type"] = kind(channel)
	}
	return out
}

// rich is what somebody typed, as blocks.
func rich(text string) []any {
	return []any{map[string]any{"type": "rich_text", "block_id": "ezJ", "elements": []any{
		map[string]any{"type": "rich_text_section", "elements": []any{map[string]any{"type": "text", "text": text}}},
	}}}
}

func kind(channel string) string {
	switch {
	case strings.HasPrefix(channel, "D"):
		return "im"
	case strings.HasPrefix(channel, "G"):
		return "mpim"
	}
	return "channel"
}

// HomeOpened lets a person open the app's home tab.
func (d *Deliver) HomeOpened(team, user string) Ack {
	return d.Event(team, map[string]any{"type": "app_home_opened", "user": user, "channel": d.s.DM(team, user), "tab": "home", "event_ts": d.stamp()})
}

// Uninstall takes the app out of the workspace: every token of it dies, then Slack says so twice, tokens first.
func (d *Deliver) Uninstall(team string) (revoked, uninstalled Ack) {
	d.s.TakeOut(team)
	revoked = d.Event(team, map[string]any{
		"type": "tokens_revoked", "tokens": map[string]any{"oauth": []string{}, "bot": []string{d.s.BotUser(team)}}, "event_ts": d.stamp(),
	})
	return revoked, d.Event(team, map[string]any{"type": "app_uninstalled", "event_ts": d.stamp()})
}

// Challenge checks the address of the bot, as the settings page does.
func (d *Deliver) Challenge(challenge string) Ack {
	body, _ := json.Marshal(map[string]any{"token": "verification_token", "challenge": challenge, "type": "url_verification"})
	return d.Raw(EventsPath, jsonKind, body)
}

func (d *Deliver) stamp() string {
	d.s.mu.Lock()
	defer d.s.mu.Unlock()
	return d.s.ts(d.s.opt.Now(), "", "")
}

// Submit lets a person send a modal off. values is block id, then action id, then the element's state. An accepted one closes the modal, unless the answer says otherwise.
func (d *Deliver) Submit(team, user, viewID string, values map[string]any) Ack {
	d.s.mu.Lock()
	out := d.interactionBase("view_submission", team, user)
	t := d.s.teams[team]
	view := t.show(d.s, t.views[viewID])
	view["state"] = map[string]any{"values": values}
	out["view"], out["response_urls"] = view, []any{}
	d.s.mu.Unlock()
	ack := d.interaction(out)
	if ack.OK() {
		d.s.submitted(team, user, viewID, ack.Body)
	}
	return ack
}

// CloseView lets a person put a modal away.
func (d *Deliver) CloseView(team, user, viewID string) Ack {
	d.s.mu.Lock()
	out := d.interactionBase("view_closed", team, user)
	delete(out, "trigger_id")
	t := d.s.teams[team]
	out["view"], out["is_cleared"] = t.show(d.s, t.views[viewID]), false
	t.close(user, viewID)
	d.s.mu.Unlock()
	return d.interaction(out)
}

// Shortcut lets a person use a global shortcut.
func (d *Deliver) Shortcut(team, user, callbackID string) Ack {
	d.s.mu.Lock()
	out := d.interactionBase("shortcut", team, user)
	out["callback_id"], out["action_ts"] = callbackID, d.s.ts(d.s.opt.Now(), "", "")
	d.s.mu.Unlock()
	return d.interaction(out)
}

// MessageShortcut lets a person use a shortcut on a message that they can read, whoever wrote it: the bot need not be in the conversation. The trigger id and the response_url
// in it work as Slack's do.
func (d *Deliver) MessageShortcut(team, user, callbackID, channel, ts string) Ack {
	return d.interaction(d.MessageShortcutPayload(team, user, callbackID, channel, ts))
}

// MessageShortcutPayload is what MessageShortcut sends.
func (d *Deliver) MessageShortcutPayload(team, user, callbackID, channel, ts string) map[string]any {
	d.s.mu.Lock()
	defer d.s.mu.Unlock()
	t := d.s.teams[team]
	out := d.interactionBase("message_action", team, user)
	out["callback_id"], out["action_ts"], out["message_ts"] = callbackID, d.s.ts(d.s.opt.Now(), "", ""), ts
	out["response_url"] = d.s.hook(team, channel, user, "")
	out["channel"] = map[string]any{"id": channel, "name": t.nameOf(channel)}
	message := map[string]any{"type": "message", "ts": ts}
	if post := t.postAt(channel, ts); post != nil {
		message = t.message(post)
		if post.User != t.botUser {
			message["client_msg_id"], message["blocks"] = d.s.id("msg-"), rich(post.Text)
		}
	}
	out["message"] = message
	return out
}

// nameOf is what a conversation is called in an interaction.
func (t *team) nameOf(channel string) string {
	c, ok := t.channels[channel]
	switch {
	case ok && c.im == "" && c.Private:
		return "privategroup"
	case ok && c.im == "":
		return c.Name
	}
	return "directmessage"
}

// Command lets a person give a slash command.
func (d *Deliver) Command(team, user, channel, command, text string) Ack {
	d.s.mu.Lock()
	form := url.Values{
		"token": {"verification_token"}, "team_id": {team}, "team_domain": {strings.ToLower(team)}, "channel_id": {channel}, "channel_name": {"directmessage"},
		"user_id": {user}, "user_name": {user}, "command": {command}, "text": {text}, "api_app_id": {d.s.opt.AppID}, "is_enterprise_install": {"false"},
		"response_url": {d.s.hook(team, channel, user, "")}, "trigger_id": {d.s.trigger(team, user)},
	}
	d.s.mu.Unlock()
	if d.overSocket() {
		payload := map[string]any{}
		for k := range form {
			payload[k] = form.Get(k)
		}
		return d.s.envelope("slash_commands", payload, true)
	}
	return d.Raw(CommandsPath, formKind, []byte(form.Encode()))
}
