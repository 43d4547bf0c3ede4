package main

import (
	"strings"
	"testing"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/store"
)

// forgets lets somebody have everything erased.
func (k *stage) forgets(who string) {
	k.Helper()
	k.presses(who, "", k.presses(who, "", k.says(who, "", "privacy"), "Wis alles"), "Wis")
}

func TestWhoIsForgottenIsNotReachedAgainInTheirChannel(t *testing.T) {
	k := newStage(t)
	k.crowd = 10
	k.plansFor("cora", "elke dinsdag na school")
	k.forward(1)
	nudge := k.last("anna")
	card := k.presses("anna", "", k.says("anna", "", "privacy"), "Wis alles")
	k.reads(card, "een code zonder naam", "in een kanaal zit waar iets gepland staat", "instellingen")
	k.reads(k.presses("anna", "", card, "Wis"), "Gewist", "niets meer stuur")
	who := chat.Person{School: "s", Address: at("anna")}
	if kept, _, err := (store.People{Store: k.w.store}).Load(t.Context(), who); err != nil || !kept.Stopped || !kept.Since.IsZero() || kept.Lang != "" {
		t.Errorf("kept %+v, %v", kept, err)
	}
	k.presses("cora", channel, k.ask(), "Inplannen")
	k.forward(21)
	if n := len(k.sent["anna"]); n != 1 {
		t.Errorf("%d messages after all was erased", n-1)
	}
	if len(k.sent["bert"]) < 3 {
		t.Error("the others get nothing either")
	}

	// The buttons of what came before do nothing that the person would not expect.
	k.reads(k.presses("anna", "", nudge, "Later"), "Je krijgt geen berichten van mij", "komt dit ook niet terug", "Toch weer berichten")
	k.reads(k.presses("anna", "", nudge, "Minder hiervan"), "al niets meer")
	for _, do := range []chat.Action{{Verb: "later", Arg: "tomorrow:x/y"}, {Verb: "less", Arg: "plan:x/y"}} {
		k.reads(k.does("anna", "", chat.Message{Press: &do}), "Er is niets bewaard")
	}
	k.presses("anna", "", nudge, "Lees meer")
	about := chat.PlainText(k.says("anna", "", "privacy"))
	if strings.Contains(about, "sinds") || strings.Contains(about, "keer een reeks") || !strings.Contains(about, "Dat ik je niets meer stuur") {
		t.Errorf("reads %s", about)
	}

	k.reads(k.presses("anna", "", k.says("anna", "", "instellingen"), "Toch weer berichten"), "Je krijgt weer")
	k.reads(k.says("anna", "", "privacy"), "sinds december 2026")
	before := len(k.sent["anna"])
	k.forward(28)
	if len(k.sent["anna"]) == before {
		t.Error("nothing comes after it was asked for again")
	}
}

func TestAnOldNudgeAskedForLaterComesToWhoWantsLess(t *testing.T) {
	k := newStage(t)
	for _, who := range []string{"anna", "bert"} {
		k.fills(who, "", k.says(who, "", "mijn momenten"), map[string]string{"days": "1,2,3,4,5", "often": "less"})
	}
	k.plansFor("cora", "elke dinsdag na school")
	k.forward(8)
	before := map[string]int{}
	for _, who := range []string{"anna", "bert"} {
		before[who] = len(k.sent[who])
		k.presses(who, "", k.presses(who, "", k.last(who), "Later"), "Morgen")
	}
	k.forward(3)
	for who, had := range before {
		if len(k.sent[who]) != had+1 {
			t.Errorf("%s asked for it and got %d", who, len(k.sent[who])-had)
		}
	}
}

func TestSomebodyWhoLeftLeavesNoMark(t *testing.T) {
	k := newStage(t)
	k.forgets("anna")
	if err := k.d.Left(t.Context(), chat.Person{School: "s", Address: at("anna")}); err != nil {
		t.Fatal(err)
	}
	if _, known, err := (store.People{Store: k.w.store}).Load(t.Context(), chat.Person{School: "s", Address: at("anna")}); err != nil || known {
		t.Errorf("known %t, %v", known, err)
	}
}

func TestAQuestionForLaterDoesNotComeToWhoStopped(t *testing.T) {
	k := newStage(t)
	k.crowd = 10
	k.presses("cora", channel, k.ask(), "Inplannen")
	k.forward(2)
	question := k.last("m1")
	k.says("m1", "", "stop")
	k.reads(k.presses("m1", "", question, "Later"), "Je krijgt geen berichten van mij", "Er is niets bewaard")
	before := len(k.sent["m1"])
	k.forward(4)
	if len(k.sent["m1"]) != before {
		t.Errorf("%d messages after stop", len(k.sent["m1"])-before)
	}
	k.reads(k.answers("m1", question, 0), "Je antwoord telt mee") // what is there can still be answered
}

func TestWhoHadARoleAndIsForgottenIsNamedInNoLine(t *testing.T) {
	k := newStage(t)
	k.makes("dora", "")
	k.forgets("dora")
	holders, changes, err := (store.Roles{Store: k.w.store}).Roles(t.Context(), "s")
	if err != nil || len(holders) != 0 || len(changes) != 2 {
		t.Fatalf("roles %v, lines %v, %v", holders, changes, err)
	}
	for _, c := range changes {
		if c.Of != (chat.Address{}) || c.Name != "" {
			t.Errorf("a line still tells whose it is: %+v", c)
		}
	}
}
