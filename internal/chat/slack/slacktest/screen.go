package slacktest

import "encoding/json"

// show is the view as Slack gives it back.
func (t *team) show(s *Server, v *View) map[string]any {
	out := map[string]any{
		"clear_on_close": false, "notify_on_close": false, "close": nil, "submit": nil, "callback_id": "", "external_id": "", "private_metadata": "", "blocks": []any{},
	}
	var sent struct {
		Blocks json.RawMessage `json:"blocks"`
	}
	if json.Unmarshal(v.Raw, &out) == nil && json.Unmarshal(v.Raw, &sent) == nil {
		fill(out)
		out["blocks"] = filled(sent.Blocks)
	}
	for key, value := range map[string]any{
		"id": v.ID, "app_id": s.opt.AppID, "team_id": t.id, "bot_id": t.botID, "app_installed_team_id": t.id, "hash": v.Hash, "root_view_id": v.Root,
		"previous_view_id": nil, "state": map[string]any{"values": map[string]any{}},
	} {
		out[key] = value
	}
	if v.Previous != "" {
		out["previous_view_id"] = v.Previous
	}
	return out
}

// Views are the modals a person has had, oldest first.
func (s *Server) Views(team, user string) []View {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []View
	t := s.teams[team]
	for _, id := range sortedBySerial(t.views) {
		if v := t.views[id]; v.User == user && v.Type == "modal" {
			out = append(out, *v)
		}
	}
	return out
}

// TopView is the modal a person looks at.
func (s *Server) TopView(team, user string) (View, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	stack := s.teams[team].stacks[user]
	if len(stack) == 0 {
		return View{}, false
	}
	return *s.teams[team].views[stack[len(stack)-1]], true
}

// Home is a person's home tab.
func (s *Server) Home(team, user string) (View, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.teams[team].views[s.teams[team].homes[user]]
	if !ok {
		return View{}, false
	}
	return *v, true
}
