// Package chattest checks that an adapter keeps the promises in package chat.
//
// An adapter's test fills in an [Adapter] and calls [Run]. What an adapter has no way to do is named in Without, with the reason, which the test prints: nothing
// is skipped in silence.
package chattest

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/baken-bot/baken/internal/chat"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// Check is one promise.
type Check string

// The promises.
const (
	Forged     Check = "a forged request is refused"
	Arrives    Check = "text and press arrive whole"
	Submission Check = "a submission arrives whole"
	Renders    Check = "every sample renders"
	Gone       Check = "a person who is not there is gone"
	Apologises Check = "a failing handler yields an apology"
	Secrets    Check = "no error holds a secret"
)

// Adapter is what differs between adapters.
type Adapter struct {
	// Open returns a running adapter over an inbox, and functions that act on it from outside.
	Open func(t *testing.T, inbox *chat.Inbox) Door
	// Render returns a sample as the platform gets it; Ext is the ending of its golden files.
	Render func(t *testing.T, r chat.Reply) []byte
	Ext    string
	// Without names the checks that have no meaning here, each with the reason.
	Without map[Check]string
}

// Door acts on an adapter as its platform would. A nil function belongs to a check in Without.
type Door struct {
	Text   func(t *testing.T, text string) (shown string)
	Press  func(t *testing.T, a chat.Action) (shown string)
	Submit func(t *testing.T, s chat.Submission) (shown string)
	// Forge sends a request that is not the platform's and reports whether it was refused.
	Forge func(t *testing.T) (refused bool)
	// Send shows a reply at an address nobody is at.
	Send func(t *testing.T) error
	// Secret is what no error may hold.
	Secret string
}

// Run checks every promise.
func Run(t *testing.T, a Adapter) {
	t.Helper()
	for check, run := range map[Check]func(*testing.T, Adapter){
		Forged: forged, Arrives: arrives, Submission: submission, Renders: renders, Gone: gone, Apologises: apologises, Secrets: secrets,
	} {
		t.Run(string(check), func(t *testing.T) {
			if why, ok := a.Without[check]; ok {
				t.Logf("not checked here: %s", why)
				return
			}
			run(t, a)
		})
	}
}

// recorder is a handler that keeps what it gets.
type recorder struct {
	mu   sync.Mutex
	got  []chat.Message
	fail error
}

func (r *recorder) Handle(_ context.Context, m chat.Message) (chat.Reply, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got = append(r.got, m)
	return chat.Reply{Text: "gehoord"}, r.fail
}

func (r *recorder) last() chat.Message {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.got) == 0 {
		return chat.Message{}
	}
	return r.got[len(r.got)-1]
}

// memory remembers which messages were seen.
type memory struct {
	mu   sync.Mutex
	seen map[string]bool
}

func (m *memory) Take(_ context.Context, s chat.School, id string) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := string(s) + "/" + id
	first := !m.seen[key]
	m.seen[key] = true
	return first, nil
}

func (m *memory) Done(context.Context, chat.School, string) error    { return nil }
func (m *memory) Release(context.Context, chat.School, string) error { return nil }

func open(t *testing.T, a Adapter, h *recorder) Door {
	t.Helper()
	return a.Open(t, chat.NewInbox(chat.InboxConfig{
		Handler: h, Seen: &memory{seen: map[string]bool{}}, Apology: func(chat.Message) chat.Reply { return chat.Reply{Text: "mislukt"} },
		Report: func(chat.Message, error) {},
	}))
}

func forged(t *testing.T, a Adapter) {
	h := &recorder{}
	if !open(t, a, h).Forge(t) || len(h.got) > 0 {
		t.Error("a forged request is acted on")
	}
}

func arrives(t *testing.T, a Adapter) {
	h := &recorder{}
	door := open(t, a, h)
	const text = "één vraag met \"tekens\" <&> 😀"
	if shown := door.Text(t, text); !strings.Contains(shown, "gehoord") {
		t.Errorf("the answer is not shown: %q", shown)
	}
	if m := h.last(); m.Text != text || m.Validate() != nil {
		t.Errorf("text arrived as %+v, %v", m, m.Validate())
	}
	action := chat.Action{Verb: "topic", Arg: "a:b/c"}
	door.Press(t, action)
	if m := h.last(); m.Press == nil || *m.Press != action {
		t.Errorf("press arrived as %+v", m)
	}
}

func submission(t *testing.T, a Adapter) {
	h := &recorder{}
	want := chat.Submission{Form: chat.Action{Verb: "settings"}, Values: map[string]string{"lang": "nl"}, Many: map[string][]string{"days": {"mon", "tue"}}}
	open(t, a, h).Submit(t, want)
	got := h.last().Submission
	if got == nil || got.Form != want.Form || got.Values["lang"] != "nl" || len(got.Many["days"]) != 2 {
		t.Errorf("arrived as %+v", got)
	}
}

func renders(t *testing.T, a Adapter) {
	for _, s := range chat.Samples() {
		file, got := filepath.Join("testdata", s.Name+a.Ext), a.Render(t, s.Reply)
		if *update {
			if err := errors.Join(os.MkdirAll("testdata", 0o750), os.WriteFile(file, got, 0o600)); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("%s: got\n%s\nwant\n%s", s.Name, got, want)
		}
	}
}

func gone(t *testing.T, a Adapter) {
	if err := open(t, a, &recorder{}).Send(t); !errors.Is(err, chat.ErrGone) {
		t.Errorf("got %v, want ErrGone", err)
	}
}

func apologises(t *testing.T, a Adapter) {
	if shown := open(t, a, &recorder{fail: errors.New("broken")}).Text(t, "hoi"); !strings.Contains(shown, "gehoord") && !strings.Contains(shown, "mislukt") {
		t.Errorf("shown %q", shown)
	}
}

func secrets(t *testing.T, a Adapter) {
	door := open(t, a, &recorder{})
	if err := door.Send(t); err == nil || strings.Contains(err.Error(), door.Secret) {
		t.Errorf("got %v", err)
	}
}
