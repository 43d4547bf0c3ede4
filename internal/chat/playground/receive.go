package playground

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/baken-bot/baken/internal/chat"
)

// maxBody is the largest request in bytes: a text of 100 kB with its escapes.
const maxBody = 256 << 10

// wireMessage is what the page sends.
type wireMessage struct {
	ID     string              `json:"id"`
	As     string              `json:"as"`
	In     string              `json:"in"` // "team" for the channel of the team
	Lang   string              `json:"lang"`
	Text   string              `json:"text"`
	Press  string              `json:"press"`
	Form   string              `json:"form"`
	Values map[string]string   `json:"values"`
	Many   map[string][]string `json:"many"`
	// On is the entry that what was pressed or filled in stands on.
	On int `json:"on"`
	// Label is what stood on the pressed button, for the conversation's own record.
	Label string `json:"label"`
}

// decode reads a request of the page. Only JSON is taken: a form on another page cannot send it.
func decode(w http.ResponseWriter, r *http.Request) (wireMessage, error) {
	var m wireMessage
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		return m, errors.New("want application/json")
	}
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(&m)
	if err != nil {
		return m, fmt.Errorf("decode message: %w", err)
	}
	if m.Lang != "en" {
		m.Lang = "nl"
	}
	if m.ID == "" || len(m.ID) > 64 {
		return m, errors.New("want an id of 1 to 64 characters")
	}
	return m, nil
}

// receive turns what the page sent into a message.
func (p *Playground) receive(m wireMessage, visitor string) (chat.Message, error) {
	who, ok := colleagueByID(m.As)
	if !ok {
		return chat.Message{}, fmt.Errorf("no colleague %q", m.As)
	}
	address := chat.Address{Platform: Platform, Value: roomKey(visitor, who.ID)}
	out := chat.Message{
		ID: visitor + "/" + m.ID, Where: address, Private: m.In != team, At: p.Clock.Now(), Text: m.Text,
		From: chat.Person{School: p.School, Address: address, Name: who.name(m.Lang), Locale: m.Lang, Role: who.Role},
	}
	if !out.Private {
		out.Where.Value = roomKey(visitor, team)
	}
	if rest, ok := strings.CutPrefix(m.Text, command); ok && (rest == "" || rest[0] == ' ') {
		out.Text, out.Command = strings.TrimSpace(rest), true
	}
	switch {
	case m.Press != "":
		a, err := chat.ParseAction(m.Press)
		if err != nil {
			return out, err
		}
		out.Text, out.Press = "", &a
	case m.Form != "":
		a, err := chat.ParseAction(m.Form)
		if err != nil {
			return out, err
		}
		out.Text, out.Submission = "", &chat.Submission{Form: a, Values: m.Values, Many: m.Many}
	}
	return out, nil
}

// command is what a text begins with that comes by the platform's command.
const command = "/baken"

// team is the name of the channel in addresses.
const team = "team"

func roomKey(visitor, name string) string { return visitor + "." + name }

// viewKey is the room in which a colleague sees the team's channel, with what only they can see there.
func viewKey(visitor, colleague string) string { return roomKey(visitor, team+"."+colleague) }

// viewers are the rooms in which a message at a name is seen: one, or that of everybody in the team.
func viewers(visitor, name string) []string {
	if name != team {
		return []string{roomKey(visitor, name)}
	}
	var out []string
	for _, c := range colleagues() {
		out = append(out, viewKey(visitor, c.ID))
	}
	return out
}

// place is the room in which a colleague is: in private, or in the channel of the team.
func place(visitor, colleague, in string) string {
	if in == team {
		return viewKey(visitor, colleague)
	}
	return roomKey(visitor, colleague)
}
