package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/dialog"
)

// Sessions fills [dialog.Sessions].
type Sessions struct{ *Store }

// Load returns the zero session when there is none, when it is of another version, and when it cannot be read: a conversation that starts anew costs a
// sentence, an error would cost an answer.
func (s Sessions) Load(ctx context.Context, who chat.Person) (dialog.Session, error) {
	data, err := s.client.Get(ctx, s.personKey(who, "session")).Bytes()
	if missing(err) {
		return dialog.Session{}, nil
	}
	if err != nil {
		return dialog.Session{}, fmt.Errorf("load session: %w", err)
	}
	var session dialog.Session
	if json.Unmarshal(data, &session) != nil || session.Version != dialog.SessionVersion {
		return dialog.Session{}, nil
	}
	return session, nil
}

// Save replaces the session and starts its lifetime anew.
func (s Sessions) Save(ctx context.Context, who chat.Person, session dialog.Session) error {
	data, err := json.Marshal(session)
	if err != nil {
		return fmt.Errorf("encode session: %w", err)
	}
	if err := s.client.Set(ctx, s.personKey(who, "session"), data, dialog.SessionLifetime).Err(); err != nil {
		return fmt.Errorf("save session: %w", err)
	}
	return nil
}

// Drop forgets the session at once.
func (s Sessions) Drop(ctx context.Context, who chat.Person) error {
	if err := s.client.Del(ctx, s.personKey(who, "session")).Err(); err != nil {
		return fmt.Errorf("drop session: %w", err)
	}
	return nil
}
