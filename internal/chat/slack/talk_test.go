package slack_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/chat/slack"
	"github.com/baken-bot/baken/internal/chat/slack/slacktest"
)

// says answers everything with one reply, and keeps what it got.
type says struct {
	reply chat.Reply
	got   []chat.Message
}

func (e *says) Do(ctx context.Context, m chat.Message, respond func(context.Context, chat.Reply) error) error {
	e.got = append(e.got, m)
	if err := m.Validate(); err != nil {
		return err
	}
	return respond(ctx, e.reply)
}

func card(title string) chat.Reply { return chat.Reply{Cards: []chat.Card{{Title: title}}} }

func private(r chat.Reply) chat.Reply { r.Private = true; return r }

func TestAMentionIsAnsweredForTheOneWhoAskedAlone(t *testing.T) {
	e := &says{reply: private(card("antwoord"))}
	o := newOffice(t, e)
	mention := map[string]any{
		"type": "app_mention", "channel": staff, "user": teacher, "text": "<@" + o.BotUser(team) + "> hoe begin ik de dag?", "ts": "1764054608.000100",
	}
	o.event(t, mention)
	if len(e.got) != 1 || e.got[0].Text != "hoe begin ik de dag?" || e.got[0].Private || e.got[0].Where.Value != team+"/"+staff {
		t.Fatalf("got %+v", e.got)
	}
	if p, _ := o.Last(team, staff); p.Ephemeral != teacher || p.ThreadTS != "1764054608.000100" {
		t.Errorf("shown %+v", p)
	}
	e.reply = card("gedeeld")
	o.event(t, mention)
	if p, _ := o.Last(team, staff); p.Ephemeral != "" || p.ThreadTS != "1764054608.000100" || p.Unfurls {
		t.Errorf("shown %+v", p)
	}
}

func TestWhoAnyProgramIsAndWhatIsEditedIsNotAnswered(t *testing.T) {
	e := &says{reply: card("antwoord")}
	o := newOffice(t, e)
	room := o.DM(team, teacher)
	for name, more := range map[string]map[string]any{
		"bot id":      {"bot_id": "B9"},
		"own user":    {"user": o.BotUser(team)},
		"own app":     {"app_id": "A111"},
		"bot profile": {"bot_profile": map[string]any{"id": "B9"}},
		"edit":        {"subtype": "message_changed"},
		"deletion":    {"subtype": "message_deleted"},
		"join":        {"subtype": "channel_join"},
		"channel":     {"channel": staff, "channel_type": "channel"},
	} {
		inner := map[string]any{"type": "message", "channel_type": "im", "channel": room, "user": teacher, "text": "hoi", "ts": "1.2"}
		for k, v := range more {
			inner[k] = v
		}
		if o.event(t, inner); len(e.got) > 0 {
			t.Fatalf("%s: answered", name)
		}
	}
}

func TestAGuestIsToldOnceThatTheBotIsNotForThem(t *testing.T) {
	e := &says{reply: card("antwoord")}
	o := newOffice(t, e)
	o.types(t, guest, "hoi")
	o.types(t, guest, "hallo?")
	if posts := o.Posts(team, o.DM(team, guest)); len(e.got) > 0 || len(posts) != 1 || !strings.Contains(posts[0].Text, "112") {
		t.Errorf("got %d messages, shown %+v", len(e.got), posts)
	}
}

func TestSomebodyOfAnotherSchoolInASharedChannelIsNoColleague(t *testing.T) {
	e := &says{reply: card("antwoord")}
	o := newOffice(t, e)
	o.AddUser(team, slacktest.User{ID: "U9", Name: "buur", Admin: true, Home: "T2"})
	o.SetChannel(team, slacktest.Channel{ID: "C9", Name: "samen", Shared: true, Members: []string{teacher, "U9", o.BotUser(team)}})
	o.event(t, map[string]any{"type": "app_mention", "channel": "C9", "user": "U9", "text": "<@" + o.BotUser(team) + "> plan", "ts": "1764054608.000100"})
	if p, ok := o.Last(team, "C9"); len(e.got) > 0 || !ok || p.Ephemeral != "U9" {
		t.Errorf("got %+v, shown %+v", e.got, p)
	}
}

