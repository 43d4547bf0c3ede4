// Package chat is the vocabulary every platform shares, and the one door messages come in by.
//
// An adapter (a package under chat) turns what its platform sends into a [Message], hands it to the [Inbox], and shows
// the [Reply] that comes back. What to answer is decided elsewhere; how it looks on a platform is decided in that
// platform's adapter. Nothing here names a platform, keeps state in a store, or knows a topic.
package chat

import "context"

// Handler answers one message.
type Handler interface {
	// Handle returns what to show. An empty reply means: say nothing. An error is for the operator; the reply beside it,
	// if there is one, is shown all the same, and otherwise the caller apologises. Handle may be called from several
	// goroutines.
	Handle(ctx context.Context, m Message) (Reply, error)
}

// Sender shows a reply at an address without having been asked.
type Sender interface {
	// Send returns an error that wraps [ErrGone] when nobody is there any more, and a [RetryError] when the platform
	// asked to wait. Any other error means that the outcome is unknown.
	Send(ctx context.Context, to Address, r Reply) error
}
