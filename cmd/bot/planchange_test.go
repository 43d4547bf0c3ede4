package main

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
)

// changes lets the coordinator open the form of a plan that is kept, and fill it in.
func (k *stage) changes(in string, id schedule.PlanID, values map[string]string) chat.Reply {
	k.Helper()
	return k.fills("cora", in, k.presses("cora", in, k.picks("cora", in, id), "Wijzigen"), values)
}

func TestWhatAPlanSaysAndToWhomChangesFromTheNextTimeOn(t *testing.T) {
	k := newStage(t)
	id := k.plansFor("cora", "elke dinsdag 12:00")
	k.forward(8)
	first := chat.PlainText(k.last("anna"))
	before := len(k.sent[channel])

	shown := k.changes(channel, id, map[string]string{"what": "staff-and-team", "when": "elke woensdag 12:00", "free": "move"})
	k.reads(shown, "wo 2 december, 12.00", "ieder in dit kanaal")
	if p := k.plan(id); p.When != "elke dinsdag 12:00" || p.What.Series != "dark-days-and-money" {
		t.Fatalf("changed before it was saved: %+v", p)
	}
	again := k.presses("cora", channel, shown, "Aanpassen")
	if got := again.Form.Fields[0].Value + " " + again.Form.Fields[1].Value; got != "staff-and-team same" {
		t.Errorf("the form comes back with %s", got)
	}
	k.reads(k.presses("cora", channel, shown, "Inplannen"), "Gewijzigd", "wo 2 december, 12.00")
	if p := k.plan(id); p.What.Series != "staff-and-team" || !p.Move || p.Owner != at("cora") || len(k.sent[channel]) != before {
		t.Errorf("kept %+v, announced %d times", p, len(k.sent[channel])-before)
	}
	k.forward(2)
	s, err := learnt()
	if err != nil {
		t.Fatal(err)
	}
	series, _ := s.library.Series("staff-and-team", "nl")
	if got := chat.PlainText(k.last("anna")); got == first || !strings.Contains(got, series.Prompts[0].Question) {
		t.Errorf("after the change: %s", got)
	}

	k.reads(k.presses("cora", channel, k.changes(channel, id, map[string]string{"who": "post"}), "Inplannen"), "in het kanaal gemeld")
	told, people := len(k.sent[channel]), len(k.sent["anna"])
	k.forward(7)
	if len(k.sent[channel]) != told+1 || len(k.sent["anna"]) != people {
		t.Errorf("%d in the channel, %d in private", len(k.sent[channel])-told, len(k.sent["anna"])-people)
	}
}

func TestAChangeIsCheckedLikeAPlanAndNothingChangesWhenTheChannelCannotBeTold(t *testing.T) {
	k := newStage(t)
	form := k.presses("cora", channel, k.presses("cora", channel, k.says("cora", channel, "plan"), "Plan iets"), "Eigen bericht")
	k.presses("cora", channel, k.fills("cora", channel, form, map[string]string{"what": "Vergeet de thee niet", "who": "post"}), "Inplannen")
	id := k.plans()[0].ID
	k.reads(k.changes(channel, id, map[string]string{"when": "elke dinsdagg"}), "dinsdagg")
	k.reads(k.changes(channel, id, map[string]string{"what": "Jan de Vries, geboren 3-4-2014, is ziek"}), "Ik zie misschien")
	k.reads(k.changes(channel, id, map[string]string{"who": "everybody"}), "")
	shown := k.changes(channel, id, map[string]string{"who": "members", "what": "Iets anders"})
	k.deaf = true
	k.reads(k.presses("cora", channel, shown, "Inplannen"), "niets gewijzigd")
	if p := k.plan(id); p.Who.Post != at(channel) || p.What.Text != "Vergeet de thee niet" {
		t.Errorf("kept %+v", p)
	}
	k.deaf = false
	// In private one keeps whom a plan is for.
	k.presses("cora", "", k.changes("", id, map[string]string{"what": "Iets anders"}), "Inplannen")
	if p := k.plan(id); p.Who.Post != at(channel) || p.What.Text != "Iets anders" {
		t.Errorf("kept %+v", p)
	}
	for _, verb := range []string{"planchange", "planmove"} {
		k.reads(k.does("anna", channel, chat.Message{Press: &chat.Action{Verb: verb, Arg: string(id)}}), "Plannen doet een coördinator")
	}
	// Somebody stopped it meanwhile.
	shown = k.changes(channel, id, map[string]string{"what": "Nog iets"})
	if _, err := k.w.desk.Stop(context.Background(), "s", id); err != nil {
		t.Fatal(err)
	}
	k.reads(k.presses("cora", channel, shown, "Inplannen"), "Dit plan is er niet meer")
}

