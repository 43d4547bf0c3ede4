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
	Lang   string              `json:"lang"`
	Text   string              `json:"text"`
	Press  string              `json:"press"`
	Form   string              `json:"form"`
	Values map[string]string   `json:"values"`
	Many   map[string][]string `json:"many"`
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
		ID: visitor + "/" + m.ID, Where: address, Private: true, At: p.Now(), Text: m.Text,
		From: chat.Person{School: p.School, Address: address, Role: who.Role},
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

func roomKey(visitor, colleague string) string { return visitor + "." + colleague }
