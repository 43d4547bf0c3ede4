package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
)

// makes gives somebody the role of coordinator, in the way of somebody who asks for it.
func (k *stage) makes(who, role string) {
	k.Helper()
	_, rest, _ := strings.Cut(chat.PlainText(k.says(who, "", "rol")), "de bot: ")
	k.reads(k.says("ada", "", strings.TrimSpace("rol "+strings.Fields(rest)[0]+" "+role)), "is nu")
}

// takes lets the admin take back the role of somebody.
func (k *stage) takes(who string) chat.Reply {
	k.Helper()
	form := k.presses("ada", "", k.says("ada", "", "rollen"), "Rol intrekken")
	for _, o := range form.Form.Fields[0].Options {
		if strings.HasSuffix(o.Value, "/"+who) {
			return k.fills("ada", "", form, map[string]string{"who": o.Value})
		}
	}
	k.Fatalf("%s has no role to take back", who)
	return chat.Reply{}
}

// plansFor lets a coordinator plan a series for the channel.
func (k *stage) plansFor(who, when string) schedule.PlanID {
	k.Helper()
	had := map[schedule.PlanID]bool{}
	for _, p := range k.plans() {
		had[p.ID] = true
	}
	form := k.presses(who, channel, k.presses(who, channel, k.says(who, channel, "plan"), "Plan iets"), "Een reeks")
	k.presses(who, channel, k.fills(who, channel, form, map[string]string{"what": "dark-days-and-money", "when": when}), "Inplannen")
	for _, p := range k.plans() {
		if !had[p.ID] {
			return p.ID
		}
	}
	k.Fatal("nothing was planned")
	return ""
}

func (k *stage) plan(id schedule.PlanID) schedule.Plan {
	k.Helper()
	p, ok, err := k.w.desk.Book.Plan(k.Context(), "s", id)
	if err != nil || !ok {
		k.Fatal("no such plan", err)
	}
	return p
}

// picks opens the card of a plan.
func (k *stage) picks(who, in string, id schedule.PlanID) chat.Reply {
	k.Helper()
	k.reads(k.presses(who, in, k.says(who, in, "plan"), "Wijzig een plan"), "planshow:"+string(id))
	return k.does(who, in, chat.Message{Press: &chat.Action{Verb: "planshow", Arg: string(id)}})
}

