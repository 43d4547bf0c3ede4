package main

import (
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/baken-bot/baken/internal/chat/slack/slacktest"
)

const (
	slackTeam  = "T1"
	slackToken = "xoxb-1"
	teacher    = "U1"
	head       = "U2"
)

// slackOffice is a workspace with the whole bot in it, over a Redis of its own.
type slackOffice struct {
	*slacktest.Server
	t *testing.T
}

func newSlackOffice(t *testing.T) *slackOffice {
	t.Helper()
	s := slacktest.New(t, slacktest.Options{})
	s.AddTeam(slackTeam, slackToken)
	s.AddUser(slackTeam, slacktest.User{ID: teacher, Name: "leerkracht", Locale: "nl-NL"})
	s.AddUser(slackTeam, slacktest.User{ID: head, Name: "directie", Locale: "nl-NL", Admin: true})
	s.AddChannel(slackTeam, "C1", teacher, head, s.BotUser(slackTeam))
	env := map[string]string{
		"ADDR": "127.0.0.1:0", "DATA_DIR": t.TempDir(), "SLACK_BOT_TOKEN": slackToken, "SLACK_SIGNING_SECRET": s.Options().SigningSecret, "SLACK_API_URL": s.URL(),
	}
	t.Cleanup(func() {
		s.Inert(t, slackTeam)
		if n := s.TooMany(""); n > 0 {
			t.Errorf("Slack had to say %d times that it was too much", n)
		}
	})
	s.Deliver.ToURL("http://" + serving(t, env))
	return &slackOffice{s, t}
}

// serving runs the whole bot until the test ends, and returns where.
func serving(t *testing.T, env map[string]string) string {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	address, done := make(chan string, 1), make(chan error, 1)
	go func() {
		done <- run(ctx, process{learn: learnOnce, Getenv: func(k string) string { return env[k] }, Out: io.Discard, Err: io.Discard, started: func(a string) { address <- a }})
	}()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	select {
	case a := <-address:
		return a
	case err := <-done:
		done <- nil
		t.Fatalf("stopped at once: %v", err)
	}
	return ""
}

// says lets somebody type in private, and returns the bot's next words there.
func (o *slackOffice) says(user, text string) slacktest.Post {
	o.t.Helper()
	room := o.DM(slackTeam, user)
	before := len(o.Posts(slackTeam, room))
	if ack := o.Deliver.Message(slackTeam, user, room, text); !ack.OK() {
		o.t.Fatalf("Slack was told %+v", ack)
	}
	return o.WaitPosts(o.t, slackTeam, room, before+1)[before]
}

// presses lets somebody press the first button whose action begins so.
func (o *slackOffice) presses(user string, on slacktest.Post, action string) {
	o.t.Helper()
	value := buttonValue(o.t, on.Blocks, action)
	if ack := o.Deliver.Press(slackTeam, slacktest.Pressed{User: user, Channel: on.Channel, TS: on.TS, Value: value}); !ack.OK() {
		o.t.Fatalf("Slack was told %+v", ack)
	}
}

func buttonValue(t *testing.T, blocks json.RawMessage, action string) string {
	t.Helper()
	var all []struct {
		Elements []struct {
			Type, Value string
		}
	}
	if err := json.Unmarshal(blocks, &all); err != nil {
		t.Fatal(err)
	}
	for _, b := range all {
		for _, e := range b.Elements {
			if e.Type == "button" && strings.HasPrefix(e.Value, action) {
				return e.Value
			}
		}
	}
	t.Fatalf("no button %s in %s", action, blocks)
	return ""
}

