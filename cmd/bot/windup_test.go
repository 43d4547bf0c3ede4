package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/pulse"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
)

// open plans a pulse for twelve people and lets its first round be answered by some of them, on the day after it opened.
func (k *stage) open(answering ...string) (card chat.Reply) {
	k.Helper()
	k.crowd = 10
	k.presses("cora", channel, k.ask(), "Inplannen")
	k.forward(2)
	card = k.last("anna")
	for i, who := range answering {
		k.answers(who, k.last(who), i%4)
	}
	return card
}

// closing is the firing that closes the first round.
func (k *stage) closing() schedule.Firing {
	k.Helper()
	all, err := k.w.desk.Shelf.List(k.Context(), "s")
	if err != nil {
		k.Fatal(err)
	}
	for _, p := range all {
		if p.IsPart() && p.What.Pulse.Part == schedule.Closing {
			return schedule.Firing{School: "s", Plan: p.ID, At: p.Next, Grace: p.Grace}
		}
	}
	k.Fatal("no round is to be closed")
	return schedule.Firing{}
}

// kinds are the kinds of key in the store.
func (k *stage) kinds() string {
	k.Helper()
	all, err := k.w.store.Connection().Keys(k.Context(), "*").Result()
	if err != nil {
		k.Fatal(err)
	}
	return strings.Join(all, "\n")
}

// kept is how many plans are kept, the ended ones too.
func (k *stage) kept() int {
	k.Helper()
	all, err := k.w.desk.Shelf.List(k.Context(), "s")
	if err != nil {
		k.Fatal(err)
	}
	return len(all)
}

func TestARoundClosesInACrisisAndItsResultIsToldWhenTheCrisisIsOver(t *testing.T) {
	k := newStage(t)
	card := k.open("m1", "m2", "m3", "m4", "m5", "m6", "m7")
	if !strings.Contains(k.kinds(), ":ledger:") {
		t.Fatal("no round is open")
	}
	if err := k.w.desk.Crisis(t.Context(), "s"); err != nil {
		t.Fatal(err)
	}
	team, owner := len(k.sent[channel]), len(k.sent["cora"])
	k.forward(7) // Thursday 3 December; it closed on Tuesday
	k.reads(k.does("anna", "", chat.Message{Press: &card.Cards[0].Buttons[0].Do}), "gesloten")
	for _, kind := range []string{":ledger:", ":counts:", ":round:", ":invited:"} {
		if strings.Contains(k.kinds(), kind) {
			t.Errorf("%s is still there", kind)
		}
	}
	if len(k.sent[channel]) != team || len(k.sent["cora"]) != owner {
		t.Fatal("something was said in the crisis")
	}
	if err := k.w.desk.Restart(t.Context(), "s", schedule.Date{Year: 2026, Month: 12, Day: 7}); err != nil {
		t.Fatal(err)
	}
	k.forward(5)
	if len(k.sent[channel]) != team+1 || len(k.sent["cora"]) != owner+1 {
		t.Fatalf("the team was told %d things, the coordinator %d", len(k.sent[channel])-team, len(k.sent["cora"])-owner)
	}
	k.reads(k.last(channel), "Uitslag van de anonieme vragen")
	if got, want := k.last("cora").Cards[0].Body, k.last(channel).Cards[0].Body; got != want {
		t.Errorf("the coordinator reads\n%s\nthe team\n%s", got, want)
	}
	at, with := k.times[channel][team], k.times["cora"][owner]
	if at.Format("2 15") != "7 08" || with.Sub(at).Abs() > time.Minute {
		t.Errorf("told the team at %v, the coordinator at %v", at, with)
	}
	if n := k.kept(); n != 1 {
		t.Errorf("%d plans are left of one pulse", n)
	}
	k.forward(20)
	if len(k.sent[channel]) != team+1 {
		t.Error("told twice")
	}
}

