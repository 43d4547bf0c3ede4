package main

import (
	"context"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/dialog"
	"github.com/baken-bot/baken/internal/people"
)

// oneShot remembers nothing: every question of `ask` is a first one.
type oneShot struct{}

func (oneShot) keeper() keeper { return keeper{sessions: oneShotSessions{}, people: oneShotPeople{}} }

type oneShotSessions struct{}

func (oneShotSessions) Load(context.Context, chat.Person) (dialog.Session, error) {
	return dialog.Session{}, nil
}
func (oneShotSessions) Save(context.Context, chat.Person, dialog.Session) error { return nil }
func (oneShotSessions) Drop(context.Context, chat.Person) error                 { return nil }

type oneShotPeople struct{}

func (oneShotPeople) Load(context.Context, chat.Person) (people.Staff, bool, error) {
	return people.Staff{}, true, nil
}
func (oneShotPeople) Save(context.Context, chat.Person, people.Staff) error { return nil }
func (oneShotPeople) Forget(context.Context, chat.Person) error             { return nil }

// notebook remembers in this process, for a conversation in a terminal or a script.
type notebook struct {
	session map[chat.Address]dialog.Session
	staff   map[chat.Address]people.Staff
}

func newNotebook() *notebook {
	return &notebook{map[chat.Address]dialog.Session{}, map[chat.Address]people.Staff{}}
}

func (n *notebook) keeper() keeper {
	return keeper{sessions: notebookSessions{n}, people: notebookPeople{n}}
}

type notebookSessions struct{ *notebook }

func (n notebookSessions) Load(_ context.Context, who chat.Person) (dialog.Session, error) {
	return n.session[who.Address], nil
}

func (n notebookSessions) Save(_ context.Context, who chat.Person, s dialog.Session) error {
	n.session[who.Address] = s
	return nil
}

func (n notebookSessions) Drop(_ context.Context, who chat.Person) error {
	delete(n.session, who.Address)
	return nil
}

type notebookPeople struct{ *notebook }

func (n notebookPeople) Load(_ context.Context, who chat.Person) (people.Staff, bool, error) {
	s, ok := n.staff[who.Address]
	return s, ok, nil
}

func (n notebookPeople) Save(_ context.Context, who chat.Person, s people.Staff) error {
	n.staff[who.Address] = s
	return nil
}

func (n notebookPeople) Forget(_ context.Context, who chat.Person) error {
	delete(n.staff, who.Address)
	delete(n.session, who.Address)
	return nil
}
