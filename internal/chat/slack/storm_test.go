package slack_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/chat/slack"
	"github.com/baken-bot/baken/internal/chat/slack/slacktest"
	"github.com/baken-bot/baken/internal/config"
)

// tokenOf is a bot of several workspaces.
type tokenOf struct{}

func (tokenOf) Token(_ context.Context, team string) (string, error) { return "xoxb-" + team, nil }

// ledger is a memory of messages as the store has it.
type ledger struct {
	mu    sync.Mutex
	state map[string]string
}

func (l *ledger) Take(_ context.Context, s chat.School, id string) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch l.state[string(s)+id] {
	case "done":
		return false, nil
	case "held":
		return false, chat.ErrBusy
	}
	l.state[string(s)+id] = "held"
	return true, nil
}

func (l *ledger) Done(_ context.Context, s chat.School, id string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.state[string(s)+id] = "done"
	return nil
}

func (l *ledger) Release(_ context.Context, s chat.School, id string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.state, string(s)+id)
	return nil
}

// parrot answers a question with its own words.
type parrot struct{}

func (parrot) Handle(_ context.Context, m chat.Message) (chat.Reply, error) {
	return chat.Reply{Text: "antwoord op " + m.Text + "."}, nil
}

// storm is what a bad day brings to some workspaces.
type storm struct {
	*slacktest.Server
	dice    *rand.Rand
	replica []*slack.Slack
	asked   map[string][]string // questions by room
	hail    []func()
}

// The storm: so many workspaces, colleagues in each, and questions of each at once. More questions and Slack itself would take no more answers in a minute.
const (
	stormTeams, stormPeople, stormQuestions = 8, 40, 2
)

func newStorm(t *testing.T, seed uint64) *storm {
	t.Helper()
	s := &storm{Server: slacktest.New(t, slacktest.Options{SigningSecret: docSecret}), dice: rand.New(rand.NewPCG(seed, seed)), asked: map[string][]string{}}
	memory := &ledger{state: map[string]string{}}
	for range 2 { // two replicas over one store
		box := chat.NewInbox(chat.InboxConfig{
			Handler: parrot{}, Seen: memory, Apology: func(chat.Message) chat.Reply { return card("sorry") }, Report: func(chat.Message, error) {},
		})
		r := slack.New(slack.Config{
			Inbox: box, Tokens: tokenOf{}, SigningSecret: config.NewSecret(docSecret), APIURL: s.URL(), Report: func(err error) { t.Log(err) },
		})
		r.LookAtOnce(5)
		s.replica = append(s.replica, r)
	}
	for n := range stormTeams {
		team := fmt.Sprintf("T%d", n+1)
		s.AddTeam(team, "xoxb-"+team)
		for i := range stormPeople {
			s.people(team, fmt.Sprintf("U%d", i+1))
		}
	}
	return s
}

// people lets somebody ask, and says how it comes in.
func (s *storm) people(team, user string) {
	s.AddUser(team, slacktest.User{ID: user, Name: user, Locale: "nl-NL"})
	room := s.DM(team, user)
	for q := range stormQuestions {
		text := fmt.Sprintf("vraag %d van %s", q+1, user)
		s.asked[team+" "+room] = append(s.asked[team+" "+room], text)
		id, inner := fmt.Sprintf("Ev%s%s%d", team, user, q), s.Deliver.MessageInner(team, user, room, text)
		s.hail = append(s.hail, func() { s.Deliver.EventAs(team, id, inner) })
		switch s.dice.IntN(6) {
		case 0: // the same event once more
			s.hail = append(s.hail, func() { s.Deliver.EventAs(team, id, inner) })
		case 1: // and as Slack repeats it
			s.hail = append(s.hail, func() { s.Deliver.EventAgain(team, id, inner, 1, "http_timeout") }, func() { s.Deliver.EventAgain(team, id, inner, 2, "http_error") })
		case 2: // between what no bot knows, and an edit
			edit := map[string]any{"type": "message", "subtype": "message_changed", "channel": room, "channel_type": "im", "message": inner, "ts": "1764054608.000100"}
			s.hail = append(s.hail, func() { s.Deliver.Unknown(team) }, func() { s.Deliver.Event(team, edit) })
		}
	}
}

// breaks spoils some posts: fewer in each workspace than may be looked for in a minute.
func (s *storm) breaks() {
	for _, f := range []slacktest.Fault{{Reset: true}, {Lost: true}, {Truncate: true}, {Late: 1}, {Status: 503, HTML: true}, {Error: "internal_error"}} {
		f.Times = 2
		s.Fault("chat.postMessage", f)
	}
}

func TestInAStormEachQuestionIsAnsweredOnce(t *testing.T) {
	for seed := range uint64(2) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			s := newStorm(t, seed)
			s.breaks()
			s.dice.Shuffle(len(s.hail), func(i, j int) { s.hail[i], s.hail[j] = s.hail[j], s.hail[i] })
			s.Deliver.To(balance(s.replica))
			var all sync.WaitGroup
			for _, fall := range s.hail {
				all.Go(fall)
			}
			all.Wait()
			for s.Deliver.Pending() > 0 { // what was refused comes again, however late
				s.Deliver.Hasten()
				s.Deliver.Due()
			}
			for _, r := range s.replica {
				r.Wait()
			}
			s.Arrive()
			s.judge(t)
		})
	}
}

func (s *storm) judge(t *testing.T) {
	t.Helper()
	for where, questions := range s.asked {
		team, room, _ := strings.Cut(where, " ")
		said := ""
		posts := s.Posts(team, room)
		for _, p := range posts {
			said += p.Text
		}
		for _, q := range questions {
			if n := strings.Count(said, q+"."); n != 1 {
				t.Errorf("%s: %q was answered %d times", where, q, n)
			}
		}
		if len(posts) != len(questions) {
			t.Errorf("%s: %d posts", where, len(posts))
		}
	}
	if n := s.TooMany("chat.postMessage") + s.TooMany("conversations.history"); n > 0 {
		t.Errorf("Slack had to say %d times that it was too much", n)
	}
}
