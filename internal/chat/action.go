package chat

import (
	"fmt"
	"strings"
)

// MaxActionBytes is the length of the shortest of the platforms' fields for a button's own data
// (https://discord.com/developers/docs/components/reference: custom_id, 1 to 100 characters).
const MaxActionBytes = 100

// What an adapter presses itself, because somebody came to the bot without typing anything. The reply to either is for that person alone.
const (
	// Hello: a person met the bot for the first time, in private.
	Hello = "hello"
	// Home: a person opened the page that a platform gives each of its bots. Each card of the reply is a part of that page.
	Home = "home"
)

// Action is what a button carries and a press brings back. It comes from outside, so whoever acts on it checks it.
type Action struct {
	Verb string
	Arg  string
}

// String returns the action in the form [ParseAction] reads.
func (a Action) String() string {
	if a.Arg == "" {
		return a.Verb
	}
	return a.Verb + ":" + a.Arg
}

// ParseAction reads what [Action.String] wrote.
func ParseAction(s string) (Action, error) {
	if len(s) > MaxActionBytes {
		return Action{}, fmt.Errorf("parse action: %d bytes, at most %d", len(s), MaxActionBytes)
	}
	verb, arg, _ := strings.Cut(s, ":")
	if verb == "" {
		return Action{}, fmt.Errorf("parse action %q: no verb", s)
	}
	return Action{Verb: verb, Arg: arg}, nil
}
