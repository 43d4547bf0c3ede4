package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/dialog"
)

type askCmd struct {
	Lang       string `help:"Answer in this language; otherwise in the language of the question." enum:"nl,en," default:""`
	JSON       bool   `help:"Print one JSON object a question." name:"json"`
	Explain    bool   `help:"With --json: add why the safety check decided as it did."`
	Candidates int    `help:"How many ranked topics to list." default:"5"`
	Question   string `arg:"" help:"The question, or - to read one a line."`
}

// maxLine is the longest question read from standard input.
const maxLine = 4 << 20

// Run answers the question, or each line of standard input in its order, as it comes.
func (c *askCmd) Run(ctx context.Context, p *process, all *commands) error {
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
	d, err := m.dialog(core, oneShot{}.keeper(), nil)
	if err != nil {
		return err
	}
	if c.Question != "-" {
		return c.one(ctx, p.Out, m.library, d, c.Question)
	}
	lines := bufio.NewScanner(p.In)
	lines.Buffer(make([]byte, 0, 64<<10), maxLine)
	for lines.Scan() {
		if err := c.one(ctx, p.Out, m.library, d, lines.Text()); err != nil {
			return err
		}
	}
	return lines.Err()
}

func (c *askCmd) one(ctx context.Context, out io.Writer, lib *content.Library, d *dialog.Dialog, question string) error {
	start := time.Now()
	t, err := d.TurnWith(ctx, c.message(question, start), dialog.Wish{Candidates: c.Candidates, Lang: content.Lang(c.Lang), AnswerHeld: true})
	took := time.Since(start)
	if err != nil {
		return err
	}
	a := newAnswer(lib, question, t, took)
	if !c.JSON {
		_, err := fmt.Fprintln(out, a.Text)
		return err
	}
	if c.Explain {
		a.Explain = &explain{Route: string(t.Urgency.Route), Chance: t.Urgency.Chance, Rules: t.Urgency.Rules}
	}
	return json.NewEncoder(out).Encode(a)
}

func (c *askCmd) message(question string, now time.Time) chat.Message {
	here := chat.Address{Platform: "terminal", Value: "ask"}
	return chat.Message{
		ID: strconv.FormatInt(now.UnixNano(), 36), From: chat.Person{School: "terminal", Address: here, Locale: c.Lang, Role: chat.Member},
		Where: here, Private: true, At: now, Text: strings.ToValidUTF8(question, "�"),
	}
}
