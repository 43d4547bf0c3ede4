package main

import (
	"strings"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
)

// pausedStage is a school with a plan for each Monday noon and two more coordinators, in which everything was just paused.
func pausedStage(t *testing.T) *stage {
	k := newStage(t)
	k.makes("cleo", "")
	k.makes("dirk", "beheerder")
	k.plansFor("cora", "elke maandag 12:00")
	k.presses("cora", "", k.says("cora", "", "pauze"), "Stop nu")
	return k
}

// wants lets a coordinator ask to start again on a day.
func (k *stage) wants(who, day string) chat.Reply {
	k.Helper()
	form := k.does(who, "", chat.Message{Press: &chat.Action{Verb: "restart"}})
	return k.presses(who, "", k.fills(who, "", form, map[string]string{"day": day}), "Begin dan weer")
}

func (k *stage) pausedFor(ever bool) {
	k.Helper()
	pause, err := k.w.desk.Book.Pause(k.Context(), "s")
	if err != nil || pause.Since.IsZero() || pause.Until.IsZero() != ever {
		k.Errorf("paused %+v, %v", pause, err)
	}
}

func TestASecondCoordinatorAgreesBeforeMessagesComeAgain(t *testing.T) {
	k := pausedStage(t)
	k.reads(k.wants("cora", "13 december"), "met z'n tweeën", "blijft alles stil")
	k.pausedFor(true)
	k.forward(1)
	for _, who := range []string{"cleo", "dirk"} {
		if len(k.sent[who]) != 1 {
			t.Fatalf("%s was asked %d times", who, len(k.sent[who]))
		}
		k.reads(k.last(who), "Weer beginnen?", "vanaf zo 13 december", "ma 14 december, 12.00", "Begin dan weer", "Nu nog niet")
	}
	k.reads(k.wants("cora", "13 december"), "blijft alles stil")
	k.reads(k.does("cora", "", chat.Message{Press: &chat.Action{Verb: "restartyes", Arg: "2026-12-13"}}), "moet een andere coördinator goedvinden")
	k.reads(k.does("anna", "", chat.Message{Press: &chat.Action{Verb: "restartyes", Arg: "2026-12-13"}}), "Plannen doet een coördinator")
	k.reads(k.says("cora", "", "pauze"), "Je vroeg om weer te beginnen vanaf zo 13 december")
	k.pausedFor(true)

	k.wants("cora", "20 december") // the card that is there shows the other day
	k.forward(1)
	if len(k.sent["cleo"]) != 1 {
		t.Fatalf("cleo was asked %d times", len(k.sent["cleo"]))
	}
	again := k.presses("cleo", "", k.last("cleo"), "Begin dan weer")
	k.reads(again, "vanaf zo 20 december")
	k.pausedFor(true)
	k.reads(k.presses("cleo", "", again, "Begin dan weer"), "Vanaf zo 20 december komen berichten weer")
	k.pausedFor(false)
	k.reads(k.presses("dirk", "", k.last("dirk"), "Begin dan weer"), "staat niet meer open")
	k.forward(1)
	k.reads(k.last("cora"), "Een andere coördinator vond het goed", "zo 20 december")
}

func TestASecondCoordinatorCanRefuse(t *testing.T) {
	k := pausedStage(t)
	k.wants("cora", "13 december")
	k.forward(1)
	k.reads(k.presses("dirk", "", k.last("dirk"), "Nu nog niet"), "Alles blijft stil")
	k.reads(k.presses("cleo", "", k.last("cleo"), "Begin dan weer"), "staat niet meer open")
	k.forward(1)
	told := k.last("cora")
	k.reads(told, "vindt weer beginnen nog te vroeg", "Weer beginnen")
	k.pausedFor(true)
	// Asked anew, it is asked anew; and who asks for the same day agrees.
	k.wants("cora", "14 december")
	k.forward(1)
	if len(k.sent["dirk"]) != 2 {
		t.Errorf("dirk was asked %d times", len(k.sent["dirk"]))
	}
	k.reads(k.wants("cleo", "14 december"), "Vanaf ma 14 december")
	k.pausedFor(false)
}

func TestARestartIsAskedInSchoolTimeAndFallsWithANewPauseOrWithWhoAsked(t *testing.T) {
	k := pausedStage(t)
	if err := k.w.Forward(t.Context(), k.w.Now().Add(12*time.Hour)); err != nil {
		t.Fatal(err)
	}
	k.wants("cora", "13 december")
	if err := k.w.Forward(t.Context(), k.w.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if len(k.sent["cleo"]) != 0 {
		t.Fatal("asked in the evening")
	}
	k.reads(k.says("cleo", "", "pauze"), "Weer beginnen?", "Nu nog niet") // who looks need not wait
	k.forward(1)
	if len(k.sent["cleo"]) != 1 {
		t.Fatalf("asked %d times", len(k.sent["cleo"]))
	}
	card := k.last("cleo")
	if err := k.w.desk.Crisis(t.Context(), "s"); err != nil {
		t.Fatal(err)
	}
	k.reads(k.presses("cleo", "", card, "Begin dan weer"), "staat niet meer open")
	k.wants("cora", "13 december")
	if err := k.d.Left(t.Context(), chat.Person{School: "s", Address: at("cora")}); err != nil {
		t.Fatal(err)
	}
	k.reads(k.presses("cleo", "", card, "Begin dan weer"), "staat niet meer open")
	k.pausedFor(true)
}

func TestWhoWantsNoMessagesIsNotAskedAndDoesNotHoldUpTheSchool(t *testing.T) {
	k := pausedStage(t)
	k.says("cleo", "", "stop")
	k.presses("dirk", "", k.presses("dirk", "", k.says("dirk", "", "instellingen"), "Even niets"), "Vier weken")
	k.reads(k.wants("cora", "13 december"), "Vanaf zo 13 december komen berichten weer")
	k.pausedFor(false)
}

func TestTheFirstMessageOfEachPlanAfterACrisisIsCalmAndTheNextIsAsEver(t *testing.T) {
	const calm = "Het was een tijd stil"
	k := newStage(t)
	k.plansFor("cora", "elke maandag 12:00")
	k.forward(7)
	k.presses("cora", "", k.says("cora", "", "pauze"), "Stop nu")
	k.forward(3)
	before := len(k.sent["anna"])
	k.reads(k.wants("cora", "6 december"), "Vanaf zo 6 december") // alone, in one step
	k.plansFor("cora", "elke dinsdag 12:00")
	k.forward(10)
	got := k.sent["anna"][before:]
	if len(got) != 2 {
		t.Fatalf("%d messages", len(got))
	}
	k.reads(got[0], calm, "Tip voor deze week")
	k.reads(got[1], calm)
	k.forward(7)
	for _, r := range k.sent["anna"][before+2:] {
		if strings.Contains(chat.PlainText(r), calm) {
			t.Errorf("again: %s", chat.PlainText(r))
		}
	}
	if strings.Contains(chat.PlainText(k.sent["anna"][before-1]), calm) {
		t.Error("before the pause too")
	}
}
