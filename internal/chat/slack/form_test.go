package slack_test

import (
	"strings"
	"testing"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/chat/slack/slacktest"
)

func choice(v string) map[string]any {
	return map[string]any{"value": map[string]any{"type": "static_select", "selected_option": map[string]any{"value": v}}}
}

func sampleForm(t *testing.T) chat.Reply {
	t.Helper()
	for _, s := range chat.Samples() {
		if s.Reply.Form != nil {
			return s.Reply
		}
	}
	t.Fatal("no sample has a form")
	return chat.Reply{}
}

func TestAFormOpensOverThePressAndItsAnswerComesToTheConversation(t *testing.T) {
	e := &says{reply: card("kies")}
	o := newOffice(t, e)
	o.Deliver.To(o.bot)
	room := o.DM(team, teacher)
	o.Deliver.Message(team, teacher, room, "instellingen")
	first := o.WaitPosts(t, team, room, 1)[0]
	e.reply = sampleForm(t)
	if ack := o.Deliver.Press(team, slacktest.Pressed{User: teacher, Channel: room, TS: first.TS, Value: "mine"}); !ack.OK() {
		t.Fatalf("press: %+v", ack)
	}
	view, ok := o.TopView(team, teacher)
	if !ok {
		t.Fatal("no form")
	}
	e.reply = card("Klaar")
	ack := o.Deliver.Submit(team, teacher, view.ID, map[string]any{"lang": choice("en"), "note": map[string]any{"value": map[string]any{"type": "plain_text_input", "value": nil}}})
	if !ack.OK() || len(ack.Body) > 0 {
		t.Errorf("submit: %+v", ack)
	}
	m := e.got[len(e.got)-1]
	if m.Submission == nil || m.Submission.Form.Verb != "settings" || len(m.Submission.Values) != 1 || m.Submission.Values["lang"] != "en" || !m.Private || m.Where.Value != team+"/"+room {
		t.Errorf("got %+v", m)
	}
	if p, _ := o.Last(team, room); p.Text != "Klaar" {
		t.Errorf("shown %+v", p)
	}
}

func TestTheCommandInAChannelIsAnsweredForOne(t *testing.T) {
	e := &says{reply: private(card("antwoord"))}
	o := newOffice(t, e)
	o.Deliver.To(o.bot)
	o.AddChannel(team, "C9", teacher) // the bot is no member
	if ack := o.Deliver.Command(team, teacher, "C9", "/baken", "vraag hoe begin ik de dag?"); !ack.OK() || len(ack.Body) > 0 {
		t.Errorf("got %+v", ack)
	}
	if m := e.got[0]; !m.Command || m.Private || m.Text != "vraag hoe begin ik de dag?" {
		t.Errorf("got %+v", m)
	}
	p, _ := o.Last(team, "C9")
	if p.Ephemeral != teacher || p.Text != "antwoord" {
		t.Fatalf("shown %+v", p)
	}
	e.reply = chat.Reply{Replace: true, Private: true, Cards: []chat.Card{{Title: "stap 2"}}}
	o.Deliver.Press(team, slacktest.Pressed{User: teacher, Channel: "C9", TS: p.TS, Value: "next"})
	if posts := o.Posts(team, "C9"); len(posts) != 1 || posts[0].Text != "stap 2" {
		t.Errorf("shown %+v", posts)
	}
	e.reply = card("gedeeld")
	o.Deliver.Press(team, slacktest.Pressed{User: teacher, Channel: "C9", TS: p.TS, Value: "share"})
	if p, _ := o.Last(team, "C9"); p.Ephemeral != "" || p.Text != "gedeeld" {
		t.Errorf("shown %+v", p)
	}
}

func TestTheCommandInThePrivateConversationIsAnsweredThere(t *testing.T) {
	e := &says{reply: card("antwoord")}
	o := newOffice(t, e)
	o.Deliver.To(o.bot)
	o.Deliver.Command(team, teacher, o.DM(team, teacher), "/baken", "help")
	if p, _ := o.Last(team, o.DM(team, teacher)); p.Ephemeral != "" || p.Via != "chat.postMessage" {
		t.Errorf("shown %+v", p)
	}
}

func TestBetweenTwoColleaguesOnlyTheOneWhoAskedReadsTheAnswer(t *testing.T) {
	e := &says{reply: card("antwoord")}
	o := newOffice(t, e)
	o.Deliver.To(o.bot)
	o.SetChannel(team, slacktest.Channel{ID: "D77", Private: true, Members: []string{teacher, boss}})
	o.Deliver.Command(team, teacher, "D77", "/baken", "hoe begin ik de dag?")
	if p, _ := o.Last(team, "D77"); p.Ephemeral != teacher || p.Text != "antwoord" {
		t.Errorf("shown %+v", p)
	}
}

