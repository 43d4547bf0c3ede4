package dialog

import (
	"context"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/content"
)

// SessionLifetime is how long a conversation is remembered after its last message (product promise: sessions live 30 minutes).
const SessionLifetime = 30 * time.Minute

// SessionVersion is the shape of [Session]. A session of another version is read as none.
const SessionVersion = 1

// Session is what a conversation remembers: what it was about, never what was said. No field holds text that a person
// typed.
type Session struct {
	Version int    `json:"v"`
	Lang    string `json:"lang,omitempty"`
	// Topic was answered last.
	Topic string `json:"topic,omitempty"`
	// Offered are the topics on the buttons shown last, in their order.
	Offered []string `json:"offered,omitempty"`
	// Clarified is true when the last reply asked what was meant; the bot never asks twice in a row.
	Clarified bool `json:"clarified,omitempty"`
	// Route is the safety route whose card was shown last, until the person says that it was not meant.
	Route content.Route `json:"route,omitempty"`
	// Held is the decision on a question whose answer waits for a tap: after a safety card or the pupil-data guard.
	Held *Decision `json:"held,omitempty"`
}

// Sessions keeps conversations for [SessionLifetime].
type Sessions interface {
	// Load returns the zero session when there is none, or one of another version.
	Load(ctx context.Context, who chat.Person) (Session, error)
	// Save replaces the session and starts its lifetime anew.
	Save(ctx context.Context, who chat.Person, s Session) error
	// Drop forgets the session at once.
	Drop(ctx context.Context, who chat.Person) error
}