func TestAReplicaKilledWhileItClosesLeavesOneResultAndManyAtOnceMakeOne(t *testing.T) {
	k := newStage(t)
	k.open("m1", "m2", "m3", "m4", "m5", "m6")
	closing := k.closing()
	early := *k.w.dispatcher
	if err := early.Fire(t.Context(), closing); err != nil { // not its time yet
		t.Fatal(err)
	}
	k.reads(k.answers("m7", k.last("m7"), 1), "Je antwoord telt mee")
	k.forward(3)
	p, _, err := k.w.desk.Book.Plan(t.Context(), "s", closing.Plan)
	if err != nil {
		t.Fatal(err)
	}
	killed, kill := context.WithCancel(t.Context())
	_, err = store.Rounds{Store: k.w.store}.Close(killed, pulse.Ref{School: "s", Round: p.What.Pulse.Round}, func(c pulse.Closing) (pulse.Snapshot, pulse.History) {
		kill()
		return pulse.Disclose(c)
	})
	if err == nil {
		t.Fatal("it was not killed")
	}
	k.w.set(closing.At)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := k.w.dispatcher.Fire(t.Context(), closing); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	before := len(k.sent[channel])
	k.forward(3)
	if n := len(k.sent[channel]) - before; n != 1 {
		t.Fatalf("the team was told %d times", n)
	}
	k.reads(k.last(channel), "Er deden genoeg mensen mee", "▇▇▇ Bijna nooit · 30 %", "▇▇▇▇ Soms · 40 %")
}

func TestAResultMissedByAnOutageIsToldWhenTheBotIsBack(t *testing.T) {
	k := newStage(t)
	k.open("m1", "m2", "m3", "m4", "m5", "m6")
	before := len(k.sent[channel])
	k.w.set(k.w.Now().AddDate(0, 0, 8)) // nothing was done for eight days
	k.forward(1)
	if n := len(k.sent[channel]) - before; n != 1 {
		t.Fatalf("the team was told %d times", n)
	}
	k.reads(k.last(channel), "Uitslag van de anonieme vragen")
}

func TestARoundThatIsOverLeavesOnePlanAndTheCoordinatorOwnsNoPartOfIt(t *testing.T) {
	k := newStage(t)
	k.open("m1", "m2", "m3", "m4", "m5", "m6")
	k.reads(k.says("cora", "", "privacy"), "Dat je plannen voor je team maakte: 1.")
	if text := chat.PlainText(k.says("cora", "", "privacy")); strings.Contains(text, "alleen voor jezelf") {
		t.Errorf("a part of a round counts as one's own: %s", text)
	}
	k.forward(6)
	if n := k.kept(); n != 1 {
		t.Errorf("%d plans are left of one pulse", n)
	}
	k.forward(30) // the team is owed a word: each firing says so
	if n := k.kept(); n > 2 {
		t.Errorf("%d plans are left of one pulse that waits", n)
	}
}

// fill takes both places of somebody's week.
func (k *stage) fill(week schedule.Week, who ...string) {
	k.Helper()
	for _, plan := range []schedule.PlanID{"one", "two"} {
		if err := (store.Plans{Store: k.w.store}).Put(k.Context(), schedule.Kept{Plan: schedule.Plan{ID: plan, School: "s", What: schedule.What{Text: "x"}, Stopped: k.w.Now()}}); err != nil {
			k.Log(err) // it is there already
		}
		for _, to := range who {
			claim := schedule.Claim{Delivery: schedule.Delivery{Firing: schedule.Firing{School: "s", Plan: plan, At: k.w.Now()}, To: at(to)}, Week: week}
			if got, err := k.w.desk.Budget.Reserve(k.Context(), []schedule.Claim{claim}); err != nil || !got[0] {
				k.Fatal(got, err)
			}
		}
	}
}

func TestWhoseWeekIsFullIsNotAskedAndNotInvited(t *testing.T) {
	k := newStage(t)
	k.fill(202648, "m1", "m2")
	card := k.open()
	for _, who := range []string{"m1", "m2"} {
		if n := len(k.sent[who]); n > 0 {
			t.Errorf("%s got %d messages", who, n)
		}
		k.reads(k.does(who, "", chat.Message{Press: &card.Cards[0].Buttons[0].Do}), "niet geteld")
	}
	if len(k.sent["m3"]) != 1 {
		t.Error("m3 was not asked")
	}
}

func TestAWeekThatIsFullForTooManyOpensNoRoundAndSaysSo(t *testing.T) {
	k := newStage(t)
	k.fill(202648, "m1", "m2", "m3", "m4", "m5")
	k.crowd = 10
	k.presses("cora", channel, k.ask(), "Inplannen")
	k.forward(2)
	k.reads(k.last("cora"), "Deze week is er geen plek meer", "Verzet een van je plannen")
	if n := len(k.sent["m6"]); n > 0 {
		t.Errorf("m6 got %d messages", n)
	}
	k.fill(202648, "m6") // what was taken for the round was given back
}

