package slack_test

import (
	"context"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/chat/slack"
	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/dialog"
	"github.com/baken-bot/baken/internal/people"
	"github.com/baken-bot/baken/internal/understand"
)

// BenchmarkAnswer is all that is worked out for a question, from its text to the body of the call that shows the answer: no store, no network.
func BenchmarkAnswer(b *testing.B) {
	d, m := benchTalk(b)
	b.ReportAllocs()
	for b.Loop() {
		t, err := d.Turn(b.Context(), m)
		if err != nil {
			b.Fatal(err)
		}
		benchPost(b, t.Reply)
	}
}

// BenchmarkRender is the part of [BenchmarkAnswer] that belongs to Slack: from the reply to the body.
func BenchmarkRender(b *testing.B) {
	d, m := benchTalk(b)
	t, err := d.Turn(b.Context(), m)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		benchPost(b, t.Reply)
	}
}

func benchPost(b *testing.B, r chat.Reply) {
	b.Helper()
	if _, err := slack.Posted(r); err != nil {
		b.Fatal(err)
	}
}

// benchTalk is a dialog that remembers nothing, and a question that it answers with a topic.
func benchTalk(b *testing.B) (*dialog.Dialog, chat.Message) {
	b.Helper()
	lib, err := content.Load(content.Embedded(), nil)
	if err != nil {
		b.Fatal(err)
	}
	reader, err := understand.New(lib)
	if err != nil {
		b.Fatal(err)
	}
	d, err := dialog.New(dialog.Config{Library: lib, Reader: reader, Sessions: benchMemory{}, People: benchStaff{}, BotName: "Baken"})
	if err != nil {
		b.Fatal(err)
	}
	m := chat.Message{
		ID: "1", From: chat.Person{School: "s", Address: chat.Address{Platform: slack.Platform, Value: "T1/U1"}}, Private: true, At: time.Now(),
		Text: "een leerling loopt steeds de klas uit, wat doe ik",
	}
	if t, err := d.Turn(b.Context(), m); err != nil || t.Outcome != dialog.Answered {
		b.Fatalf("outcome %s, %v", t.Outcome, err)
	}
	return d, m
}

type benchMemory struct{}

func (benchMemory) Load(context.Context, chat.Person) (dialog.Session, error) {
	return dialog.Session{}, nil
}
func (benchMemory) Save(context.Context, chat.Person, dialog.Session) error { return nil }
func (benchMemory) Drop(context.Context, chat.Person) error                 { return nil }

type benchStaff struct{}

func (benchStaff) Load(context.Context, chat.Person) (people.Staff, bool, error) {
	return people.Staff{}, false, nil
}
func (benchStaff) Save(context.Context, chat.Person, people.Staff) error { return nil }
func (benchStaff) Forget(context.Context, chat.Person) error             { return nil }
