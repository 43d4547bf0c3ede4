package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/dialog"
)

type replayCmd struct {
	File string `arg:"" help:"Conversations, one JSON object a line." type:"existingfile"`
}

// script is one conversation.
type script struct {
	ID    string `json:"id"`
	Lang  string `json:"lang"`
	Turns []struct {
		User   string       `json:"user"`
		Expect *expectation `json:"expect"`
	} `json:"turns"`
}

// expectation is what a turn should come to: the outcome, and when topics are named, one of them; of a clarifying question, that it offers one of them.
type expectation struct {
	Outcome string   `json:"outcome"`
	Topic   []string `json:"topic"`
}

func (e *expectation) met(a answer) bool {
	switch {
	case e == nil:
		return true
	case e.Outcome != a.Outcome:
		return false
	case len(e.Topic) == 0 || slices.Contains(e.Topic, a.Topic):
		return true
	}
	return a.Outcome == string(dialog.Clarified) &&
		slices.ContainsFunc(a.Candidates, func(c candidate) bool { return slices.Contains(e.Topic, c.Topic) })
}

// Run plays each conversation with a person of its own and prints one object a turn. It ends with exit code 1 when an expectation was not met.
func (c *replayCmd) Run(ctx context.Context, p *process, all *commands) error {
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
	file, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("open conversations: %w", err)
	}
	defer file.Close()
	missed := 0
	lines := bufio.NewScanner(file)
	lines.Buffer(make([]byte, 0, 64<<10), maxLine)
	for n := 1; lines.Scan(); n++ {
		var s script
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			return fmt.Errorf("read conversations: line %d: %w", n, err)
		}
		not, err := play(ctx, p, m, d, s)
		if err != nil {
			return err
		}
		missed += not
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read conversations: %w", err)
	}
	if missed > 0 {
		fmt.Fprintf(p.Err, "%d turns did not come out as expected\n", missed)
		return exitCode(1)
	}
	return nil
}

func play(ctx context.Context, p *process, m mind, d *dialog.Dialog, s script) (missed int, err error) {
	who := chat.Person{School: "replay", Address: chat.Address{Platform: "terminal", Value: s.ID}, Role: chat.Member}
	out := json.NewEncoder(p.Out)
	for i, turn := range s.Turns {
		start := time.Now()
		t, err := d.Turn(ctx, chat.Message{
			ID: s.ID + "/" + strconv.Itoa(i), From: who, Where: who.Address, Private: true, At: start, Text: turn.User,
		})
		if err != nil {
			return missed, fmt.Errorf("play %s: turn %d: %w", s.ID, i+1, err)
		}
		a := newAnswer(m.library, turn.User, t, time.Since(start))
		a.ID, a.Turn = s.ID, i+1
		if !turn.Expect.met(a) {
			missed++
		}
		if err := out.Encode(a); err != nil {
			return missed, err
		}
	}
	return missed, nil
}