func TestAQuestionTakesItsPlaceInTheWeekInWhichItComes(t *testing.T) {
	k := newStage(t)
	form := k.says("m1", "", "mijn momenten")
	k.fills("m1", "", form, map[string]string{"days": "1"}) // works on Mondays
	k.fills("m2", "", k.says("m2", "", "mijn momenten"), map[string]string{"often": "less"})
	k.presses("m3", "", k.presses("m3", "", k.says("m3", "", "instellingen"), "Even niets"), "Vier weken")
	k.open()
	if len(k.sent["m1"]) != 0 || len(k.sent["m2"]) != 1 || len(k.sent["m3"]) != 0 {
		t.Errorf("sent %d, %d and %d", len(k.sent["m1"]), len(k.sent["m2"]), len(k.sent["m3"]))
	}
	sent := func(week schedule.Week, who string) int {
		got, err := store.People{Store: k.w.store}.Wishes(t.Context(), "s", []chat.Address{at(who)}, week)
		if err != nil {
			t.Fatal(err)
		}
		return got[0].Sent
	}
	if sent(202648, "m1") != 0 || sent(202649, "m1") != 1 || sent(202648, "m2") != 1 || sent(202649, "m3") != 0 {
		t.Errorf("counted %d and %d, %d, %d", sent(202648, "m1"), sent(202649, "m1"), sent(202648, "m2"), sent(202649, "m3"))
	}
	k.forward(4)
	if len(k.sent["m1"]) != 1 {
		t.Errorf("on Monday m1 got %d", len(k.sent["m1"])) // and no reminder of what just came
	}
	k.reads(k.answers("m1", k.last("m1"), 0), "Je antwoord telt mee")
}

func TestAResultOfAPulseThatWasStoppedAsksForNoWordThatCannotBeSaid(t *testing.T) {
	k := newStage(t)
	k.open("m1", "m2", "m3", "m4", "m5", "m6", "m7")
	for _, p := range k.plans() {
		if !p.IsPart() {
			k.presses("cora", channel, k.picks("cora", channel, p.ID), "Voorgoed stoppen")
		}
	}
	k.forward(8)
	k.reads(k.last(channel), "Uitslag van de anonieme vragen")
	k.reads(k.last("cora"), "Uitslag van de anonieme vragen")
	for _, c := range k.last("cora").Cards {
		if len(c.Buttons) > 0 || c.Footer != "" {
			t.Errorf("asks %v, %s", c.Buttons, c.Footer)
		}
	}
}

func TestAQuestionThatComesInALaterWeekThanItsPlaceTakesOneThere(t *testing.T) {
	k := newStage(t)
	k.crowd = 10
	k.presses("cora", channel, k.ask(), "Inplannen")
	if err := k.w.Forward(t.Context(), k.w.Now().Add(24*time.Hour+time.Minute)); err != nil {
		t.Fatal(err)
	}
	var waiting []string
	for i := range k.crowd {
		if who := fmt.Sprint("m", i+1); len(k.sent[who]) == 0 {
			waiting = append(waiting, who)
		}
	}
	for _, who := range waiting[:2] {
		k.fills(who, "", k.says(who, "", "mijn momenten"), map[string]string{"days": "1"}) // works on Mondays from now on
	}
	full, free := waiting[0], waiting[1]
	k.fill(202649, full)
	k.forward(5)
	if len(k.sent[full]) != 0 || len(k.sent[free]) != 1 {
		t.Errorf("whose week is full got %d, the other %d", len(k.sent[full]), len(k.sent[free]))
	}
	for _, week := range []schedule.Week{202648, 202649} {
		got, err := store.People{Store: k.w.store}.Wishes(t.Context(), "s", []chat.Address{at(full), at(free)}, week)
		if err != nil {
			t.Fatal(err)
		}
		want := map[schedule.Week][2]int{202648: {0, 0}, 202649: {2, 2}}[week] // the reminder takes a place of everybody, sent or not: nothing may tell who answered
		if got[0].Sent != want[0] || got[1].Sent != want[1] {
			t.Errorf("in week %d counted %d and %d", week, got[0].Sent, got[1].Sent)
		}
	}
}
