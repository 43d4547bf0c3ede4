package chat

import (
	"errors"
	"time"
)

// Message is one thing a person did: exactly one of Text, Press and Submission is set. A message with none of them is
// an empty text.
type Message struct {
	// ID is the platform's own, the same when the platform delivers the message again.
	ID   string
	From Person
	// Where is the conversation the message came from.
	Where Address
	// Private is true when nobody but the person and the bot can read the conversation.
	Private bool
	// Command is true when the text came by the platform's command, which can be answered with a form.
	Command bool
	At      time.Time

	// Quoted is true when Text was written by somebody else, and the sender asks about it. Its writer is told nothing.
	Quoted bool

	// Text is what was typed, as it was typed. It may hold anything.
	Text       string
	Press      *Action
	Submission *Submission
}

// Submission is a form sent back: the action of the form and the value of each field. A field of several choices has
// its values in Many.
type Submission struct {
	Form   Action
	Values map[string]string
	Many   map[string][]string
}

// Validate reports a message that no adapter may hand over.
func (m Message) Validate() error {
	kinds := 0
	for _, set := range []bool{m.Text != "", m.Press != nil, m.Submission != nil} {
		if set {
			kinds++
		}
	}
	switch {
	case m.ID == "":
		return errors.New("check message: no id")
	case m.From.Address == Address{}:
		return errors.New("check message: no sender")
	case m.From.School == "":
		return errors.New("check message: no school")
	case kinds > 1:
		return errors.New("check message: more than one of text, press and submission")
	}
	return nil
}
