package slack

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"

	"github.com/baken-bot/baken/internal/chat"
)

// askShortcut is the callback id of the shortcut "ask about this message".
const askShortcut = "ask"

// interaction acts on a press, a shortcut or a form, and returns when the answer was shown. What is not for the bot is no error.
func (s *Slack) interaction(ctx context.Context, payload []byte) error {
	var i interaction
	if err := json.Unmarshal(payload, &i); err != nil {
		return errors.New("read interaction: its JSON has another form")
	}
	if i.team() == "" || i.User.ID == "" {
		return nil
	}
	switch i.Type {
	case "block_actions":
		return s.press(ctx, i, payload)
	case "message_action":
		return s.shortcut(ctx, i, payload)
	case "view_submission":
		return s.submit(ctx, i)
	}
	return nil
}

func (i interaction) team() string {
	if i.Team != nil && i.Team.ID != "" {
		return i.Team.ID
	}
	return i.User.TeamID
}

// press hands over a pressed button.
func (s *Slack) press(ctx context.Context, i interaction, payload []byte) error {
	do, ok := i.pressed()
	if !ok {
		return nil
	}
	p := place{
		Team: i.team(), User: i.User.ID, Channel: i.Channel.ID, Thread: i.Container.ThreadTS, Trigger: i.TriggerID, Respond: i.ResponseURL,
		TS: i.Container.MessageTS, Again: do, Hidden: i.Container.IsEphemeral, Home: i.View.Type == "home",
	}
	if p.Channel == "" {
		p.Channel = i.Container.ChannelID
	}
	if p.Thread == "" {
		p.Thread = i.Message.ThreadTS
	}
	// What only one person sees in a direct message stands between two colleagues: the bot's own needs no such thing.
	p.Direct, p.Alone = p.Home || direct(p.Channel) && !p.Hidden, direct(p.Channel) && p.Hidden
	where := address(p.Team, p.Channel)
	if p.Channel == "" {
		where = address(p.Team, p.User)
	}
	return s.hand(ctx, chat.Message{
		ID: "press/" + digest(payload), Where: where, Private: p.Home || direct(p.Channel), At: s.now(), Press: &do,
	}, p)
}

// pressed is the action of the button that was pressed. Fields in a message are not asked for, so nothing else counts.
func (i interaction) pressed() (chat.Action, bool) {
	for _, a := range i.Actions {
		if a.Type != "button" {
			continue
		}
		if do, err := chat.ParseAction(a.Value); err == nil {
			return do, true
		}
	}
	return chat.Action{}, false
}

// shortcut hands over a message of somebody else that the person asks about. The answer is for that person alone.
func (s *Slack) shortcut(ctx context.Context, i interaction, payload []byte) error {
	if i.CallbackID != askShortcut {
		return nil
	}
	p := place{
		Team: i.team(), User: i.User.ID, Channel: i.Channel.ID, Thread: i.Message.ThreadTS, Trigger: i.TriggerID, Respond: i.ResponseURL, Alone: true,
	}
	return s.hand(ctx, chat.Message{
		ID: "shortcut/" + digest(payload), Where: address(p.Team, p.User), Private: true, Quoted: true, At: s.now(), Text: plain(i.Message.Text),
	}, p)
}

// submit hands over a form. Where it belongs was noted in the form when it was opened.
func (s *Slack) submit(ctx context.Context, i interaction) error {
	var note metadata
	if i.View.CallbackID != formCallback || json.Unmarshal([]byte(i.View.PrivateMetadata), &note) != nil {
		return nil
	}
	do, err := chat.ParseAction(note.Do)
	if err != nil {
		return nil //nolint:nilerr // the form is not one of ours
	}
	p := note.Place
	p.Team, p.User, p.Trigger = i.team(), i.User.ID, i.TriggerID
	state, err := json.Marshal(i.View.State)
	if err != nil {
		return errors.New("read form: its values have another form")
	}
	// A second press on the same button of the same form, with the same things filled in, is a repeat.
	id := "form/" + digest([]byte(p.User+i.View.ID+i.View.PrivateMetadata), state)
	where := address(p.Team, p.Channel)
	if p.Channel == "" || p.Alone {
		where = address(p.Team, p.User)
	}
	return s.hand(ctx, chat.Message{
		ID: id, Where: where, Private: p.Direct || p.Alone || direct(p.Channel), At: s.now(), Submission: &chat.Submission{Form: do, Values: i.View.State.one(), Many: i.View.State.several()},
	}, p)
}

// one returns the fields with one value; what was left open is not among them.
func (v viewState) one() map[string]string {
	out := map[string]string{}
	for field, actions := range v.Values {
		for _, f := range actions {
			switch {
			case f.Selected != nil:
				out[field] = f.Selected.Value
			case f.Value != "":
				out[field] = f.Value
			}
		}
	}
	return out
}

// several returns the fields of several choices.
func (v viewState) several() map[string][]string {
	out := map[string][]string{}
	for field, actions := range v.Values {
		for _, f := range actions {
			for _, c := range f.Several {
				out[field] = append(out[field], c.Value)
			}
		}
	}
	return out
}

// digest names a request that carries no id of its own: the same when it is delivered again.
func digest(parts ...[]byte) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write(p)
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
