package main

import (
	"context"
	"fmt"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/chat/terminal"
)

type chatCmd struct {
	Lang string `help:"Start in this language." enum:"nl,en," default:""`
}

// Run talks in this terminal. The conversation lives as long as the command.
func (c *chatCmd) Run(ctx context.Context, p *process, all *commands) error {
	core, env, err := settings(p, all)
	if err != nil {
		return err
	}
	if err := env.Err(); err != nil {
		return err
	}
	m, err := p.mind(core)
	if err != nil {
		return err
	}
	m.choose(ctx, core, p.Err)
	d, err := m.dialog(core, newNotebook().keeper(), nil)
	if err != nil {
		return err
	}
	inbox := chat.NewInbox(chat.InboxConfig{
		Handler: d, Seen: firstTime{}, Apology: d.Apology, Report: func(_ chat.Message, err error) { fmt.Fprintln(p.Err, err) },
	})
	fmt.Fprintf(p.Out, "%s. Typ een vraag, of /quit. / Type a question, or /quit.\n", core.BotName)
	return terminal.New(terminal.Config{
		Inbox: inbox, In: p.In, Out: p.Out, Now: time.Now,
		Person: chat.Person{School: "terminal", Address: chat.Address{Platform: "terminal", Value: "me"}, Locale: c.Lang, Role: chat.Member},
	}).Run(ctx)
}

// firstTime takes every message: a terminal never delivers one twice.
type firstTime struct{}

func (firstTime) Take(context.Context, chat.School, string) (bool, error) { return true, nil }
func (firstTime) Done(context.Context, chat.School, string) error         { return nil }
func (firstTime) Release(context.Context, chat.School, string) error      { return nil }