func TestASpentAddressForAnswersSendsThemToThePrivateConversation(t *testing.T) {
	e := &says{reply: private(card("antwoord"))}
	o := newOffice(t, e)
	o.Deliver.To(o.bot)
	o.Fault("response_url", slacktest.Fault{Status: 404, Error: "used_url"})
	o.Deliver.Command(team, teacher, staff, "/baken", "hoe begin ik de dag?")
	if p, _ := o.Last(team, o.DM(team, teacher)); p.Text != "antwoord" {
		t.Errorf("shown %+v", p)
	}
	if posts := o.Posts(team, staff); len(posts) > 0 {
		t.Errorf("shown %+v", posts)
	}
}

func TestAskingAboutAColleaguesMessageTellsTheColleagueNothing(t *testing.T) {
	e := &says{reply: chat.Reply{Cards: []chat.Card{{Title: "antwoord", Buttons: []chat.Button{{Label: "Plan dit", Do: chat.Action{Verb: "plan"}}}}}}}
	o := newOffice(t, e)
	o.Deliver.To(o.bot)
	o.AddChannel(team, "C7", teacher, boss) // the bot is no member
	inner := o.Deliver.MessageInner(team, boss, "C7", "Een leerling &lt;3 rent weg")
	ts, ok := inner["ts"].(string)
	if ack := o.Deliver.MessageShortcut(team, teacher, "ask", "C7", ts); !ok || !ack.OK() {
		t.Errorf("Slack was told %+v", ack)
	}
	if m := e.got[0]; !m.Quoted || !m.Private || m.Text != "Een leerling <3 rent weg" || m.Where.Value != team+"/"+teacher {
		t.Errorf("got %+v", m)
	}
	posts := o.Posts(team, "")
	if len(posts) != 1 || posts[0].Ephemeral != teacher || posts[0].Via != "response_url" || strings.Contains(posts[0].Text, boss) {
		t.Errorf("shown %+v", posts)
	}
	e.reply = sampleForm(t)
	o.Deliver.Press(team, slacktest.Pressed{User: teacher, Channel: "C7", TS: posts[0].TS, Value: "plan"})
	if view, ok := o.TopView(team, teacher); !ok || view.Type != "modal" {
		t.Errorf("no form is opened: %+v", view)
	}
}

func TestAButtonOnThePageChangesThePage(t *testing.T) {
	e := &says{reply: chat.Reply{Cards: []chat.Card{{Title: "Dit kan ik", Buttons: []chat.Button{{Label: "Thema's", Do: chat.Action{Verb: "topics"}}}}}}}
	o := newOffice(t, e)
	o.Deliver.To(o.bot)
	o.Deliver.HomeOpened(team, teacher)
	page, _ := o.Home(team, teacher)
	e.reply = chat.Reply{Replace: true, Cards: []chat.Card{{Title: "Thema's"}}}
	o.Deliver.Press(team, slacktest.Pressed{User: teacher, ViewID: page.ID, Value: "topics"})
	if page, _ = o.Home(team, teacher); page.Updates != 1 {
		t.Errorf("page %s", page.Raw)
	}
	e.reply = card("antwoord")
	o.Deliver.Press(team, slacktest.Pressed{User: teacher, ViewID: page.ID, Value: "try"})
	if page, _ = o.Home(team, teacher); page.Updates != 2 || !strings.Contains(string(page.Raw), "antwoord") || len(o.Posts(team, "")) > 0 {
		t.Errorf("page %s", page.Raw)
	}
}

func TestAPressThatCameTooLateForAFormCanBePressedAgain(t *testing.T) {
	e := &says{reply: card("kies")}
	o := newOffice(t, e)
	o.Deliver.To(o.bot)
	room := o.DM(team, teacher)
	e.reply = sampleForm(t)
	o.Fault("views.open", slacktest.Fault{Error: "expired_trigger_id"})
	o.Deliver.Press(team, slacktest.Pressed{User: teacher, Channel: room, TS: "1.2", Value: "mine:x"})
	p, _ := o.Last(team, room)
	if !strings.Contains(string(p.Blocks), `"value":"mine:x"`) {
		t.Errorf("shown %s", p.Blocks)
	}
	o.Deliver.Press(team, slacktest.Pressed{User: teacher, Channel: room, TS: p.TS, Value: "mine:x"})
	if _, ok := o.TopView(team, teacher); !ok {
		t.Error("no form")
	}
}
