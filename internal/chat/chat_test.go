package chat_test

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/baken-bot/baken/internal/chat"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestEverySampleFitsEveryPlatform(t *testing.T) {
	for _, s := range chat.Samples() {
		if err := s.Reply.Validate(); err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
	}
}

func TestEverySampleInPlainWords(t *testing.T) {
	for _, s := range chat.Samples() {
		t.Run(s.Name, func(t *testing.T) {
			golden(t, s.Name+".txt", chat.PlainText(s.Reply)+"\n")
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestMarkupKnowsOnlyWhatIsAllowed(t *testing.T) {
	for name, test := range map[string]struct{ source, want string }{
		"bold and italic":              {"een **vet** en *schuin* woord", "een vet en schuin woord"},
		"a list":                       {"- een\n- twee", "• een\n• twee"},
		"a numbered list":              {"3. drie\n4. vier", "3. drie\n4. vier"},
		"html is only text":            {"<b>hoi</b> <script>alert(1)</script>", "<b>hoi</b> <script>alert(1)</script>"},
		"an escaped star is a star":    {`vijf \* zes`, "vijf * zes"},
		"a javascript link is no link": {"[klik](javascript:alert(1))", "klik"},
		"an image is its words":        {"![kat](https://example.org/kat.png)", "kat"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := chat.PlainMarkup(test.source); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
	for _, block := range chat.Parse("[a](javascript:x) [b](http://example.org) [c](https://example.org)") {
		for _, s := range block.Spans {
			if s.Link != "" && s.Link != "https://example.org" {
				t.Errorf("link %q", s.Link)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range chat.Samples() {
		for _, c := range s.Reply.Cards {
			f.Add(c.Body)
		}
	}
	f.Add("<a href=javascript:x>\x00**_[](")
	f.Fuzz(func(t *testing.T, source string) {
		for _, b := range chat.Parse(source) {
			for _, s := range b.Spans {
				if !utf8.ValidString(s.Text) || s.Link != "" && !strings.HasPrefix(s.Link, "https://") {
					t.Errorf("span %+v", s)
				}
			}
		}
	})
}

func TestAReplyThatDoesNotFitIsRefused(t *testing.T) {
	long := strings.Repeat("x", 2000)
	for name, r := range map[string]chat.Reply{
		"too many cards":      {Cards: make([]chat.Card, 4)},
		"too much text":       {Text: long},
		"card too full":       {Cards: []chat.Card{{Body: long}}},
		"too many buttons":    {Cards: []chat.Card{{Buttons: make([]chat.Button, 6)}}},
		"label too long":      {Cards: []chat.Card{{Buttons: []chat.Button{{Label: long, Do: chat.Action{Verb: "a"}}}}}},
		"action too long":     {Cards: []chat.Card{{Buttons: []chat.Button{{Label: "a", Do: chat.Action{Verb: "a", Arg: long}}}}}},
		"picture of no words": {Cards: []chat.Card{{Picture: &chat.Picture{PNG: []byte("x")}}}},
		"picture too large":   {Cards: []chat.Card{{Picture: &chat.Picture{PNG: make([]byte, chat.MaxPicture+1), Alt: "a"}}}},
		"form too long":       {Form: &chat.Form{Title: "a", Do: chat.Action{Verb: "a"}, Fields: make([]chat.Field, 6)}},
	} {
		t.Run(name, func(t *testing.T) {
			if r.Validate() == nil {
				t.Error("it passes")
			}
		})
	}
}

func TestActionsAndAddressesSurviveTheRoundTrip(t *testing.T) {
	for _, a := range []chat.Action{{Verb: "topic", Arg: "a:b/c"}, {Verb: "none"}} {
		if got, err := chat.ParseAction(a.String()); err != nil || got != a {
			t.Errorf("%v became %v, %v", a, got, err)
		}
	}
	a := chat.Address{Platform: "playground", Value: "x/y.z"}
	if got, err := chat.ParseAddress(a.String()); err != nil || got != a {
		t.Errorf("%v became %v, %v", a, got, err)
	}
}

// seen is a memory of messages that can be away.
type seen struct {
	mu   sync.Mutex
	in   map[string]bool
	away bool
	// elsewhere is true while another replica has every message.
	elsewhere bool
}

func (s *seen) Take(_ context.Context, _ chat.School, id string) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return false, errors.New("away")
	}
	if s.elsewhere {
		return false, chat.ErrBusy
	}
	first := !s.in[id]
	s.in[id] = true
	return first, nil
}

func (s *seen) Done(context.Context, chat.School, string) error { return nil }

func (s *seen) Release(_ context.Context, _ chat.School, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.in, id)
	return nil
}

type handler func(context.Context, chat.Message) (chat.Reply, error)

func (h handler) Handle(ctx context.Context, m chat.Message) (chat.Reply, error) { return h(ctx, m) }

func newInbox(h handler, s *seen) (*chat.Inbox, *[]string) {
	reports := &[]string{}
	var mu sync.Mutex
	if s == nil {
		s = &seen{in: map[string]bool{}}
	}
	return chat.NewInbox(chat.InboxConfig{
		Handler: h, Seen: s, Apology: func(chat.Message) chat.Reply { return chat.Reply{Text: "sorry"} },
		Report: func(_ chat.Message, err error) {
			mu.Lock()
			defer mu.Unlock()
			*reports = append(*reports, err.Error())
		}, MaxWaiting: 3,
	}), reports
}

func text(id, who string) chat.Message {
	return chat.Message{ID: id, Text: "geheim", From: chat.Person{School: "s", Address: chat.Address{Platform: "p", Value: who}}}
}

func TestARepeatIsAnsweredOnce(t *testing.T) {
	inbox, _ := newInbox(func(context.Context, chat.Message) (chat.Reply, error) { return chat.Reply{Text: "a"}, nil }, nil)
	count := 0
	for range 2 {
		if err := inbox.Do(t.Context(), text("1", "a"), func(context.Context, chat.Reply) error { count++; return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if count != 1 {
		t.Errorf("answered %d times", count)
	}
}

func TestAMessageThatAnotherReplicaHasIsLeftToThePlatform(t *testing.T) {
	inbox, reports := newInbox(func(context.Context, chat.Message) (chat.Reply, error) { return chat.Reply{Text: "a"}, nil }, &seen{elsewhere: true})
	err := inbox.Do(t.Context(), text("1", "a"), func(context.Context, chat.Reply) error { t.Error("answered"); return nil })
	if !errors.Is(err, chat.ErrBusy) || len(*reports) > 0 {
		t.Errorf("got %v, reported %v", err, *reports)
	}
}

func TestOnlyAnAnswerThatSurelyDidNotArriveCanBeAskedForAgain(t *testing.T) {
	calm, urgent := chat.Reply{Text: "a"}, chat.Reply{Cards: []chat.Card{{Title: "a", Tone: chat.Urgent}}}
	for name, c := range map[string]struct {
		reply   chat.Reply
		failure error
		again   int
	}{
		"the platform did not take it":                {calm, &chat.RetryError{After: time.Second, Err: errors.New("full")}, 1},
		"nobody knows":                                {calm, errors.New("cut"), 0},
		"nobody knows, and somebody may be in danger": {urgent, errors.New("cut"), 1},
	} {
		t.Run(name, func(t *testing.T) {
			inbox, _ := newInbox(func(context.Context, chat.Message) (chat.Reply, error) { return c.reply, nil }, nil)
			if err := inbox.Do(t.Context(), text("1", "a"), func(context.Context, chat.Reply) error { return c.failure }); !errors.Is(err, c.failure) {
				t.Errorf("the failure is swallowed: %v", err)
			}
			again := 0
			if err := inbox.Do(t.Context(), text("1", "a"), func(context.Context, chat.Reply) error { again++; return nil }); err != nil || again != c.again {
				t.Errorf("second delivery: answered %d times, want %d, %v", again, c.again, err)
			}
		})
	}
}

func TestAFailingHandlerYieldsAnApologyAndNoTextInTheReport(t *testing.T) {
	for name, h := range map[string]handler{
		"error": func(context.Context, chat.Message) (chat.Reply, error) { return chat.Reply{}, errors.New("broken") },
		"panic": func(_ context.Context, m chat.Message) (chat.Reply, error) { panic(m.Text) },
		"reply too long": func(context.Context, chat.Message) (chat.Reply, error) {
			return chat.Reply{Cards: make([]chat.Card, 9)}, nil
		},
		"form out of place": func(context.Context, chat.Message) (chat.Reply, error) {
			return chat.Reply{Form: chat.Samples()[8].Reply.Form}, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			inbox, reports := newInbox(h, nil)
			got := ""
			if err := inbox.Do(t.Context(), text("1", "a"), func(_ context.Context, r chat.Reply) error { got = r.Text; return nil }); err != nil {
				t.Fatal(err)
			}
			if name != "form out of place" && got != "sorry" {
				t.Errorf("got %q", got)
			}
			if len(*reports) == 0 || strings.Contains(strings.Join(*reports, ""), "geheim") {
				t.Errorf("reports %v", *reports)
			}
		})
	}
}

func TestWithoutItsMemoryTheInboxStillAnswers(t *testing.T) {
	inbox, reports := newInbox(func(context.Context, chat.Message) (chat.Reply, error) { return chat.Reply{Text: "112"}, nil }, &seen{away: true})
	got := ""
	if err := inbox.Do(t.Context(), text("1", "a"), func(_ context.Context, r chat.Reply) error { got = r.Text; return nil }); err != nil || got != "112" {
		t.Errorf("got %q, %v", got, err)
	}
	if len(*reports) == 0 {
		t.Error("nobody was told")
	}
}

func TestOnePersonsMessagesGoInOrderAndOthersDoNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gate := make(chan struct{})
		var mu sync.Mutex
		var order []string
		inbox, _ := newInbox(func(_ context.Context, m chat.Message) (chat.Reply, error) {
			if m.ID == "1" {
				<-gate
			}
			mu.Lock()
			defer mu.Unlock()
			order = append(order, m.ID)
			return chat.Reply{}, nil
		}, nil)
		var wg sync.WaitGroup
		send := func(id, who string) {
			wg.Go(func() {
				if err := inbox.Do(t.Context(), text(id, who), nil); err != nil {
					t.Error(err)
				}
			})
			synctest.Wait()
		}
		send("1", "a")
		send("2", "a")
		send("3", "b")
		send("5", "a")
		if err := inbox.Do(t.Context(), text("4", "c"), nil); !errors.Is(err, chat.ErrBusy) {
			t.Errorf("a fourth message is taken: %v", err)
		}
		close(gate)
		wg.Wait()
		if got := strings.Join(order, ""); got != "3125" {
			t.Errorf("order %s", got)
		}
	})
}

func TestWhoGivesUpWaitingLetsTheNextOneThrough(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gate := make(chan struct{})
		inbox, _ := newInbox(func(_ context.Context, m chat.Message) (chat.Reply, error) {
			if m.ID == "1" {
				<-gate
			}
			return chat.Reply{}, nil
		}, nil)
		var wg sync.WaitGroup
		wg.Go(func() { _ = inbox.Do(t.Context(), text("1", "a"), nil) })
		synctest.Wait()
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		wg.Go(func() {
			if err := inbox.Do(short, text("2", "a"), nil); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("second: %v", err)
			}
		})
		synctest.Wait()
		wg.Go(func() {
			if err := inbox.Do(t.Context(), text("3", "a"), nil); err != nil {
				t.Errorf("third: %v", err)
			}
		})
		<-short.Done()
		synctest.Wait()
		close(gate)
		wg.Wait()
	})
}

func TestAMessageForAPlatformThatIsNotConnectedWaits(t *testing.T) {
	err := chat.Switchboard{}.Send(t.Context(), chat.Address{Platform: "p", Value: "a"}, chat.Reply{})
	var retry *chat.RetryError
	if !errors.As(err, &retry) || retry.After <= 0 || errors.Is(err, chat.ErrGone) {
		t.Errorf("got %v", err)
	}
}

func TestTypedWordsAreShownAsTheyAre(t *testing.T) {
	for _, typed := range []string{
		"Wat hielp jou?", "**vet** en *schuin* en _zo_", "[hier](https://x.example)", "<b>x</b> &amp; <!channel>", "1. een", "12) twee", "- streep", "# kop", "> citaat", "`code` ~weg~ a|b", `a\*b \ `,
		"= kop", "+ plus", "![p](https://x.example)", "www.x.example", "3.5 keer", "a * b * c",
	} {
		want := strings.Join(strings.Fields(typed), " ")
		for _, around := range [][2]string{{"", ""}, {"**", "**"}, {"*", "*, verder"}, {"- ", ""}} {
			got := chat.PlainMarkup(around[0] + chat.Literal(typed) + around[1])
			got = strings.TrimPrefix(strings.TrimSuffix(got, ", verder"), "• ")
			if got != want {
				t.Errorf("%q between %q: shown as %q", typed, around, got)
			}
		}
	}
	if got := chat.Literal("a\u202eb\u200bc\x00\n\nd"); got != "abc d" {
		t.Errorf("got %q", got)
	}
}