func TestARunningRoundKeepsItsQuestionsAndItsTeam(t *testing.T) {
	k := newStage(t)
	k.crowd = 10
	k.presses("cora", channel, k.ask(), "Inplannen")
	id := k.plans()[0].ID
	k.forward(2)
	first := k.last("m1")
	form := k.presses("cora", channel, k.picks("cora", channel, id), "Wijzigen")
	var other string
	for _, o := range form.Form.Fields[0].Options {
		if !strings.Contains(form.Form.Fields[0].Value, o.Value) {
			other = o.Value
		}
	}
	k.presses("cora", channel, k.fills("cora", channel, form, map[string]string{"what": other}), "Inplannen")
	if got := k.plan(id).What.Pulse; len(got.Questions) != 1 || got.Questions[0] != other || got.Owes == "" {
		t.Fatalf("kept %+v", got)
	}
	// To another team, as somebody would in that team's channel.
	moved := k.plan(id)
	moved.Who = schedule.Audience{Members: at("elsewhere")}
	if _, err := k.w.desk.Change(t.Context(), moved); err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{"m1", "m2", "m3", "m4", "m5", "m6"} {
		k.reads(k.last(who), "Vraag 1 van 2")
		k.reads(k.answers(who, k.last(who), 0), "Je antwoord telt mee")
	}
	k.forward(8)
	k.reads(k.last(channel), "Uitslag van de anonieme vragen")
	form = k.presses("cora", "", k.last("cora"), "Schrijf wat we ermee doen")
	k.fills("cora", "", form, map[string]string{"heard": "Rust helpt.", "doing": "We plannen rust."})
	k.reads(k.last(channel), "We plannen rust.")
	if first.Cards[0].Body == "" || len(k.sent["elsewhere"]) != 0 {
		t.Error("the word went to the new team")
	}
}

func TestAChangeThatCannotBeToldLeavesThePlanAsItWas(t *testing.T) {
	k := newStage(t)
	id := k.plansFor("cora", "elke twee weken op dinsdag 12:00")
	k.forward(8)
	before := k.plans()[0]
	shown := k.changes(channel, id, map[string]string{"when": "elke woensdag 12:00", "who": "post"})
	k.deaf = true
	k.reads(k.presses("cora", channel, shown, "Inplannen"), "niets gewijzigd")
	after := k.plans()[0]
	if !after.Next.Equal(before.Next) || after.Start != before.Start {
		t.Errorf("%v %v, was %v %v", after.Next, after.Start, before.Next, before.Start)
	}
}

func TestATrendIsNotBetweenTwoTeams(t *testing.T) {
	k := newStage(t)
	k.crowd = 10
	var names []string
	for i := range 12 {
		names = append(names, fmt.Sprint("y", i))
	}
	k.rooms = map[string][]string{second: names}
	k.presses("cora", channel, k.ask(), "Inplannen")
	id := k.plans()[0].ID
	k.forward(2)
	for i := range 10 {
		who := fmt.Sprint("m", i+1)
		k.answers(who, k.last(who), i%4)
	}
	k.forward(6)
	k.presses("cora", "", k.last("cora"), "Deze keer niets schrijven")
	k.presses("cora", second, k.changes(second, id, map[string]string{"who": "members"}), "Inplannen")
	k.forward(8)
	answer := func() {
		for i, who := range names[:10] {
			k.answers(who, k.last(who), i%4)
		}
		k.forward(6)
	}
	answer()
	k.reads(k.last(second), "Uitslag van de anonieme vragen")
	if text := chat.PlainText(k.last(second)); strings.Contains(text, "Vergeleken met") {
		t.Errorf("compared with another team: %s", text)
	}
	k.presses("cora", "", k.last("cora"), "Deze keer niets schrijven")
	k.forward(22) // past the Christmas holidays
	answer()
	k.reads(k.last(second), "Vergeleken met")
}