func TestThePlansOfACoordinatorWhoGoesAreSomebodyElses(t *testing.T) {
	for name, goes := range map[string]func(k *stage){
		"an admin takes the role": func(k *stage) { k.reads(k.takes("bert"), "geen coördinator meer", "Diens plannen (2) zijn nu van") },
		"forget me": func(k *stage) {
			card := k.presses("bert", "", k.says("bert", "", "privacy"), "Wis alles")
			k.reads(card, "Je plannen voor je team (2) gaan naar een andere coördinator")
			k.presses("bert", "", card, "Wis")
		},
		"the account is gone": func(k *stage) {
			for range 2 { // the platform may say so twice
				if err := k.d.Left(k.Context(), chat.Person{School: "s", Address: at("bert")}); err != nil {
					k.Fatal(err)
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			k := newStage(t)
			k.makes("bert", "")
			k.makes("dirk", "beheerder")
			k.makes("cleo", "")
			first, second := k.plansFor("bert", "elke dinsdag na school"), k.plansFor("bert", "elke woensdag na school")
			own := k.plansFor("cleo", "elke vrijdag na school")
			goes(k)
			if k.plan(first).Owner != at("cleo") || k.plan(second).Owner != at("cleo") || k.plan(first).Paused {
				t.Errorf("the plans are %v's and %v's", k.plan(first).Owner, k.plan(second).Owner)
			}
			k.reads(k.says("anna", "", "rollen"), "plannen van een ander gingen naar een collega: 2")
			k.forward(1)
			if n := len(k.sent["cleo"]); n != 1 {
				t.Fatalf("cleo was told %d times", n)
			}
			told := k.last("cleo")
			k.reads(told, "Plannen die nu van jou zijn", "elke dinsdag na school", "elke woensdag na school", "Je hoeft niets te doen")
			if text := chat.PlainText(told); strings.Contains(text, "vrijdag na school") || strings.Contains(text, "bert") {
				t.Errorf("reads %s", text)
			}
			if k.plan(own).Owner != at("cleo") || len(k.sent["dirk"]) != 0 || len(k.sent["anna"]) == 0 {
				t.Errorf("dirk was sent %d, anna %d", len(k.sent["dirk"]), len(k.sent["anna"]))
			}
			if strings.Contains(chat.PlainText(k.says("cleo", "", "plan")), "alleen voor jou") || strings.Contains(chat.PlainText(k.says("cleo", "", "privacy")), "alleen voor jezelf") {
				t.Error("the note is listed among the plans")
			}
		})
	}
}

func TestTwoWhoGoOneAfterTheOtherAreOneMessageInSchoolTime(t *testing.T) {
	k := newStage(t)
	for _, who := range []string{"bert", "dirk", "cleo"} {
		k.makes(who, "")
	}
	k.plansFor("bert", "elke dinsdag na school")
	k.plansFor("dirk", "elke woensdag na school")
	if err := k.w.Forward(t.Context(), k.w.Now().Add(11*time.Hour)); err != nil {
		t.Fatal(err)
	}
	k.takes("bert") // to dirk, who goes too
	k.takes("dirk")
	if err := k.w.Forward(t.Context(), k.w.Now().Add(10*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if len(k.sent["cleo"]) != 0 {
		t.Error("told in the evening")
	}
	before := len(k.sent["dirk"])
	k.forward(1)
	if len(k.sent["cleo"]) != 1 || len(k.sent["dirk"]) != before {
		t.Fatalf("cleo was told %d times, dirk %d", len(k.sent["cleo"]), len(k.sent["dirk"])-before)
	}
	k.reads(k.last("cleo"), "elke dinsdag na school", "elke woensdag na school")
}

func TestPlansPauseWhereNobodyCanTakeThemOver(t *testing.T) {
	k := newStage(t)
	k.makes("bert", "")
	k.makes("cleo", "")
	k.says("cleo", "", "stop")
	plan := k.plansFor("bert", "elke woensdag na school")
	card := k.presses("bert", "", k.says("bert", "", "privacy"), "Wis alles")
	k.presses("bert", "", card, "Wis")
	if p := k.plan(plan); !p.Paused || p.Owner != (chat.Address{}) {
		t.Errorf("paused %t, of %v", p.Paused, p.Owner)
	}
	k.reads(k.says("anna", "", "rollen"), "plannen zonder coördinator zijn gepauzeerd: 1")
	k.forward(7)
	if len(k.sent["anna"])+len(k.sent["cleo"]) != 0 {
		t.Error("something was sent")
	}
	shown := k.picks("ada", "", plan)
	k.reads(k.presses("ada", "", shown, "Hervatten"), "Hervat")
	if p := k.plan(plan); p.Paused || p.Owner != at("ada") {
		t.Errorf("paused %t, of %v", p.Paused, p.Owner)
	}
}

func TestAnAdminWhoTakesTheLastRoleHasItsPlans(t *testing.T) {
	k := newStage(t)
	k.makes("bert", "")
	plan := k.plansFor("bert", "elke woensdag na school")
	k.takes("bert")
	if p := k.plan(plan); p.Paused || p.Owner != at("ada") {
		t.Errorf("paused %t, of %v", p.Paused, p.Owner)
	}
}

func TestARoundGoesOnWhenItsCoordinatorGoes(t *testing.T) {
	for name, second := range map[string]bool{"to another": true, "to nobody": false} {
		t.Run(name, func(t *testing.T) {
			k := newStage(t)
			k.crowd = 10
			if second {
				k.makes("cleo", "")
			}
			k.presses("cora", channel, k.ask(), "Inplannen")
			k.forward(2)
			if err := k.d.Left(t.Context(), chat.Person{School: "s", Address: at("cora")}); err != nil {
				t.Fatal(err)
			}
			for _, who := range []string{"m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8"} {
				k.reads(k.answers(who, k.last(who), 1), "Je antwoord telt mee")
			}
			k.forward(8)
			k.reads(k.last(channel), "Uitslag van de anonieme vragen")
			k.reads(k.last("m9"), "Niet meedoen is ook goed")
			if len(k.sent["cora"]) != 0 {
				t.Error("who left was sent something")
			}
			if second {
				k.reads(k.last("cleo"), "Uitslag van de anonieme vragen", "Schrijf wat we ermee doen")
			}
		})
	}
}

func TestAResultThatWaitsForACoordinatorWhoGoesReachesTheNext(t *testing.T) {
	k := newStage(t)
	k.makes("bert", "")
	k.makes("zed", "")
	k.crowd = 10
	r := k.presses("zed", channel, k.presses("zed", channel, k.says("zed", channel, "plan"), "Plan iets"), "Anonieme vragen")
	r = k.presses("zed", channel, r, "Rust en ruimte")
	r = k.fills("zed", channel, r, map[string]string{"what": r.Form.Fields[0].Options[0].Value, "when": "elke twee weken op woensdag 10:00"})
	k.presses("zed", channel, r, "Inplannen")
	k.fills("zed", "", k.says("zed", "", "mijn momenten"), map[string]string{"days": "4"}) // works on Thursdays
	k.forward(2)
	for i := range 7 {
		who := fmt.Sprint("m", i+1)
		k.answers(who, k.last(who), 1)
	}
	k.forward(6) // Wednesday 2 December; it closed on Tuesday
	k.reads(k.last(channel), "Uitslag van de anonieme vragen")
	k.takes("zed")
	k.forward(3)
	for _, r := range k.sent["zed"] {
		if strings.Contains(chat.PlainText(r), "Uitslag van de anonieme vragen") {
			t.Error("who is no coordinator any more has the result")
		}
	}
	found := false
	for _, r := range k.sent["bert"] {
		found = found || strings.Contains(chat.PlainText(r), "Uitslag van de anonieme vragen")
	}
	if !found {
		t.Error("the next coordinator has no result")
	}
}

func TestARoundOfSomebodyWhoHasNoSuccessorAsksAllWhomItInvited(t *testing.T) {
	k := newStage(t)
	k.crowd = 10
	k.presses("cora", channel, k.ask(), "Inplannen")
	if err := k.w.Forward(t.Context(), k.w.Now().Add(24*time.Hour+time.Minute)); err != nil {
		t.Fatal(err)
	}
	k.forgets("cora") // while most questions wait for their minute of the day
	k.forward(1)
	for i := range k.crowd {
		if who := fmt.Sprint("m", i+1); len(k.sent[who]) != 1 {
			t.Errorf("%s was asked %d times", who, len(k.sent[who]))
		}
	}
	k.forward(14)
	if n := len(k.sent["m1"]); n > 2 {
		t.Errorf("m1 was sent %d", n) // a question and a reminder, and no second round
	}
}
