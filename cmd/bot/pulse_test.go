package main

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/pulse"
	"github.com/baken-bot/baken/internal/store"
)

// ask plans a pulse of two questions for the channel, every two weeks from tomorrow on, and returns the card that says it is planned.
func (k *stage) ask() chat.Reply {
	k.Helper()
	r := k.presses("cora", channel, k.says("cora", channel, "plan"), "Plan iets")
	r = k.presses("cora", channel, r, "Anonieme vragen")
	r = k.presses("cora", channel, r, "Rust en ruimte")
	if r.Form == nil {
		k.Fatalf("no form but %s", chat.PlainText(r))
	}
	questions := []string{r.Form.Fields[0].Options[0].Value, r.Form.Fields[0].Options[1].Value}
	return k.does("cora", channel, chat.Message{Submission: &chat.Submission{
		Form: r.Form.Do, Many: map[string][]string{"what": questions}, Values: map[string]string{"when": "elke twee weken op woensdag 10:00", "free": "skip"},
	}})
}

// last is what somebody was sent last.
func (k *stage) last(who string) chat.Reply {
	k.Helper()
	all := k.sent[who]
	if len(all) == 0 {
		k.Fatalf("%s was sent nothing", who)
	}
	return all[len(all)-1]
}

// answers presses the n-th option of every question, to the end.
func (k *stage) answers(who string, r chat.Reply, n int) chat.Reply {
	k.Helper()
	for range 5 {
		if len(r.Cards) == 0 || r.Cards[0].Buttons[0].Do.Verb != "vote" {
			return r
		}
		do := r.Cards[0].Buttons[n].Do
		r = k.does(who, "", chat.Message{Press: &do})
	}
	return r
}

func TestAPulseIsPlannedAnsweredClosedAndAnsweredFor(t *testing.T) {
	k := newStage(t)
	k.crowd = 10
	r := k.ask()
	k.reads(r, "12 mensen", "groot genoeg voor anoniem", "vanaf 5 antwoorden")
	k.presses("cora", channel, r, "Inplannen")
	k.reads(k.last(channel), "anonieme vraag", "uitslag vanaf 5 antwoorden")

	k.forward(2)
	first := k.last("anna")
	k.reads(first, "Vraag 1 van 2 · anoniem", "Niemand ziet jouw antwoord", "Uitslag: di 1 december")
	for i := range k.crowd - 1 {
		who := fmt.Sprint("m", i+1)
		k.reads(k.answers(who, k.last(who), i%4), "Je antwoord telt mee")
	}
	k.reads(k.answers("m1", k.last("m1"), 3), "Dank je")
	if again := k.does("m1", "", chat.Message{Press: &first.Cards[0].Buttons[2].Do}); !strings.Contains(again.Text, "al meegedaan") {
		t.Errorf("a second tap reads %s", chat.PlainText(again))
	}

	k.forward(3)
	k.reads(k.last("anna"), "Niet meedoen is ook goed")
	if got := k.last("m1"); strings.Contains(chat.PlainText(got), "Niet meedoen") {
		t.Error("who answered is reminded")
	}
	k.reads(k.presses("anna", "", k.last("anna"), "Naar de vraag"), "Vraag 1 van 2")

	k.forward(5)
	team, owner := k.last(channel), k.last("cora")
	k.reads(team, "Uitslag van de anonieme vragen", "Afgerond op 10 %", "▇")
	if team.Cards[0].Picture == nil || !strings.Contains(team.Cards[0].Picture.Alt, "Bijna nooit: ") {
		t.Error("the result has no picture in words")
	}
	if got, want := owner.Cards[0].Body, team.Cards[0].Body; got != want {
		t.Errorf("the coordinator reads\n%s\nthe team\n%s", got, want)
	}
	k.reads(k.does("bert", "", chat.Message{Press: &first.Cards[0].Buttons[0].Do}), "gesloten")

	k.forward(8) // the next firing: no word yet
	k.reads(k.last("cora"), "De volgende ronde wacht nog")
	form := k.presses("cora", "", owner, "Schrijf wat we ermee doen")
	k.fills("cora", "", form, map[string]string{"heard": "De dagen zijn vol.", "doing": "We schrappen één overleg."})
	k.reads(k.last(channel), "Dit hoorden we", "We schrappen één overleg.")

	before := len(k.sent["m2"])
	k.forward(26) // over the holiday, in which a firing is skipped
	if len(k.sent["m2"]) == before {
		t.Fatal("no next round opened")
	}
	k.reads(k.sent["m2"][before], "Vraag 1 van 2")
}

