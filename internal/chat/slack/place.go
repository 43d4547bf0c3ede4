package slack

import (
	"errors"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/chat"
)

// place is where a message came from, and so where its answer goes. A form carries it while it is open.
type place struct {
	Team string `json:"-"`
	User string `json:"-"`
	// Channel is empty for the App Home.
	Channel string `json:"c,omitempty"`
	Thread  string `json:"t,omitempty"`
	// Direct is true in the person's direct message with the bot.
	Direct bool `json:"d,omitempty"`
	// Alone is true when every answer is for the person alone, whatever the reply asks.
	Alone bool `json:"a,omitempty"`
	// TS is the message the pressed button stands on; Hidden is true when only the person sees that message.
	TS     string `json:"m,omitempty"`
	Hidden bool   `json:"h,omitempty"`
	Home   bool   `json:"o,omitempty"`
	// Respond is an address that takes answers for half an hour, five in all, also where the bot is no member.
	Respond string `json:"r,omitempty"`
	// Trigger opens one form, within three seconds; Again is the press that asks for it once more.
	Trigger string      `json:"-"`
	Again   chat.Action `json:"-"`
	// Mark is the mark of the answer, Repeat is true when Slack brought the question before, and Since is when it was asked.
	Mark   string    `json:"-"`
	Repeat bool      `json:"-"`
	Since  time.Time `json:"-"`
}

// way is how an answer goes to its place.
type way int

const (
	whisper   way = iota // in the channel, for one to see
	post                 // in the direct message it came from
	share                // in the channel, for all to see
	respond              // by the address that came with what the person did, for one to see
	overwrite            // in the place of what only one sees
	replace              // in the place of what all see
)

// way chooses how a reply goes. What is for one person never goes where others read, nor in the place of what they read.
func (p place) way(r chat.Reply) way {
	alone := r.Private || p.Alone
	if r.Replace && p.canReplace(alone) {
		if p.Hidden {
			return overwrite
		}
		return replace
	}
	switch {
	case p.Direct:
		return post
	case !alone:
		return share
	case p.Respond != "":
		return respond
	}
	return whisper
}

// canReplace reports whether the message with the pressed button can make place for what is shown to one person alone, or to all.
func (p place) canReplace(alone bool) bool {
	if p.Hidden {
		return p.Respond != ""
	}
	return p.TS != "" && (p.Direct || !alone)
}

// metadata is what a form carries while it is open.
type metadata struct {
	Do    string `json:"do"`
	Place place  `json:"at"`
}

// address is where somebody or something is in a workspace.
func address(team, id string) chat.Address {
	return chat.Address{Platform: Platform, Value: team + "/" + id}
}

// target is an address taken apart.
type target struct{ team, id, thread string }

func parseTarget(a chat.Address) (target, error) {
	parts := strings.Split(a.Value, "/")
	if len(parts) < 2 || len(parts) > 3 || parts[0] == "" || parts[1] == "" {
		return target{}, errors.New("read address: want team/id or team/channel/thread")
	}
	t := target{team: parts[0], id: parts[1]}
	if len(parts) == 3 {
		t.thread = parts[2]
	}
	return t, nil
}

// isPerson reports whether the address is somebody's (https://docs.slack.dev/reference/objects/user-object/: ids begin with U or W).
func (t target) isPerson() bool { return strings.HasPrefix(t.id, "U") || strings.HasPrefix(t.id, "W") }

// direct reports whether a channel is a direct message between two.
func direct(channel string) bool { return strings.HasPrefix(channel, "D") }

// plainID keeps what is no id out of errors.
func plainID(id string) string {
	if len(id) > 24 || strings.Trim(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" {
		return "unknown"
	}
	return id
}
