package content_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/baken-bot/baken/internal/content"
)

func TestTheSeriesFollowTheSchoolYear(t *testing.T) {
	want := []string{"start-and-relation", "routines-and-calm", "repair-and-language", "dark-days-and-money", "staff-and-team", "goodbyes-and-transitions"}
	if got := load(t, nil).SeriesIDs(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestEveryPromptIsThereInBothLanguages(t *testing.T) {
	lib := load(t, nil)
	for _, lang := range content.Langs() {
		seen := map[string]bool{}
		for _, id := range lib.SeriesIDs() {
			series, ok := lib.Series(id, lang)
			if !ok || len(series.Prompts) != 10 {
				t.Errorf("%s.%s: %d prompts, want 10", id, lang, len(series.Prompts))
			}
			for _, p := range series.Prompts {
				found, ok := lib.Prompt(p.ID, lang)
				if !ok || found.Question != p.Question || found.Series != id || found.Lang != lang {
					t.Errorf("%s.%s is not found by its id: %+v", p.ID, lang, found)
				}
				seen[p.ID] = true
			}
		}
		if len(seen) != 60 {
			t.Errorf("%s: %d prompts, want 60", lang, len(seen))
		}
	}
}

func TestAHeavyPromptIsAnnounced(t *testing.T) {
	lib := load(t, nil)
	p, _ := lib.Prompt("room-for-missing", content.Dutch)
	if line := lib.HeavyLine(p.Heavy, content.Dutch); !strings.HasPrefix(line, "Dit gaat over rouw") {
		t.Errorf("got %q", line)
	}
	if p, _ := lib.Prompt("at-the-door", content.Dutch); lib.HeavyLine(p.Heavy, content.Dutch) != "" {
		t.Error("an everyday prompt is announced as heavy")
	}
}

// A prompt is about one's own doing: asking for a name would bring pupils into the chat.
func TestNoPromptAsksForANameOrRaisesItsVoice(t *testing.T) {
	lib := load(t, nil)
	for _, lang := range content.Langs() {
		for _, id := range lib.SeriesIDs() {
			series, _ := lib.Series(id, lang)
			for _, p := range series.Prompts {
				for _, word := range strings.FieldsFunc(strings.ToLower(p.Question), func(r rune) bool { return r < 'a' || r > 'z' }) {
					if slices.Contains([]string{"naam", "namen", "name", "names"}, word) {
						t.Errorf("%s.%s asks for a name: %s", p.ID, lang, p.Question)
					}
				}
				if strings.Contains(p.Tip+p.Question+p.Why, "!") {
					t.Errorf("%s.%s raises its voice", p.ID, lang)
				}
			}
		}
	}
}

func TestASchoolsOwnSeriesIsAdded(t *testing.T) {
	lib := load(t, fstest.MapFS{"prompts/ours.nl.yaml": {Data: []byte(goodSeries)}})
	s, ok := lib.Series("ours", content.Dutch)
	if !ok || len(s.Prompts) != 1 || !slices.Contains(lib.SeriesIDs(), "ours") {
		t.Errorf("got %+v among %q", s, lib.SeriesIDs())
	}
	if p, _ := lib.Prompt("ours-one", content.Dutch); p.Why != "Vraag het je teamleider." {
		t.Errorf("the placeholder is not filled in: %q", p.Why)
	}
}

const goodSeries = `id: ours
lang: nl
title: Van ons
about: Eén vraag.
months: [9]
prompts:
  - id: ours-one
    tip: Kijk even rond.
    question: Wat zie ik?
    why: Vraag het {contact:team-leader}.
    topic: triggers
    source: {title: Bron, org: Wij, url: "https://example.org"}
    checked: 2026-11-24
`

func TestFaultsOfPromptsAreReportedWhereTheyStand(t *testing.T) {
	long := strings.Repeat("woord ", 21)
	english := strings.NewReplacer("lang: nl", "lang: en").Replace(goodSeries)
	second := strings.SplitAfterN(goodSeries, "prompts:\n", 2)[1]
	for name, test := range map[string]struct{ old, new, want string }{
		"missing pair":                {"", "", "ours.nl.yaml:1: no en text of series ours"},
		"missing source":              {"    source: {title: Bron, org: Wij, url: \"https://example.org\"}\n", "", "ours.nl.yaml:7: source: needs title"},
		"source without address":      {", url: \"https://example.org\"", "", "ours.nl.yaml:12: source: needs title"},
		"unknown topic":               {"topic: triggers", "topic: nothing", "ours.nl.yaml:11: topic: \"nothing\" is no topic"},
		"tip over its limit":          {"Kijk even rond.", strings.Repeat("Kijk. ", 31), "ours.nl.yaml:8: tip: want 1 to 180"},
		"missing tip":                 {"    tip: Kijk even rond.\n", "", "ours.nl.yaml:7: tip: want 1"},
		"tip of three sentences":      {"Kijk even rond.", "Kijk. Kijk. Kijk.", "ours.nl.yaml:8: tip: at most 2 sentences"},
		"sentence too long":           {"Kijk even rond.", long + ".", "ours.nl.yaml:8: tip: a sentence of 21 words"},
		"two questions":               {"Wat zie ik?", "Wat zie ik? En wie?", "ours.nl.yaml:9: question: want one question"},
		"question that asks nothing":  {"Wat zie ik?", "Kijk.", "ours.nl.yaml:9: question: want one question"},
		"why of two sentences":        {"Vraag het", "Zo is het. Vraag het", "ours.nl.yaml:10: why: want one sentence"},
		"unknown theme":               {"    tip:", "    heavy: rain\n    tip:", "ours.nl.yaml:8: heavy: \"rain\" is no theme"},
		"loud in a heavy one":         {"    tip: Kijk even rond.", "    heavy: grief\n    tip: Kijk!", "ours.nl.yaml:9: tip: no exclamation mark in a heavy text"},
		"word we do not use":          {"Kijk even rond.", "Help de probleemleerling.", "ours.nl.yaml:8: tip: do not write"},
		"stale date":                  {"checked: 2026-11-24", "checked: 2024-11-24", "ours.nl.yaml:13: checked: 730 days ago"},
		"missing date":                {"    checked: 2026-11-24\n", "", "ours.nl.yaml:7: checked: missing"},
		"id used in another series":   {"ours-one", "at-the-door", "start-and-relation.nl.yaml:7: id stands twice: here and at prompts/ours.nl.yaml:7"},
		"id used twice in the series": {goodSeries, goodSeries + second, "ours.nl.yaml:14: id stands twice"},
		"id that fits no button":      {"ours-one", "ours/one", "ours.nl.yaml:7: id: \"ours/one\""},
		"month that is none":          {"[9]", "[13]", "ours.nl.yaml:5: months: 13 is no month"},
		"missing months":              {"months: [9]\n", "", "ours.nl.yaml:1: months: missing"},
		"title too long":              {"Van ons", strings.Repeat("x", 76), "ours.nl.yaml:3: title: want 1 to 75"},
		"number written out":          {"Kijk even rond.", "Bel 112.", "ours.nl.yaml:8: tip: number 112"},
		"name that is not the id":     {"id: ours\n", "id: other\n", "ours.nl.yaml:1: a series needs an id"},
		"unknown field":               {"    tip:", "    colour: red\n    tip:", "ours.nl.yaml:8: "},
	} {
		t.Run(name, func(t *testing.T) {
			data := strings.Replace(goodSeries, test.old, test.new, 1)
			reports(t, fstest.MapFS{"prompts/ours.nl.yaml": {Data: []byte(data)}}, test.want)
		})
	}
	t.Run("another prompt in the other language", func(t *testing.T) {
		reports(t, fstest.MapFS{
			"prompts/ours.nl.yaml": {Data: []byte(goodSeries)},
			"prompts/ours.en.yaml": {Data: []byte(strings.Replace(english, "ours-one", "ours-two", 1))},
		}, "ours.nl.yaml:7: id: \"ours-one\" has no text")
	})
	t.Run("another topic in the other language", func(t *testing.T) {
		reports(t, fstest.MapFS{
			"prompts/ours.nl.yaml": {Data: []byte(goodSeries)},
			"prompts/ours.en.yaml": {Data: []byte(strings.Replace(english, "triggers", "bullying", 1))},
		}, "ours.nl.yaml:7: topic, heavy and source differ")
	})
	t.Run("theme without a line in English", func(t *testing.T) {
		reports(t, fstest.MapFS{"heavy.yaml": {Data: []byte("# lines\nrain:\n  nl: Dit gaat over regen.\n")}}, "heavy.yaml:2: rain: no en line")
	})
}