func TestWhoSomebodyIsComesFromSlack(t *testing.T) {
	e := &says{reply: card("antwoord")}
	o := newOffice(t, e)
	o.types(t, boss, "hello")
	o.types(t, teacher, "hoi")
	want := []chat.Person{
		{School: "slack-T1", Address: chat.Address{Platform: slack.Platform, Value: "T1/U3"}, Name: "boss", Locale: "en-GB", Role: chat.Admin},
		{School: "slack-T1", Address: chat.Address{Platform: slack.Platform, Value: "T1/U1"}, Name: "teacher", Locale: "nl-NL", Role: chat.Member},
	}
	for i, m := range e.got {
		if m.From != want[i] {
			t.Errorf("got %+v, want %+v", m.From, want[i])
		}
	}
	o.types(t, teacher, "nog iets")
	if n := len(o.Calls("users.info")); n != 2 {
		t.Errorf("asked %d times", n)
	}
}

func TestTheFirstLookIsWelcomedAndNoOther(t *testing.T) {
	e := &says{reply: card("welkom")}
	o := newOffice(t, e)
	look := map[string]any{"type": "app_home_opened", "user": teacher, "channel": o.DM(team, teacher), "tab": "messages"}
	o.event(t, look)
	o.event(t, look)
	if len(e.got) != 1 || *e.got[0].Press != (chat.Action{Verb: chat.Hello}) || !e.got[0].Private {
		t.Errorf("got %+v", e.got)
	}
	if posts := o.Posts(team, o.DM(team, teacher)); len(posts) != 1 {
		t.Errorf("shown %+v", posts)
	}
}

func TestThePageIsPublished(t *testing.T) {
	e := &says{reply: chat.Reply{Cards: []chat.Card{{Title: "Dit kan ik"}, {Title: "Instellingen"}}}}
	o := newOffice(t, e)
	o.event(t, map[string]any{"type": "app_home_opened", "user": teacher, "channel": o.DM(team, teacher), "tab": "home"})
	if *e.got[0].Press != (chat.Action{Verb: chat.Home}) {
		t.Errorf("got %+v", e.got)
	}
	if page, ok := o.Home(team, teacher); !ok || !strings.Contains(string(page.Raw), "Instellingen") {
		t.Errorf("page %s", page.Raw)
	}
	if posts := o.Posts(team, ""); len(posts) > 0 {
		t.Errorf("shown %+v", posts)
	}
}

// pressOn presses a button of a message that stands there.
func (o *office) pressOn(t *testing.T, p slacktest.Post, user string) {
	t.Helper()
	o.send(t, "/slack/interactions", map[string]any{
		"type": "block_actions", "team": map[string]any{"id": team}, "user": map[string]any{"id": user}, "channel": map[string]any{"id": p.Channel},
		"container": map[string]any{"type": "message", "message_ts": p.TS, "channel_id": p.Channel},
		"actions":   []any{map[string]any{"type": "button", "action_id": "button-a", "value": "next"}},
	})
}

func TestAButtonChangesItsOwnCard(t *testing.T) {
	e := &says{reply: card("stap 1")}
	o := newOffice(t, e)
	o.types(t, teacher, "hoi")
	first, _ := o.Last(team, o.DM(team, teacher))
	e.reply = chat.Reply{Replace: true, Private: true, Cards: []chat.Card{{Title: "stap 2"}}}
	o.pressOn(t, first, teacher)
	posts := o.Posts(team, o.DM(team, teacher))
	if len(posts) != 1 || posts[0].Text != "stap 2" || posts[0].Edits != 1 {
		t.Errorf("shown %+v", posts)
	}
}

