package terminal_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/chat/chattest"
	"github.com/baken-bot/baken/internal/chat/terminal"
)

func me() chat.Person {
	return chat.Person{School: "terminal", Address: chat.Address{Platform: "terminal", Value: "me"}}
}

// inbox answers every message with a reply and keeps what it got.
type inbox struct {
	reply func(chat.Message) chat.Reply
	got   []chat.Message
}

func (i *inbox) Do(ctx context.Context, m chat.Message, respond func(context.Context, chat.Reply) error) error {
	i.got = append(i.got, m)
	return respond(ctx, i.reply(m))
}

func talk(t *testing.T, box terminal.Inbox, lines string) string {
	t.Helper()
	var out bytes.Buffer
	term := terminal.New(terminal.Config{Inbox: box, In: strings.NewReader(lines), Out: &out, Person: me(), Now: time.Now})
	if err := term.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestTheTerminalKeepsThePromisesOfAnAdapter(t *testing.T) {
	chattest.Run(t, chattest.Adapter{
		Ext: ".txt",
		Render: func(t *testing.T, r chat.Reply) []byte {
			var out bytes.Buffer
			term := terminal.New(terminal.Config{In: strings.NewReader(""), Out: &out, Person: me(), Now: time.Now})
			if err := term.Send(t.Context(), me().Address, r); err != nil {
				t.Fatal(err)
			}
			return out.Bytes()
		},
		Open: func(t *testing.T, box *chat.Inbox) chattest.Door {
			return chattest.Door{
				Text: func(t *testing.T, text string) string { return talk(t, box, text+"\n") },
				Send: func(t *testing.T) error {
					return terminal.New(terminal.Config{In: strings.NewReader(""), Out: &bytes.Buffer{}, Person: me(), Now: time.Now}).
						Send(t.Context(), chat.Address{Platform: "terminal", Value: "nobody"}, chat.Reply{Text: "a"})
				},
			}
		},
		Without: map[chattest.Check]string{
			chattest.Forged:     "there is no network",
			chattest.Arrives:    "a press needs a button that was shown before: TestButtonsArePressedByNumber",
			chattest.Submission: "a form is asked field by field: TestAFormIsAskedFieldByField",
			chattest.Secrets:    "there are none",
		},
	})
}

func TestButtonsArePressedByNumber(t *testing.T) {
	box := &inbox{reply: func(chat.Message) chat.Reply { return chat.Samples()[5].Reply }}
	out := talk(t, box, "hoi\n2\n99\n/quit\nnooit\n")
	if !strings.Contains(out, "[2] Een leerling loopt nu hoog op") {
		t.Errorf("no numbers in %s", out)
	}
	if len(box.got) != 3 || box.got[1].Press == nil || box.got[1].Press.Arg != "de-escalation" || box.got[2].Text != "99" {
		t.Errorf("got %+v", box.got)
	}
}

func TestAFormIsAskedFieldByField(t *testing.T) {
	box := &inbox{}
	box.reply = func(m chat.Message) chat.Reply {
		if m.Submission != nil {
			return chat.Reply{Text: "klaar"}
		}
		return chat.Samples()[8].Reply
	}
	talk(t, box, "hoi\n9\n2\n1, 3\n\neen regel\n\n")
	s := box.got[len(box.got)-1].Submission
	if s == nil || s.Values["lang"] != "en" || strings.Join(s.Many["days"], " ") != "mon wed" || s.Values["note"] != "een regel" {
		t.Errorf("got %+v", s)
	}
}

func TestNothingThatIsShownSteersTheTerminal(t *testing.T) {
	box := &inbox{reply: func(chat.Message) chat.Reply { return chat.Reply{Cards: []chat.Card{{Quote: "a\x1b[31mb\x07\u202ec"}}} }}
	if out := talk(t, box, "hoi\n"); strings.ContainsAny(out, "\x1b\x07\u202e") {
		t.Errorf("got %q", out)
	}
}
