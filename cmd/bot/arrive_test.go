package main

import (
	"strings"
	"testing"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/store"
)

// forgetTalk ends a conversation as its lifetime does.
func (k *stage) forgetTalk(who string) {
	k.Helper()
	if err := (store.Sessions{Store: k.w.store}).Drop(k.Context(), chat.Person{School: "s", Address: at(who)}); err != nil {
		k.Fatal(err)
	}
}

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
	k.forgetTalk("anna")
	if later := k.does("anna", "", hello); !later.Empty() {
		t.Errorf("a second welcome when the conversation is over: %s", chat.PlainText(later))
	}
	k.reads(k.does("cora", "", hello), "Voor coördinatoren", "/baken plan")
}

func TestTheBotsOwnPageShowsWhatIsPlannedAndLeavesNoConversation(t *testing.T) {
	k := newStage(t)
	k.presses("cora", channel, k.fills("cora", channel, k.seriesForm(), map[string]string{"what": "dark-days-and-money", "until": "1 februari"}), "Inplannen")
	home := chat.Message{Press: &chat.Action{Verb: chat.Home}}
	k.reads(k.does("anna", "", home), "Donkere dagen", "Mijn momenten")
	if _, met, err := k.w.staff.Load(t.Context(), chat.Person{School: "s", Address: at("anna")}); met || err != nil {
		t.Errorf("who only looked is kept: %v, %v", met, err)
	}
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
	personal := k.does("anna", "", chat.Message{Text: "Youssef uit groep 5 loopt steeds weg, wat doe ik?", Quoted: true})
	k.reads(personal, "Ik zie misschien", "merkt hier niets van")
	if strings.Contains(chat.PlainText(personal), "Verwijder je bericht") {
		t.Error("somebody is asked to delete what is not theirs")
	}
	k.reads(k.does("anna", "", chat.Message{Text: "een leerling heeft nu een mes en bedreigt mij", Quoted: true}), "112")
}
