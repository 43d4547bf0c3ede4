package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/baken-bot/baken/internal/chat"
)

// home is the bot's own page as somebody sees it.
func (k *stage) home(who string) chat.Reply {
	k.Helper()
	return k.does(who, "", chat.Message{Press: &chat.Action{Verb: chat.Home}})
}

const (
	open    = "Er staat een vraag voor je open"
	notOpen = "Er staat nu geen vraag voor je open"
)

func TestThePageLeadsToTheQuestionThatIsOpenForWhoIsAsked(t *testing.T) {
	k := newStage(t)
	k.crowd = 10
	k.presses("cora", channel, k.ask(), "Inplannen")
	k.reads(k.home("m1"), notOpen)
	k.forward(2)
	before := k.keys()
	for _, who := range []string{"zoe", "cora"} {
		k.reads(k.home(who), notOpen) // they are not in the channel
	}
	page := k.home("m1")
	k.reads(page, open, "Uitslag: di 1 december", "anonieme vraag")
	k.reads(k.answers("m1", k.presses("m1", "", page, "Naar de vraag"), 2), "Je antwoord telt mee")
	k.reads(k.home("m1"), notOpen)
	k.reads(k.home("m2"), open)
	if after := k.keys(); !slices.Equal(before, after) {
		t.Errorf("to look and to answer left more than numbers: keys before %v, after %v", before, after)
	}
	k.forward(8)
	k.reads(k.home("m2"), notOpen)
}

func TestAQuestionStaysOnThePageUntilItsResultWhenItsPlanIsStopped(t *testing.T) {
	k := newStage(t)
	k.crowd = 10
	k.presses("cora", channel, k.ask(), "Inplannen")
	k.forward(2)
	for _, p := range k.plans() {
		if p.What.Pulse.Part == "" {
			if _, err := k.w.desk.Stop(t.Context(), "s", p.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	k.reads(k.home("m1"), open)
}

func TestACoordinatorFindsTheLastResultsOnThePage(t *testing.T) {
	k := newStage(t)
	k.crowd = 10
	k.presses("cora", channel, k.ask(), "Inplannen")
	k.reads(k.presses("cora", "", k.home("cora"), "Uitslagen"), "Er is nog geen uitslag")
	k.forward(2)
	for i, who := range []string{"m1", "m2", "m3", "m4", "m5", "m6", "m7"} {
		k.answers(who, k.last(who), i%4)
	}
	k.forward(8)
	list := k.presses("cora", "", k.home("cora"), "Uitslagen")
	label := list.Cards[0].Buttons[0].Label
	if !strings.HasPrefix(label, "di 1 december · ") {
		t.Errorf("the result is called %q", label)
	}
	shown := k.presses("cora", "", list, label)
	if team := k.last(channel); shown.Cards[0].Body != team.Cards[0].Body || shown.Cards[0].Picture == nil {
		t.Errorf("the team read\n%s\nthe page shows\n%s", chat.PlainText(team), chat.PlainText(shown))
	}
	k.presses("cora", "", shown, "Deze keer niets schrijven")
	if again := k.presses("cora", "", list, label); len(again.Cards[len(again.Cards)-1].Buttons) > 0 {
		t.Error("it still asks for a word")
	}

	if text := chat.PlainText(k.home("m1")); strings.Contains(text, "Uitslagen") {
		t.Error("a member is offered the results of every team")
	}
	for _, do := range []chat.Action{{Verb: "results"}, list.Cards[0].Buttons[0].Do} {
		k.reads(k.does("m1", "", chat.Message{Press: &do}), "Plannen doet een coördinator")
	}
	k.reads(k.does("cora", "", chat.Message{Press: &chat.Action{Verb: "result", Arg: "abcdefghijkl@1"}}), "is er niet meer")
}
