package main

import (
	"context"
	"fmt"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/dialog"
	"github.com/baken-bot/baken/internal/pulse"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
	"github.com/baken-bot/baken/internal/understand"
)

// school is where everybody works.
const school = "bench"

// house is a dialog over a store, wired as the bot wires it.
type house struct {
	dialog *dialog.Dialog
	pulse  pulse.Pulse
	lib    *content.Library
	store  *store.Store
	tape   *tape
}

func newHouse(s *store.Store, t *tape) (*house, error) {
	lib, err := content.Load(content.Embedded(), nil)
	if err != nil {
		return nil, fmt.Errorf("load library: %w", err)
	}
	reader, err := understand.New(lib)
	if err != nil {
		return nil, fmt.Errorf("learn library: %w", err)
	}
	rounds := store.Rounds{Store: s}
	h := &house{lib: lib, store: s, tape: t, pulse: pulse.Pulse{Rounds: rounds, Ledger: rounds, Archive: rounds, Limits: rounds}}
	book := store.NewBook(store.Calendars{Store: s, Default: schedule.Settings{Zone: "Europe/Amsterdam"}})
	desk := &schedule.Desk{DeskConfig: schedule.DeskConfig{Shelf: book.Plans, Book: book, Office: book, Now: time.Now}}
	h.dialog, err = dialog.New(dialog.Config{
		Library: lib, Reader: reader, Sessions: store.Sessions{Store: s}, People: store.People{Store: s}, BotName: "Baken",
		Planning: &dialog.Planning{
			Desk: func(chat.School) *schedule.Desk { return desk }, Drafts: store.Drafts{Store: s}, Roles: store.Roles{Store: s},
			Pulse: func(chat.School) pulse.Pulse { return h.pulse },
		},
	})
	if err != nil {
		return nil, fmt.Errorf("make dialog: %w", err)
	}
	return h, nil
}

// question is the one that is asked: one tap on a scale.
const question = "calm-when-tense"

// open opens a round for so many people.
func (h *house) open(ctx context.Context, round string, people int) (pulse.Ref, error) {
	q, err := pulse.FromBank(h.lib, question)
	if err != nil {
		return pulse.Ref{}, err
	}
	now := time.Now()
	r := pulse.Round{
		Ref: pulse.Ref{School: school, Round: round}, Pulse: "bench", Questions: []pulse.Question{q}, Opens: now, Closes: now.AddDate(0, 0, 6),
	}
	all := make([]pulse.Person, people)
	for i := range all {
		all[i] = pulse.Person(someone(i).String())
	}
	return r.Ref, h.pulse.Open(ctx, r, all)
}

func someone(i int) chat.Address {
	return chat.Address{Platform: "bench", Value: fmt.Sprintf("colleague-%06d", i)}
}

// card is the question as everybody has it before them: its buttons are what is tapped.
func (h *house) card(ctx context.Context, round string) (chat.Card, error) {
	r, err := h.press(ctx, 0, chat.Action{Verb: "pulseask", Arg: round + "/0"})
	if err != nil || len(r.Cards) == 0 || len(r.Cards[0].Buttons) < choices {
		return chat.Card{}, fmt.Errorf("ask for the question: the reply reads %q, %w", r.Text, err)
	}
	return r.Cards[0], nil
}

// press is somebody's press, handled as any message is.
func (h *house) press(ctx context.Context, who int, do chat.Action) (chat.Reply, error) {
	return h.dialog.Handle(ctx, chat.Message{
		ID: fmt.Sprint(do, who), At: time.Now(), Where: someone(who), Private: true, From: chat.Person{School: school, Address: someone(who), Locale: "nl-NL"}, Press: &do,
	})
}