func TestAGroupThatIsTooSmallGetsATalkInsteadOfAPulse(t *testing.T) {
	k := newStage(t)
	k.crowd = 5
	k.reads(k.ask(), "7 mensen", "te klein voor anoniem", "Praat er samen over")
	if n := len(k.plans()); n != 0 {
		t.Errorf("%d plans are kept", n)
	}
}

func TestAFewAnswersShowNothingAndAreErased(t *testing.T) {
	k := newStage(t)
	k.crowd = 10
	k.presses("cora", channel, k.ask(), "Inplannen")
	k.forward(2)
	for _, who := range []string{"m1", "m2", "m3", "m4"} {
		k.answers(who, k.last(who), 0)
	}
	k.forward(8)
	k.reads(k.last(channel), "te weinig antwoorden", "gewist")
	k.reads(k.last("cora"), "te weinig antwoorden")
	k.forward(6) // there is nothing to say a word about, so the next round opens
	k.reads(k.last("m1"), "Vraag 1 van 2")
}

func TestAPressThatIsForgedLateOrAStrangersCountsNothing(t *testing.T) {
	k := newStage(t)
	k.crowd = 10
	k.presses("cora", channel, k.ask(), "Inplannen")
	k.forward(2)
	arg := k.last("m1").Cards[0].Buttons[0].Do.Arg
	round := strings.TrimSuffix(arg, "/0/0")
	for name, test := range map[string]struct{ who, arg, want string }{
		"of no option":            {"m1", round + "/0/9", "hoort niet bij de vraag"},
		"of no number":            {"m1", round + "/0/x", "hoort niet bij de vraag"},
		"of no question":          {"m1", round + "/7/0", "gesloten"},
		"of no round":             {"m1", "abcdefghijkl@1/0/0", "gesloten"},
		"of nothing at all":       {"m1", "", "gesloten"},
		"by one who is not asked": {"zoe", arg, "niet geteld"},
	} {
		t.Run(name, func(t *testing.T) {
			r := k.does(test.who, "", chat.Message{Press: &chat.Action{Verb: "vote", Arg: test.arg}})
			if !strings.Contains(chat.PlainText(r), test.want) {
				t.Errorf("reads %s", chat.PlainText(r))
			}
		})
	}
	k.forward(8)
	k.reads(k.last(channel), "te weinig antwoorden")
}

func TestTenTapsAtOnceCountOnce(t *testing.T) {
	k := newStage(t)
	k.crowd = 10
	k.presses("cora", channel, k.ask(), "Inplannen")
	k.forward(2)
	do := k.last("m1").Cards[0].Buttons[0].Do
	var taps sync.WaitGroup
	var mu sync.Mutex
	counted := 0
	for i := range 10 {
		taps.Go(func() {
			r, err := k.d.Handle(k.Context(), chat.Message{
				ID: fmt.Sprint("tap", i), At: k.w.Now(), Where: at("m1"), Private: true, Press: &do, From: chat.Person{School: "s", Address: at("m1")},
			})
			mu.Lock()
			defer mu.Unlock()
			if err == nil && r.Text == "" {
				counted++
			}
		})
	}
	taps.Wait()
	if counted != 1 {
		t.Errorf("%d of ten taps counted", counted)
	}
}

