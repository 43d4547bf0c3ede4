package chat

import (
	"fmt"
	"strings"
)

// MaxActionBytes is the length of the shortest of the platforms' fields for a button's own data
// (https://discord.com/developers/docs/components/reference: custom_id, 1 to 100 characters).
const MaxActionBytes = 100

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
