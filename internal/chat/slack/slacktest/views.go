package slacktest

import (
	"encoding/json"
	"strconv"
	"time"
)

const (
	// triggerLife is how long a trigger id opens a view (https://docs.slack.dev/interactivity/handling-user-interaction).
	triggerLife = 3 * time.Second
	// maxStack is how many modals lie on each other (https://docs.slack.dev/surfaces/modals).
	maxStack = 3
)

// View is a modal or a home tab as a person sees it.
type View struct {
	ID, User, Type, CallbackID, PrivateMetadata, ExternalID, Hash, Root, Previous string
	// Raw is the view as the bot sent it.
	Raw json.RawMessage
	// Updates counts how often it was replaced; Open is false once it was closed or submitted.
	Updates int
	Open    bool
}

type trigger struct {
	team, user string
	issued     time.Time
	used       bool
}

// trigger hands out a trigger id. The lock is held.
func (s *Server) trigger(team, user string) string {
	id := s.id("") + ".222." + s.id("")
	s.triggers[id] = &trigger{team: team, user: user, issued: s.opt.Now()}
	return id
}

func (c *call) spend() (*trigger, *failure) {
	t, ok := c.s.triggers[c.str("trigger_id")]
	switch {
	case !ok || t.team != c.team.id:
		return nil, &failure{code: "invalid_arguments", extra: messages("invalid `trigger_id`")}
	case t.used:
		return nil, fail("exchanged_trigger_id")
	case c.At.Sub(t.issued) > triggerLife:
		return nil, fail("expired_trigger_id")
	}
	t.used = true
	return t, nil
}

func messages(list ...string) map[string]any {
	return map[string]any{"response_metadata": map[string]any{"messages": list}}
}

func openView(c *call) (map[string]any, *failure) {
	v, f := c.view("modal")
	if f != nil {
		return nil, f
	}
	t, f := c.spend()
	if f != nil {
		return nil, f
	}
	v.User = t.user
	for _, id := range c.team.stacks[t.user] {
		c.team.views[id].Open = false
	}
	c.team.stacks[t.user] = nil
	return c.keep(v, true), nil
}

func pushView(c *call) (map[string]any, *failure) {
	v, f := c.view("modal")
	if f != nil {
		return nil, f
	}
	t, f := c.spend()
	if f != nil {
		return nil, f
	}
	stack := c.team.stacks[t.user]
	if len(stack) == 0 {
		return nil, fail("not_found")
	}
	if len(stack) >= maxStack {
		return nil, fail("push_limit_reached")
	}
	v.User, v.Root, v.Previous = t.user, stack[0], stack[len(stack)-1]
	return c.keep(v, true), nil
}

func updateView(c *call) (map[string]any, *failure) {
	v, f := c.view("modal")
	if f != nil {
		return nil, f
	}
	old := c.findView(c.str("view_id"), c.str("external_id"))
	if old == nil || !old.Open {
		return nil, fail("not_found")
	}
	return c.replace(old, v)
}

func publishView(c *call) (map[string]any, *failure) {
	v, f := c.view("home")
	if f != nil {
		return nil, f
	}
	user := c.str("user_id")
	if u, ok := c.team.users[user]; !ok || u.Deleted {
		return nil, &failure{code: "invalid_arguments", extra: messages("[ERROR] invalid `user_id`")}
	}
	v.User = user
	if id := c.team.homes[user]; id != "" {
		return c.replace(c.team.views[id], v)
	}
	out := c.keep(v, false)
	c.team.homes[user] = v.ID
	return out, nil
}

func (c *call) findView(id, external string) *View {
	for _, v := range c.team.views {
		if v.ID == id || id == "" && external != "" && v.ExternalID == external {
			return v
		}
	}
	return nil
}

func (c *call) replace(old, v *View) (map[string]any, *failure) {
	if hash := c.str("hash"); hash != "" && hash != old.Hash {
		return nil, fail("hash_conflict")
	}
	old.Raw, old.CallbackID, old.PrivateMetadata, old.ExternalID = v.Raw, v.CallbackID, v.PrivateMetadata, v.ExternalID
	old.Updates++
	old.Hash = c.hash()
	return map[string]any{"view": c.team.show(c.s, old)}, nil
}

// view reads and checks the view argument; it is not kept yet.
func (c *call) view(kind string) (*View, *failure) {
	raw := json.RawMessage(c.str("view"))
	v, f := readView(raw, kind)
	if f != nil {
		return nil, f
	}
	for _, other := range c.team.views {
		if v.ExternalID != "" && other.Open && other.ExternalID == v.ExternalID && c.Method != "views.update" {
			return nil, fail("duplicate_external_id")
		}
	}
	return v, nil
}

func readView(raw json.RawMessage, kind string) (*View, *failure) {
	var v struct {
		Type            string `json:"type"`
		CallbackID      string `json:"callback_id"`
		PrivateMetadata string `json:"private_metadata"`
		ExternalID      string `json:"external_id"`
	}
	if err := json.Unmarshal(raw, &v); err != nil || v.Type != kind {
		return nil, &failure{code: "invalid_arguments", extra: messages("[ERROR] failed to match all allowed schemas [json-pointer:/view]")}
	}
	if f := checkView(raw, kind); f != nil {
		return nil, f
	}
	return &View{Type: kind, CallbackID: v.CallbackID, PrivateMetadata: v.PrivateMetadata, ExternalID: v.ExternalID, Raw: raw}, nil
}

func (c *call) keep(v *View, stack bool) map[string]any {
	return c.s.keepView(c.team, v, stack)
}

func (s *Server) keepView(t *team, v *View, stack bool) map[string]any {
	v.ID, v.Open = s.id("V"), true
	v.Hash = s.hash()
	if v.Root == "" {
		v.Root = v.ID
	}
	t.views[v.ID] = v
	if stack {
		t.stacks[v.User] = append(t.stacks[v.User], v.ID)
	}
	return map[string]any{"view": t.show(s, v)}
}

func (c *call) hash() string { return c.s.hash() }

func (s *Server) hash() string {
	return strconv.FormatInt(s.opt.Now().Unix(), 10) + "." + s.id("")
}