func TestAColleagueAsksInSlack(t *testing.T) {
	o := newSlackOffice(t)
	if p := o.says(teacher, "hoe maak ik de dag voorspelbaar?"); !strings.Contains(p.Text, "Bron") || p.Unfurls || p.Via != "chat.postMessage" {
		t.Errorf("answer %+v", p)
	}
	unclear := o.says(teacher, "onrust")
	o.presses(teacher, unclear, "topic:")
	o.settled(func() bool { return strings.Contains(o.last(teacher).Text, "Bron") })
	if p := o.says(teacher, "een leerling vertelde me net dat hij zelfmoord wil plegen"); !strings.Contains(p.Text, "112") {
		t.Errorf("urgent %q", p.Text)
	}
	if p := o.says(teacher, "<!channel> Daan de Vries, geboren 3-4-2014, loopt steeds weg uit de les"); strings.Contains(p.Text, "Daan") || strings.Contains(p.Text, "2014") {
		t.Errorf("a name comes back: %q", p.Text)
	}
}

func TestAnAnswerInAChannelIsForTheOneWhoAskedUntilItIsShared(t *testing.T) {
	o := newSlackOffice(t)
	o.Deliver.Mention(slackTeam, teacher, "C1", "hoe maak ik de dag voorspelbaar?")
	seen := o.WaitPosts(t, slackTeam, "C1", 1)[0]
	if seen.Ephemeral != teacher || seen.ThreadTS == "" {
		t.Errorf("shown to %q: %+v", seen.Ephemeral, seen)
	}
	o.presses(teacher, seen, "share")
	if p := o.WaitPosts(t, slackTeam, "C1", 2)[1]; p.Ephemeral != "" || !strings.Contains(p.Text, "Bron") {
		t.Errorf("shared %+v", p)
	}
}

func TestARepeatOfTheSameEventIsAnsweredOnce(t *testing.T) {
	o := newSlackOffice(t)
	room := o.DM(slackTeam, teacher)
	inner := o.Deliver.MessageInner(slackTeam, teacher, room, "hoe maak ik de dag voorspelbaar?")
	for range 3 {
		o.Deliver.EventAs(slackTeam, "EvSame", inner)
	}
	o.says(teacher, "dank je wel")
	if posts := o.Posts(slackTeam, room); len(posts) != 2 {
		t.Errorf("answered %d times", len(posts)-1)
	}
}

// plans lets the head make a plan in a form, in private, as the first thing said there.
func (o *slackOffice) plans() {
	t := o.t
	t.Helper()
	o.presses(head, o.says(head, "plan"), "plannew")
	kinds := o.WaitPosts(t, slackTeam, o.DM(slackTeam, head), 2)[1]
	o.presses(head, kinds, "plankind:series")
	view, ok := o.TopView(slackTeam, head)
	if !ok {
		t.Fatal("no form")
	}
	filled := defaults(t, view.Raw)
	filled["when"] = map[string]any{"value": map[string]any{"type": "plain_text_input", "value": "elke dinsdag 15.15"}}
	if ack := o.Deliver.Submit(slackTeam, head, view.ID, filled); !ack.OK() || len(ack.Body) > 0 {
		t.Fatalf("Slack was told %+v", ack)
	}
	draft := o.WaitPosts(t, slackTeam, o.DM(slackTeam, head), 3)[2]
	o.presses(head, draft, "plansave")
	o.settled(func() bool {
		p := o.last(head)
		return p.TS != draft.TS || p.Edits > 0
	})
}

func TestAPlanIsMadeInAFormOfSlack(t *testing.T) {
	o := newSlackOffice(t)
	o.plans()
	if p := o.says(head, "plan"); strings.Contains(p.Text, "niets gepland") {
		t.Errorf("after saving: %q", p.Text)
	}
}