func TestWhatIsForOneDoesNotReplaceWhatAllRead(t *testing.T) {
	e := &says{}
	o := newOffice(t, e)
	if err := o.bot.Send(t.Context(), chat.Address{Platform: slack.Platform, Value: team + "/" + staff}, card("tip voor het team")); err != nil {
		t.Fatal(err)
	}
	tip, _ := o.Last(team, staff)
	e.reply = chat.Reply{Replace: true, Private: true, Cards: []chat.Card{{Title: "alleen voor jou"}}}
	o.pressOn(t, tip, teacher)
	posts := o.Posts(team, staff)
	if len(posts) != 2 || posts[0].Edits != 0 || posts[1].Ephemeral != teacher {
		t.Errorf("shown %+v", posts)
	}
}

func TestAPictureComesWithItsWords(t *testing.T) {
	o := newOffice(t, &says{})
	picture := chat.Reply{Cards: []chat.Card{{Title: "Uitslag", Picture: &chat.Picture{PNG: []byte("\x89PNG"), Alt: "Vier van de zes is rustig"}}}}
	to := chat.Address{Platform: slack.Platform, Value: team + "/" + teacher}
	if err := o.bot.Send(t.Context(), to, picture); err != nil {
		t.Fatal(err)
	}
	p, _ := o.Last(team, o.DM(team, teacher))
	if up := o.Uploads(team); len(up) != 1 || !strings.Contains(string(p.Blocks), `"alt_text":"Vier van de zes is rustig"`) {
		t.Errorf("brought %+v, shown %s", up, p.Blocks)
	}
	o.Fault("files.getUploadURLExternal", slacktest.Fault{Error: "not_allowed"})
	if err := o.bot.Send(t.Context(), to, picture); err != nil {
		t.Fatal(err)
	}
	if p, _ := o.Last(team, o.DM(team, teacher)); strings.Contains(string(p.Blocks), "image") || !strings.Contains(p.Text, "Vier van de zes") {
		t.Errorf("shown %+v", p)
	}
}

func TestSlackTakesEverySample(t *testing.T) {
	o := newOffice(t, &says{})
	for _, s := range chat.Samples() {
		if s.Reply.Form != nil {
			continue
		}
		to := chat.Address{Platform: slack.Platform, Value: team + "/" + s.Name}
		o.AddUser(team, slacktest.User{ID: "U" + s.Name})
		to.Value = team + "/U" + s.Name
		if err := o.bot.Send(t.Context(), to, s.Reply); err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
	}
	o.Inert(t, team)
	for _, p := range o.Posts(team, "") {
		if !json.Valid(p.Blocks) {
			t.Errorf("blocks %s", p.Blocks)
		}
	}
}

func TestAWholeSchoolAtOnceIsNeverTooMuchForSlack(t *testing.T) {
	o := newOffice(t, &says{})
	ctx, cancel := context.WithTimeout(t.Context(), 700*time.Millisecond)
	defer cancel()
	var wg sync.WaitGroup
	var sent, waits atomic.Int32
	for i := range 120 {
		user := fmt.Sprintf("U%d", 100+i)
		o.AddUser(team, slacktest.User{ID: user})
		wg.Go(func() {
			err := o.bot.Send(ctx, chat.Address{Platform: slack.Platform, Value: team + "/" + user}, card("tip"))
			var retry *chat.RetryError
			switch {
			case err == nil:
				sent.Add(1)
			case errors.As(err, &retry):
				waits.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := o.TooMany(""); n > 0 || sent.Load() == 0 || int(sent.Load()) != len(o.Posts(team, "")) || waits.Load() == 0 {
		t.Errorf("%d too many, %d sent of %d shown, %d told to wait", n, sent.Load(), len(o.Posts(team, "")), waits.Load())
	}
}

func TestWhatHappenedToAMessageIsNeverGuessed(t *testing.T) {
	o := newOffice(t, &says{})
	to := chat.Address{Platform: slack.Platform, Value: team + "/" + staff} // where the bot may not look
	o.Fault("chat.postMessage", slacktest.Fault{Reset: true})
	err := o.bot.Send(t.Context(), to, card("tip"))
	var retry *chat.RetryError
	if err == nil || errors.As(err, &retry) || errors.Is(err, chat.ErrGone) || len(o.Calls("chat.postMessage")) != 1 {
		t.Errorf("got %v after %d calls", err, len(o.Calls("chat.postMessage")))
	}
}
