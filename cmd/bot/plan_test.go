package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/schedule"
)

func TestPlanNextPrintsTheMomentsAndWhyOthersAreSkipped(t *testing.T) {
	out, err := bot(t, "", "plan", "next", "--json", "-n", "2", "--when", "elke dinsdag 15:15", "--region", "zuid", "--from", "2027-02-10T09:00:00+01:00")
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Moments []struct{ At string }
		Skipped []struct{ At, Reason string }
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Moments) != 2 || got.Moments[0].At != "2027-02-23T15:15:00+01:00" || len(got.Skipped) != 1 || !strings.Contains(got.Skipped[0].Reason, "voorjaarsvakantie") {
		t.Errorf("got %+v", got)
	}
}

func TestARuleThatCannotBeReadEndsWithTwoAndASentence(t *testing.T) {
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"unknown word": {[]string{"--when", "elke dinsdagg 15:30"}, "dinsdagg"},
		"never":        {[]string{"--when", "elke zondag 10:00"}, "weekend"},
		"at night":     {[]string{"--when", "30 2 * * *"}, "outside the window"},
		"past end":     {[]string{"--when", "elke dinsdag 15:30 tot 1-1-2020"}, "before the start"},
		"zone":         {[]string{"--when", "elke dinsdag 15:30", "--zone", "Mars/Base"}, "Mars/Base"},
		"region":       {[]string{"--when", "elke dinsdag 15:30", "--region", "oost"}, "oost"},
	} {
		t.Run(name, func(t *testing.T) {
			var stderr bytes.Buffer
			err := run(t.Context(), process{
				Args: append([]string{"plan", "next"}, test.args...), Getenv: func(string) string { return "" }, Out: &stderr, Err: &stderr,
			})
			var code exitCode
			if !errors.As(err, &code) || code != 2 || !strings.Contains(stderr.String(), test.want) {
				t.Errorf("error %v, printed %q", err, stderr.String())
			}
		})
	}
}

func TestPlanNextKnowsTheSchoolsOwnFreeDays(t *testing.T) {
	file := filepath.Join(t.TempDir(), "days.ics")
	text := "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20261201\nSUMMARY:Studiedag\nEND:VEVENT\nEND:VCALENDAR\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	next := func(where string) (string, string) {
		t.Helper()
		var out, errs bytes.Buffer
		err := run(t.Context(), process{
			Args:   []string{"plan", "next", "-n", "1", "--when", "elke dinsdag 15:15", "--from", "2026-11-30T09:00:00+01:00"},
			Getenv: func(k string) string { return map[string]string{"FREE_DAYS": where}[k] }, Out: &out, Err: &errs,
		})
		if err != nil {
			t.Fatal(err)
		}
		return out.String(), errs.String()
	}
	if out, errs := next(file); !strings.Contains(out, "skipped: own free day: Studiedag") || !strings.Contains(out, "2026-12-08 15:15") || errs != "" {
		t.Errorf("printed %q, %q", out, errs)
	}
	if out, errs := next(file + "x"); !strings.Contains(out, "2026-12-01 15:15") || !strings.Contains(errs, "left out") {
		t.Errorf("without the file: printed %q, %q", out, errs)
	}
}

func TestAListOfPlansWithLongQuestionsFits(t *testing.T) {
	k := newStage(t)
	m, err := learnt()
	if err != nil {
		t.Fatal(err)
	}
	longest := content.Prompt{}
	for _, id := range m.library.SeriesIDs() {
		s, _ := m.library.Series(id, "nl")
		for _, p := range s.Prompts {
			if len(p.Question) > len(longest.Question) {
				longest = p
			}
		}
	}
	for range 8 {
		_, err := k.w.desk.Create(t.Context(), schedule.Plan{
			School: "s", What: schedule.What{Prompt: longest.ID}, Who: schedule.Audience{Members: at("elsewhere")}, Owner: at("cora"), When: "elke twee weken op woensdag 10:00 tot 1 februari 2027",
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	k.does("cora", "", chat.Message{Press: &chat.Action{Verb: "crisisnow"}})
	k.reads(k.says("anna", channel, "plan"), "Alle berichten staan stil", longest.Question, "En nog ")
	k.makes("bert", "")
	k.forgets("cora")
	k.forward(1)
	k.reads(k.last("bert"), "Plannen die nu van jou zijn", longest.Question, "En nog ")
}
