package slacktest

import (
	"cmp"
	"encoding/base64"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

func authTest(c *call) (map[string]any, *failure) {
	return map[string]any{
		"url": "https://" + strings.ToLower(c.team.id) + ".slack.com/", "team": c.team.name, "user": "baken", "team_id": c.team.id,
		"user_id": c.team.botUser, "bot_id": c.team.botID, "is_enterprise_install": false,
	}, nil
}

func authRevoke(c *call) (map[string]any, *failure) {
	if !c.flag("test") {
		c.token.revoked = true
	}
	return map[string]any{"revoked": !c.flag("test")}, nil
}

func teamInfo(c *call) (map[string]any, *failure) {
	return map[string]any{"team": map[string]any{
		"id": c.team.id, "name": c.team.name, "domain": strings.ToLower(c.team.id), "email_domain": "", "enterprise_id": "", "enterprise_name": "",
		"icon": map[string]any{"image_default": true},
	}}, nil
}

func openConversation(c *call) (map[string]any, *failure) {
	if id := c.str("channel"); id != "" {
		ch, ok := c.team.visible(id)
		if !ok {
			return nil, fail("channel_not_found")
		}
		return map[string]any{"channel": map[string]any{"id": ch.ID}}, nil
	}
	users := strings.Split(c.str("users"), ",")
	if users[0] == "" {
		return nil, fail("users_list_not_supplied")
	}
	for _, id := range users {
		u, ok := c.team.users[strings.TrimSpace(id)]
		if !ok {
			return nil, fail("user_not_found")
		}
		if f := reachable(u); f != nil {
			return nil, f
		}
	}
	if len(users) > 8 {
		return nil, fail("too_many_users")
	}
	return map[string]any{"channel": map[string]any{"id": c.conversationWith(users).ID}}, nil
}

func (c *call) conversationWith(users []string) *channel {
	if len(users) == 1 {
		return c.team.dm(users[0])
	}
	members := append(slices.Sorted(slices.Values(users)), c.team.botUser)
	for _, ch := range c.team.channels {
		if ch.mpim && slices.Equal(ch.Members, members) {
			return ch
		}
	}
	ch := &channel{Channel: Channel{ID: c.s.id("G"), Private: true, Members: members}, mpim: true}
	c.team.channels[ch.ID] = ch
	return ch
}

func conversationInfo(c *call) (map[string]any, *failure) {
	ch, f := c.readable("read")
	if f != nil {
		return nil, f
	}
	none := map[string]any{"value": "", "creator": "", "last_set": 0}
	out := map[string]any{
		"id": ch.ID, "created": 1449252889, "creator": "W012A3BCD", "is_archived": ch.Archived, "is_channel": ch.im == "" && !ch.mpim, "is_ext_shared": ch.Shared,
		"is_general": false, "is_group": ch.mpim, "is_im": ch.im != "", "is_member": slices.Contains(ch.Members, c.team.botUser), "is_mpim": ch.mpim,
		"is_org_shared": false, "is_pending_ext_shared": false, "is_private": ch.Private, "is_read_only": false, "is_shared": ch.Shared, "last_read": "0000000000.000000",
		"name": ch.Name, "name_normalized": ch.Name, "parent_conversation": nil, "pending_shared": []any{}, "previous_names": []any{}, "purpose": none, "topic": none, "unlinked": 0,
	}
	if ch.im != "" {
		out["user"] = ch.im
	}
	if c.flag("include_locale") {
		out["locale"] = "en-US"
	}
	if c.flag("include_num_members") {
		out["num_members"] = len(ch.Members)
	}
	return map[string]any{"channel": out}, nil
}

// readable finds the channel asked about. Each kind needs its own scope: the right to read who is in it, or its history.
func (c *call) readable(right string) (*channel, *failure) {
	ch, ok := c.team.visible(c.str("channel"))
	if !ok {
		return nil, fail("channel_not_found")
	}
	kind := "channels:"
	switch {
	case ch.im != "":
		kind = "im:"
	case ch.mpim:
		kind = "mpim:"
	case ch.Private:
		kind = "groups:"
	}
	return ch, c.need(kind + right)
}

func conversationMembers(c *call) (map[string]any, *failure) {
	ch, f := c.readable("read")
	if f != nil {
		return nil, f
	}
	page, next, f := pageOf(c, ch.Members, 100)
	if f != nil {
		return nil, f
	}
	return map[string]any{"members": page, "response_metadata": map[string]any{"next_cursor": next}}, nil
}

func userInfo(c *call) (map[string]any, *failure) {
	u, ok := c.team.users[c.str("user")]
	if !ok {
		return nil, fail("user_not_found")
	}
	return map[string]any{"user": c.user(u)}, nil
}

func userList(c *call) (map[string]any, *failure) {
	page, next, f := pageOf(c, c.team.userIDs(), len(c.team.users))
	if f != nil {
		return nil, f
	}
	members := []any{}
	for _, id := range page {
		members = append(members, c.user(c.team.users[id]))
	}
	return map[string]any{"members": members, "cache_ts": c.At.Unix(), "response_metadata": map[string]any{"next_cursor": next}}, nil
}

func groupUsers(c *call) (map[string]any, *failure) {
	users, ok := c.team.groups[c.str("usergroup")]
	if !ok {
		return nil, fail("no_such_subteam")
	}
	return map[string]any{"users": users}, nil
}

// user is a person as users.info gives one; the locale only when asked for.
func (c *call) user(u *User) map[string]any {
	zone, offset := c.zone(u)
	home := u.Home
	if home == "" {
		home = c.team.id
	}
	out := map[string]any{
		"id": u.ID, "team_id": home, "name": u.Name, "real_name": u.Name, "deleted": u.Deleted, "color": "9f69e7", "has_2fa": false, "is_admin": u.Admin, "is_owner": u.Owner,
		"is_app_user": false, "is_bot": u.Bot, "is_primary_owner": false, "is_restricted": u.Guest, "is_ultra_restricted": false, "is_stranger": home != c.team.id && !c.team.meets(u.ID),
		"tz": zone, "tz_label": zone, "tz_offset": offset, "updated": 1502138686,
	}
	profile := map[string]any{"team": home}
	for _, size := range []string{"24", "32", "48", "72", "192", "512", "original"} {
		profile["image_"+size] = "https://avatars.example.com/" + size + ".jpg"
	}
	maps.Copy(profile, map[string]any{
		"avatar_hash": "ge3b51ca72de", "display_name": u.Name, "display_name_normalized": u.Name, "real_name": u.Name, "real_name_normalized": u.Name,
		"status_emoji": "", "status_text": "",
	})
	if len(c.token.scopes) == 0 || slices.Contains(c.token.scopes, "users:read.email") {
		profile["email"] = strings.ToLower(u.ID) + "@school.example.com"
	}
	out["profile"] = profile
	if c.flag("include_locale") {
		out["locale"] = u.Locale
	}
	return out
}

func (c *call) zone(u *User) (string, int) {
	name := u.TZ
	if name == "" {
		name = "Europe/Brussels"
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return name, 0
	}
	_, offset := c.At.In(zone).Zone()
	return name, offset
}

// page cuts a list as cursors do: an empty next cursor ends it.
func pageOf[T any](c *call, list []T, size int) (page []T, next string, f *failure) {
	if n, err := strconv.Atoi(c.str("limit")); err == nil && n > 0 {
		size = min(n, cmp.Or(c.most, 1000))
	}
	start := 0
	if cursor := c.str("cursor"); cursor != "" {
		data, err := base64.StdEncoding.DecodeString(cursor)
		if start, _ = strconv.Atoi(strings.TrimPrefix(string(data), "at:")); err != nil || start <= 0 || start >= len(list) {
			return nil, "", fail("invalid_cursor")
		}
	}
	end := min(start+size, len(list))
	if end < len(list) {
		next = base64.StdEncoding.EncodeToString([]byte("at:" + strconv.Itoa(end)))
	}
	return append([]T{}, list[start:end]...), next, nil
}
