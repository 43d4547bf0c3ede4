package main

import (
	"strings"
	"testing"

	"github.com/baken-bot/baken/internal/chat"
)

func TestADraftSaysInWhichWeeksTheTeamHasItsTwoMessages(t *testing.T) {
	k := newStage(t)
	drafted := func(when string) string {
		t.Helper()
		return chat.PlainText(k.fills("cora", channel, k.seriesForm(), map[string]string{"what": "dark-days-and-money", "when": when}))
	}
	const full = "dit team krijgt al 2 berichten"
	k.plansFor("cora", "elke dinsdag 12:00")
	if text := drafted("elke donderdag 12:00"); strings.Contains(text, full) {
		t.Errorf("with one other plan: %s", text)
	}
	every := k.plansFor("cora", "om de week maandag 9:00")
	text := drafted("elke donderdag 12:00")
	if !strings.Contains(text, full) || !strings.Contains(text, "in de weken van ma 30 november, ma 14 december.") {
		t.Errorf("reads %s", text)
	}
	for _, alone := range []string{"me", "post"} {
		shown := k.fills("cora", channel, k.seriesForm(), map[string]string{"what": "dark-days-and-money", "when": "elke donderdag 12:00", "who": alone})
		if strings.Contains(chat.PlainText(shown), full) {
			t.Errorf("%s reads %s", alone, chat.PlainText(shown))
		}
	}
	if _, err := k.w.desk.Pause(t.Context(), "s", every); err != nil {
		t.Fatal(err)
	}
	if text := drafted("elke donderdag 12:00"); strings.Contains(text, full) {
		t.Errorf("with a paused plan: %s", text)
	}
	k.plansFor("cora", "elke schooldag 12:00")
	if text := drafted("10 december 12:00"); !strings.Contains(text, "in de week van ma 7 december") {
		t.Errorf("reads %s", text)
	}
}

func TestTheClosingOfARoundFillsNobodysWeek(t *testing.T) {
	k := newStage(t)
	k.open("m1", "m2", "m3", "m4", "m5", "m6") // it closes on Tuesday 1 December; its closing then comes every two hours until all is told
	shown := k.fills("cora", channel, k.seriesForm(), map[string]string{"what": "dark-days-and-money", "when": "elke donderdag 12:00"})
	k.reads(shown, "do 3 december")
	if text := chat.PlainText(shown); strings.Contains(text, "krijgt al") {
		t.Error(text)
	}
}
