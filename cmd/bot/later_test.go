package main

import (
	"strings"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
)

func TestAQuestionForLaterComesAgainToNobodyElseAndIsForgottenAtTheClosing(t *testing.T) {
	k := newStage(t)
	k.crowd = 10
	k.presses("cora", channel, k.ask(), "Inplannen")
	if err := k.w.Forward(t.Context(), k.w.Now().Add(24*time.Hour+30*time.Minute)); err != nil {
		t.Fatal(err)
	}
	choose := k.presses("m1", "", k.last("m1"), "Later")
	k.reads(choose, "Wanneer wil je dit opnieuw zien?", "Vanmiddag", "Morgen", "Toch nu")
	if !choose.Replace {
		t.Error("the question stays where it is")
	}
	k.reads(k.presses("m1", "", choose, "Toch nu"), "Vraag 1 van 2")
	k.presses("m1", "", choose, "Vanmiddag")
	k.reads(k.presses("m1", "", choose, "Morgen"), "do 26 november, 15.15", "Niemand anders weet dat", "di 1 december")
	for _, who := range []string{"m2", "m3"} {
		k.presses(who, "", k.presses(who, "", k.last(who), "Later"), "Morgen")
	}
	for _, who := range []string{"cora", "anna", "m1"} {
		if text := chat.PlainText(k.says(who, "", "plan")); strings.Contains(text, "15.15") || strings.Contains(text, "deel van") {
			t.Errorf("%s reads %s", who, text)
		}
	}
	if text := chat.PlainText(k.says("m1", "", "privacy")); strings.Contains(text, "voor jezelf") {
		t.Errorf("counted as a plan: %s", text)
	}
	k.holdsNowhere("test/m1", "test/m2")

	k.reads(k.does("m2", "", chat.Message{Press: &k.last("m2").Cards[0].Buttons[0].Do}), "Vraag 2 van 2") // one question of two
	k.answers("m3", k.last("m3"), 0)
	before := map[string]int{}
	for _, who := range []string{"m1", "m2", "m3", "anna"} {
		before[who] = len(k.sent[who])
	}
	k.forward(1)
	k.forward(1)
	for who, want := range map[string]int{"m1": 1, "m2": 1, "m3": 0} {
		if n := len(k.sent[who]) - before[who]; n < want || who == "m3" && n > 0 {
			t.Errorf("%s got %d more", who, n)
		}
	}
	k.reads(k.sent["m1"][before["m1"]], "Vraag 1 van 2")
	k.reads(k.sent["m2"][before["m2"]], "Vraag 2 van 2")
	k.forward(4) // it has closed
	all, err := k.w.desk.Parts(t.Context(), "s", k.plans()[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		t.Errorf("still kept: %s", p.What.Pulse.Part)
	}
	k.reads(k.presses("m1", "", choose, "Vanmiddag"), "gesloten")
}

func TestLaterIsNotOfferedAfterTheClosing(t *testing.T) {
	k := newStage(t)
	k.crowd = 10
	k.presses("cora", channel, k.ask(), "Inplannen")
	k.forward(6) // Monday morning; it closes on Tuesday at ten
	card := k.sent["m1"][0]
	choose := k.presses("m1", "", card, "Later")
	k.reads(choose, "Vanmiddag")
	if text := chat.PlainText(choose) + choose.Cards[0].Buttons[1].Label; strings.Contains(text, "Morgen") {
		t.Error("tomorrow is too late and offered")
	}
	k.fills("m1", "", k.says("m1", "", "mijn momenten"), map[string]string{"days": "5"}) // works on Fridays
	k.reads(k.presses("m1", "", card, "Later"), "later kan niet meer")
	place := strings.TrimSuffix(card.Cards[0].Buttons[0].Do.Arg, "/0")
	for _, arg := range []string{"", place + "/week", place + "/never", "x/0/tomorrow", "nl/x/0/today"} {
		r := k.does("m1", "", chat.Message{Press: &chat.Action{Verb: "votelater", Arg: arg}})
		if text := chat.PlainText(r); !strings.Contains(text, "gesloten") && !strings.Contains(text, "later kan niet meer") {
			t.Errorf("%q reads %s", arg, text)
		}
	}
}

func TestNothingTellsAfterTheClosingWhoWasReminded(t *testing.T) {
	k := newStage(t)
	k.open("m1", "m2", "m3", "m4", "m5", "m6")
	k.forward(2)
	if len(k.sent["anna"]) != 2 || len(k.sent["m1"]) != 1 {
		t.Fatalf("anna got %d, m1 %d", len(k.sent["anna"]), len(k.sent["m1"]))
	}
	var reminder schedule.PlanID
	all, err := k.w.desk.Shelf.List(t.Context(), "s")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		if p.IsPart() && p.What.Pulse.Part == schedule.Reminder {
			reminder = p.ID
		}
	}
	left := func(kind string) (n int) {
		for line := range strings.Lines(k.kinds()) {
			if strings.Contains(line, kind) && strings.Contains(line, string(reminder)) {
				n++
				life, err := k.w.store.Connection().PTTL(t.Context(), strings.TrimSpace(line)).Result()
				if err != nil || kind == ":delivery:" && life.Hours() > 5*24 {
					t.Errorf("%s is kept for %v, %v", kind, life, err)
				}
			}
		}
		return n
	}
	if left(":delivery:") == 0 || left(":figures:") == 0 {
		t.Fatal("nothing is known of the reminder")
	}
	k.forward(3)
	if left(":figures:") != 0 {
		t.Error("how many were reminded is still known")
	}
}