// keys are the names of all that the store holds.
func (k *stage) keys() []string {
	k.Helper()
	all, err := k.w.store.Connection().Keys(k.Context(), "*").Result()
	if err != nil {
		k.Fatal(err)
	}
	// The pace of a platform goes by itself, within a second.
	all = slices.DeleteFunc(all, func(key string) bool { return strings.Contains(key, ":pace:") })
	slices.Sort(all)
	return all
}

func TestTakingPartLeavesNothingBesideTheRoundItself(t *testing.T) {
	k := newStage(t)
	k.crowd = 10
	k.presses("cora", channel, k.ask(), "Inplannen")
	k.forward(2)
	before := k.keys()
	k.answers("m1", k.last("m1"), 0)
	k.presses("m2", "", k.last("m2"), "Sla over")
	if after := k.keys(); !slices.Equal(before, after) {
		t.Errorf("keys before %v, after %v", before, after)
	}
}

func TestACrisisPauseKeepsAPulseFromAsking(t *testing.T) {
	k := newStage(t)
	k.crowd = 10
	k.presses("cora", channel, k.ask(), "Inplannen")
	if err := k.w.desk.Crisis(k.Context(), "s"); err != nil {
		t.Fatal(err)
	}
	k.forward(10)
	if n := len(k.sent["m1"]); n != 0 {
		t.Errorf("%d messages came", n)
	}
}

func TestAMemberCannotPlanAPulseNorSpeakForTheCoordinator(t *testing.T) {
	k := newStage(t)
	for _, do := range []chat.Action{{Verb: "plankind", Arg: "pulse"}, {Verb: "pulseword", Arg: "x/y"}, {Verb: "pulsenoword", Arg: "x/y"}} {
		k.reads(k.does("anna", channel, chat.Message{Press: &do}), "coördinator")
	}
}

func TestWhatASchoolRaisedHoldsFromThePlanToTheResult(t *testing.T) {
	k := newStage(t)
	k.crowd = 10
	raise := func(invited, answers int) {
		to, err := pulse.Thresholds{}.Raise(invited, answers)
		if err != nil {
			t.Fatal(err)
		}
		if err := (store.Rounds{Store: k.w.store}).Raise(t.Context(), "s", to); err != nil {
			t.Fatal(err)
		}
	}
	raise(12, 7)
	r := k.ask()
	k.reads(r, "12 mensen", "vanaf 7 antwoorden")
	k.presses("cora", channel, r, "Inplannen")
	k.reads(k.last(channel), "uitslag vanaf 7 antwoorden")
	k.forward(2)
	for _, who := range []string{"m1", "m2", "m3", "m4", "m5", "m6"} {
		k.answers(who, k.last(who), 0)
	}
	k.forward(8)
	k.reads(k.last(channel), "te weinig antwoorden")
	raise(13, 7)
	before := len(k.sent["m1"])
	k.forward(6)
	if len(k.sent["m1"]) != before {
		t.Error("a round opened for fewer than the school asks")
	}
	k.reads(k.ask(), "12 mensen", "te klein voor anoniem")
}

func TestATapIsAnsweredInTheLanguageOfItsCard(t *testing.T) {
	k := newStage(t)
	k.crowd = 10
	k.presses("cora", channel, k.ask(), "Inplannen")
	k.forward(2)
	arg := strings.TrimPrefix(k.last("m1").Cards[0].Buttons[0].Do.Arg, "nl/")
	for who, test := range map[string]struct{ card, want string }{
		"m1": {"nl/", "Vraag 2 van 2"},
		"m2": {"en/", "Question 2 of 2"},
		"m3": {"", "Vraag 2 van 2"}, // a card of before they told
	} {
		k.reads(k.does(who, "", chat.Message{Press: &chat.Action{Verb: "vote", Arg: test.card + arg}}), test.want)
	}
	k.reads(k.does("m4", "", chat.Message{Press: &chat.Action{Verb: "vote", Arg: "de/" + arg}}), "gesloten")
}
