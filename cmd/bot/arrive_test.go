package main

import (
	"testing"

	"github.com/baken-bot/baken/internal/chat"
)

func TestWhoMeetsTheBotIsWelcomedOnceAndCoordinatorsReadHowToPlan(t *testing.T) {
	k := newStage(t)
	hello := chat.Message{Press: &chat.Action{Verb: chat.Hello}}
	member := k.does("anna", "", hello)
	k.reads(member, "Mijn momenten", "Wat weet je van mij?")
	if len(member.Cards) != 1 {
		t.Errorf("a member gets %d cards", len(member.Cards))
	}
	if again := k.does("anna", "", hello); !again.Empty() {
		t.Errorf("a second welcome: %s", chat.PlainText(again))
	}
	k.reads(k.does("cora", "", hello), "Voor coördinatoren", "/baken plan")
}

func TestTheBotsOwnPageShowsWhatIsPlannedAndLeavesNoConversation(t *testing.T) {
	k := newStage(t)
	k.presses("cora", channel, k.fills("cora", channel, k.seriesForm(), map[string]string{"what": "dark-days-and-money", "until": "1 februari"}), "Inplannen")
	home := chat.Message{Press: &chat.Action{Verb: chat.Home}}
	k.reads(k.does("anna", "", home), "Donkere dagen", "Mijn momenten")
	k.reads(k.does("cora", "", home), "Plan iets")
}

func TestSomebodyElsesMessageIsShownBeforeItIsAskedAndAsksForNothing(t *testing.T) {
	k := newStage(t)
	shown := k.does("anna", "", chat.Message{Text: "Wat is een trigger?", Quoted: true})
	k.reads(shown, "merkt hier niets van", "Wat is een trigger?")
	if answer := k.presses("anna", "", shown, "Zo vragen"); len(answer.Cards) == 0 || answer.Cards[0].Footer == "" {
		t.Errorf("asked, it reads %s", chat.PlainText(answer))
	}
	k.reads(k.does("anna", "", chat.Message{Text: "vergeet mij", Quoted: true}), "merkt hier niets van")
	k.reads(k.does("anna", "", chat.Message{Text: "een leerling heeft nu een mes en bedreigt mij", Quoted: true}), "112")
}
