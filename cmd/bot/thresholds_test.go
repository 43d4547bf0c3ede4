package main

import (
	"testing"

	"github.com/baken-bot/baken/internal/chat"
)

func TestThresholdsAreRaisedForTheNextRoundAndNeverLowered(t *testing.T) {
	k := newStage(t)
	k.crowd = 10
	k.presses("cora", channel, k.ask(), "Inplannen")
	k.forward(2)
	card := k.presses("cora", "", k.presses("cora", "", k.says("cora", "", "plan"), "Instellingen van de school"), "Drempels")
	k.reads(card, "minstens 8 mensen", "vanaf 5 antwoorden")
	form := k.presses("cora", "", card, "Verhogen")
	raise := func(invited, answers string) chat.Reply {
		return k.fills("cora", "", form, map[string]string{"invited": invited, "answers": answers})
	}
	for name, test := range map[string]struct{ invited, answers, want string }{
		"fewer people":        {"7", "5", "Lager kan niet"},
		"fewer answers":       {"12", "4", "Lager kan niet"},
		"nobody may be still": {"12", "10", "te dicht bij elkaar"},
		"as it is":            {"8", "5", "Zo staat het al"},
		"no number":           {"twaalf", "5", "twee hele getallen"},
		"far too many":        {"1000000", "5", "twee hele getallen"},
	} {
		t.Run(name, func(*testing.T) { k.reads(raise(test.invited, test.answers), test.want, "Er is niets veranderd") })
	}
	sure := raise(" 12 ", "7")
	k.reads(sure, "niet terugdraaien")
	k.reads(k.says("anna", "", "drempels"), "minstens 8 mensen")
	k.reads(k.presses("cora", "", sure, "Verhoog"), "minstens 12 mensen", "vanaf 7 antwoorden")
	k.reads(k.says("anna", "", "thresholds"), "minstens 12 mensen", "do 26 november: drempels naar 12 mensen en 7 antwoorden, door een collega")
	k.reads(k.says("anna", "", "rollen"), "drempels naar 12 mensen")

	for _, who := range []string{"m1", "m2", "m3", "m4", "m5"} {
		k.answers(who, k.last(who), 1)
	}
	k.forward(8)
	k.reads(k.last(channel), "alleen de richting") // the round that was open keeps its five
	k.presses("cora", "", k.last("cora"), "Deze keer niets schrijven")
	k.forward(6)
	k.reads(k.last("m1"), "vanaf 7 antwoorden")
}

func TestOnlyCoordinatorsRaiseThresholdsAndAForgedPressLowersNone(t *testing.T) {
	k := newStage(t)
	k.reads(k.does("anna", "", chat.Message{Press: &chat.Action{Verb: "raise", Arg: "12/7"}}), "Plannen doet een coördinator")
	k.reads(k.does("anna", "", chat.Message{Submission: &chat.Submission{Form: chat.Action{Verb: "raise"}, Values: map[string]string{"invited": "12", "answers": "7"}}}), "coördinator")
	for _, arg := range []string{"7/5", "8/8", "x", "12", "900000/5", "8/5"} {
		k.does("cora", "", chat.Message{Press: &chat.Action{Verb: "raise", Arg: arg}})
	}
	card := k.says("anna", "", "drempels")
	k.reads(card, "minstens 8 mensen", "vanaf 5 antwoorden")
	if len(card.Cards[0].Buttons) > 0 {
		t.Error("a member is offered to raise them")
	}
	k.does("cora", "", chat.Message{Press: &chat.Action{Verb: "raise", Arg: "10/6"}})
	k.does("cora", "", chat.Message{Press: &chat.Action{Verb: "raise", Arg: "9/6"}})
	k.reads(k.says("anna", "", "drempels"), "minstens 10 mensen", "vanaf 6 antwoorden")
}

func TestAPulseThatHasBecomeTooSmallIsNotSaved(t *testing.T) {
	k := newStage(t)
	k.crowd = 10
	shown := k.ask()
	k.does("cora", "", chat.Message{Press: &chat.Action{Verb: "raise", Arg: "20/10"}})
	k.reads(k.presses("cora", channel, shown, "Inplannen"), "te klein voor anoniem")
	if n := len(k.plans()); n != 0 {
		t.Errorf("%d plans", n)
	}
}
