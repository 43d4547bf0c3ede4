package main

import (
	"strings"
	"testing"

	"github.com/baken-bot/baken/internal/chat"
)

func TestASchoolSetsItsTimesAndThePlansFollow(t *testing.T) {
	k := newStage(t)
	k.presses("cora", channel, k.fills("cora", channel, k.seriesForm(), map[string]string{"when": "elke maandag 12:00"}), "Inplannen")
	k.reads(k.says("cora", channel, "plan"), "ma 30 november")
	card := k.says("cora", "", "schooltijden")
	k.reads(card, "tussen 07:30 en 17:30", "regio Midden", "geen eigen vrije dagen")
	form := k.presses("cora", "", card, "Aanpassen")
	saved := k.fills("cora", "", form, map[string]string{
		"region": "zuid", "from": "8:00", "until": "16u", "free": "30 november t/m 4 december kampweek <!channel>\n1 september 2026 voorbij", "open": "26 maart 2027",
	})
	k.reads(saved, "Bewaard", "regio Zuid", "tussen 08:00 en 16:00", "ma 30 november – vr 4 december · kampweek <!channel>", "vr 26 maart 2027")
	k.reads(k.says("cora", channel, "plan"), "ma 7 december")
	k.forward(10)
	if len(k.sent["anna"]) != 0 {
		t.Error("a tip came in the school's own free week")
	}
	again := k.presses("cora", "", k.says("cora", "", "schooltijden"), "Aanpassen")
	if got := again.Form.Fields[3].Value; got != "2026-11-30 t/m 2026-12-04 kampweek <!channel>\n" {
		t.Errorf("the form forgot the days: %q", got)
	}
	k.reads(k.fills("cora", channel, k.seriesForm(), map[string]string{"when": "elke woensdag 16:30"}), "nooit in schooltijd")
}

func TestWhatCannotBeReadInSchoolTimesIsNamedAndNothingIsKept(t *testing.T) {
	k := newStage(t)
	for _, test := range []struct{ field, value, says string }{
		{"free", "12 mei\nstudiedag", "studiedag"},
		{"free", "30 februari", "bestaat niet"},
		{"free", "1 mei 2027 t/m 1 mei 2072", "Klopt het jaar?"},
		{"free", strings.Repeat("12 mei met een lange naam erbij\n", 90), "te veel dagen"},
		{"free", "12 mei jarig Sophie de Vries, geboren 12-05-2016", "iedereen kan de namen lezen"},
		{"from", "vroeg", "geen tijd"},
		{"from", "6:30", "Kies twee tijden"},
		{"until", "18:00", "Kies twee tijden"},
	} {
		form := k.presses("cora", "", k.says("cora", "", "schooltijden"), "Aanpassen")
		k.reads(k.fills("cora", "", form, map[string]string{"region": "zuid", test.field: test.value}), test.says)
		k.reads(k.says("cora", "", "schooltijden"), "regio Midden", "geen eigen vrije dagen")
	}
}

func TestEverybodyMaySeeTheSchoolsTimesAndCoordinatorsChangeThem(t *testing.T) {
	k := newStage(t)
	card := k.says("anna", "", "schooltijden")
	k.reads(card, "regio Midden")
	if len(card.Cards[0].Buttons) != 0 {
		t.Errorf("a member may press %v", card.Cards[0].Buttons)
	}
	do := chat.Action{Verb: "schoolset"}
	k.reads(k.does("anna", "", chat.Message{Press: &do}), "Plannen doet een coördinator")
	k.reads(k.does("anna", "", chat.Message{Submission: &chat.Submission{Form: do, Values: map[string]string{"from": "8:00", "until": "16:00", "region": "zuid"}}}), "Plannen doet een coördinator")
}
