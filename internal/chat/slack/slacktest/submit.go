package slacktest

import (
	"encoding/json"
	"slices"
)

// submitted does what the answer to a submission says: close, clear, update, push or show errors (https://docs.slack.dev/surfaces/modals).
func (s *Server) submitted(team, user, viewID string, body []byte) {
	var answer struct {
		Action string          `json:"response_action"`
		View   json.RawMessage `json:"view"`
	}
	_ = json.Unmarshal(body, &answer)
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.note()
	t := s.teams[team]
	switch answer.Action {
	case "":
		t.close(user, viewID)
	case "clear":
		for _, id := range slices.Clone(t.stacks[user]) {
			t.close(user, id)
		}
	case "update", "push":
		v, f := readView(answer.View, "modal")
		if f != nil {
			return
		}
		if answer.Action == "push" && len(t.stacks[user]) < maxStack {
			v.User, v.Root, v.Previous = user, t.stacks[user][0], viewID
			s.keepView(t, v, true)
			return
		}
		old := t.views[viewID]
		old.Raw, old.CallbackID, old.PrivateMetadata, old.ExternalID = v.Raw, v.CallbackID, v.PrivateMetadata, v.ExternalID
		old.Updates++
		old.Hash = s.hash()
	}
}

func (t *team) close(user, viewID string) {
	if v, ok := t.views[viewID]; ok {
		v.Open = false
	}
	t.stacks[user] = slices.DeleteFunc(t.stacks[user], func(id string) bool { return id == viewID })
}
