// Package terminal lets you talk to the bot in a shell.
//
// It is an adapter like any other: what is typed becomes a message, a number presses the button of that number, and a form is asked field by field.
// It keeps nothing and knows nothing of what is said.
package terminal

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/chat"
)

// Inbox takes a message and hands the reply to respond.
type Inbox interface {
	Do(ctx context.Context, m chat.Message, respond func(context.Context, chat.Reply) error) error
}

// Config holds the parts of a [Terminal]; all are required.
type Config struct {
	Inbox  Inbox
	In     io.Reader
	Out    io.Writer
	Person chat.Person
	Now    func() time.Time
}

// Terminal is one conversation.
type Terminal struct {
	Config
	lines   *bufio.Scanner
	count   int
	buttons []chat.Button
}

// maxLine is the longest line that is read, in bytes.
const maxLine = 1 << 20

// New returns a conversation that is ready to run.
func New(c Config) *Terminal {
	lines := bufio.NewScanner(c.In)
	lines.Buffer(make([]byte, 0, 4096), maxLine)
	return &Terminal{Config: c, lines: lines}
}

// Run talks until the input ends, somebody types /quit, or ctx ends.
func (t *Terminal) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		fmt.Fprint(t.Out, "\n> ")
		if !t.lines.Scan() {
			fmt.Fprintln(t.Out)
			return t.lines.Err()
		}
		line := strings.TrimSpace(t.lines.Text())
		if line == "/quit" || line == "/stop" {
			return nil
		}
		if line == "" {
			continue
		}
		if err := t.say(ctx, line); err != nil {
			return err
		}
	}
	return nil
}

// say sends a line: the number of a button presses it, everything else is text.
func (t *Terminal) say(ctx context.Context, line string) error {
	m := t.message()
	if n, err := strconv.Atoi(line); err == nil && n >= 1 && n <= len(t.buttons) {
		press := t.buttons[n-1].Do
		m.Press = &press
	} else {
		m.Text = strings.ToValidUTF8(line, "�")
	}
	return t.send(ctx, m)
}

func (t *Terminal) message() chat.Message {
	t.count++
	return chat.Message{
		ID: fmt.Sprintf("%d-%d", t.Now().UnixNano(), t.count), From: t.Person, Where: t.Person.Address, Private: true, At: t.Now(),
	}
}

func (t *Terminal) send(ctx context.Context, m chat.Message) error {
	var reply chat.Reply
	err := t.Inbox.Do(ctx, m, func(_ context.Context, r chat.Reply) error {
		reply = r
		return nil
	})
	if err != nil {
		return fmt.Errorf("answer message: %w", err)
	}
	t.show(reply)
	if reply.Form == nil {
		return nil
	}
	submission, ok := t.fill(*reply.Form)
	if !ok {
		return nil
	}
	next := t.message()
	next.Submission = &submission
	return t.send(ctx, next)
}

// show prints a reply; its buttons stay valid until the next reply that has some.
func (t *Terminal) show(r chat.Reply) {
	fmt.Fprintf(t.Out, "\n%s\n", clean(chat.PlainText(r)))
	var buttons []chat.Button
	for _, c := range r.Cards {
		buttons = append(buttons, c.Buttons...)
	}
	if len(buttons) == 0 {
		return
	}
	t.buttons = buttons
	fmt.Fprintln(t.Out)
	for i, b := range buttons {
		fmt.Fprintf(t.Out, "  [%d] %s\n", i+1, clean(b.Label))
	}
}

// clean drops what would steer the terminal instead of being shown.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		if r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, s)
}