func TestAPlanForTheChannelIsMadeInTheChannelAndToldThere(t *testing.T) {
	o := newSlackOffice(t)
	if ack := o.Deliver.Command(slackTeam, head, "C1", "/baken", "plan"); !ack.OK() || len(ack.Body) > 0 {
		t.Fatalf("Slack was told %+v", ack)
	}
	next := func(n int) slacktest.Post { return o.WaitPosts(t, slackTeam, "C1", n)[n-1] }
	o.presses(head, next(1), "plannew")
	o.presses(head, next(2), "plankind:series")
	view, ok := o.TopView(slackTeam, head)
	if !ok {
		t.Fatal("no form")
	}
	filled := defaults(t, view.Raw)
	filled["who"] = map[string]any{"value": map[string]any{"type": "static_select", "selected_option": map[string]any{"value": "members"}}}
	filled["when"] = map[string]any{"value": map[string]any{"type": "plain_text_input", "value": "elke dinsdag 15.15"}}
	o.Deliver.Submit(slackTeam, head, view.ID, filled)
	draft := next(3)
	for _, p := range o.Posts(slackTeam, "C1") {
		if p.Ephemeral != head {
			t.Errorf("all see %q", p.Text)
		}
	}
	o.presses(head, draft, "plansave")
	o.settled(func() bool {
		for _, p := range o.Posts(slackTeam, "C1") {
			if p.Ephemeral == "" && strings.Contains(p.Text, "dinsdag") {
				return true
			}
		}
		return false
	})
}

func TestWhoOpensTheBotInSlackIsWelcomedOnceAndHasAPage(t *testing.T) {
	o := newSlackOffice(t)
	room := o.DM(slackTeam, teacher)
	for range 2 {
		o.Deliver.Event(slackTeam, map[string]any{"type": "app_home_opened", "user": teacher, "channel": room, "tab": "messages"})
	}
	if posts := o.Posts(slackTeam, room); len(posts) != 1 || !strings.Contains(posts[0].Text, "Baken") {
		t.Errorf("shown %+v", posts)
	}
	o.Deliver.HomeOpened(slackTeam, head)
	page, ok := o.Home(slackTeam, head)
	if !ok {
		t.Fatal("no page")
	}
	if v := buttonValue(t, pageBlocks(t, page.Raw), "browse"); v == "" {
		t.Errorf("page %s", page.Raw)
	}
}

func pageBlocks(t *testing.T, view json.RawMessage) json.RawMessage {
	t.Helper()
	var v struct{ Blocks json.RawMessage }
	if err := json.Unmarshal(view, &v); err != nil {
		t.Fatal(err)
	}
	return v.Blocks
}

// last is what stands last in somebody's private conversation.
func (o *slackOffice) last(user string) slacktest.Post {
	p, _ := o.Last(slackTeam, o.DM(slackTeam, user))
	return p
}

func (o *slackOffice) settled(condition func() bool) {
	o.t.Helper()
	if err := o.Wait(o.t.Context(), condition); err != nil {
		o.t.Fatal(err)
	}
}

// defaults fills in a form as it is when nothing in it is touched, and the first of the choices that stand open.
func defaults(t *testing.T, view json.RawMessage) map[string]any {
	t.Helper()
	type option struct {
		Value string `json:"value"`
	}
	var form struct {
		Blocks []struct {
			Type    string
			ID      string `json:"block_id"`
			Element struct {
				Type    string
				Options []option
				Initial *option `json:"initial_option"`
			}
		}
	}
	if err := json.Unmarshal(view, &form); err != nil {
		t.Fatal(err)
	}
	out := map[string]any{}
	for _, b := range form.Blocks {
		e := b.Element
		if e.Initial == nil && len(e.Options) > 0 && e.Type != "checkboxes" {
			e.Initial = &e.Options[0]
		}
		if e.Initial != nil {
			out[b.ID] = map[string]any{"value": map[string]any{"type": e.Type, "selected_option": e.Initial}}
		}
	}
	return out
}

func TestHalfTheSettingsOfSlackStopTheStart(t *testing.T) {
	for have, miss := range map[string]string{"SLACK_BOT_TOKEN": "SLACK_SIGNING_SECRET", "SLACK_SIGNING_SECRET": "SLACK_BOT_TOKEN"} {
		env := map[string]string{have: "hush", "TIMEZONE": "Mars", "DATA_DIR": t.TempDir()}
		err := run(t.Context(), process{Getenv: func(k string) string { return env[k] }, Out: io.Discard, Err: io.Discard})
		if err == nil || !strings.Contains(err.Error(), miss) || !strings.Contains(err.Error(), "TIMEZONE") || strings.Contains(err.Error(), "hush") {
			t.Errorf("with only %s: %v", have, err)
		}
	}
}
