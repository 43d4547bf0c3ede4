package content_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/baken-bot/baken/internal/content"
)

func TestTheBankHoldsFortyQuestionsInBothLanguages(t *testing.T) {
	lib := load(t, nil)
	for _, lang := range content.Langs() {
		bank := lib.Bank(lang)
		if len(bank.Questions) != 40 || bank.About == "" {
			t.Errorf("%s: %d questions, want 40", lang, len(bank.Questions))
		}
		for i, q := range bank.Questions {
			found, ok := lib.BankQuestion(q.ID, lang)
			if !ok || found.Text != q.Text || found.Lang != lang {
				t.Errorf("%s.%s is not found by its id", q.ID, lang)
			}
			if other := lib.Bank(content.English).Questions[i]; other.ID != q.ID {
				t.Errorf("%s stands where English has %s", q.ID, other.ID)
			}
		}
	}
}

func TestAScaleEndsWithNotApplicable(t *testing.T) {
	q, _ := load(t, nil).BankQuestion("calm-when-tense", content.Dutch)
	if want := []string{"Bijna nooit", "Soms", "Vaak", "Bijna altijd", "Niet van toepassing"}; !slices.Equal(q.Options, want) {
		t.Errorf("got %q, want %q", q.Options, want)
	}
}

// An employer may not collect health data, and a team is not asked about the lives of its members.
func TestNoQuestionIsAboutHealthOrPrivateLife(t *testing.T) {
	lib := load(t, nil)
	for _, lang := range content.Langs() {
		for _, q := range lib.Bank(lang).Questions {
			text := strings.ToLower(q.Text + " " + strings.Join(q.Options, " "))
			for _, word := range []string{
				"slaap", "slap", "ziek", "moe ", "stress", "angst", "bang", "medic", "burn", "somber", "gezond", "sleep", "sick", "ill ", "tired", "anxi", "mood", "health",
			} {
				if strings.Contains(text, word) {
					t.Errorf("%s.%s has %q: %s", q.ID, lang, word, q.Text)
				}
			}
		}
	}
}

func TestASchoolsOwnQuestionsJoinTheBank(t *testing.T) {
	lib := load(t, fstest.MapFS{"pulse/bank.nl.yaml": {Data: []byte(goodBank)}})
	bank := lib.Bank(content.Dutch)
	if len(bank.Questions) != 41 || bank.Questions[40].ID != "ours" || bank.Themes["calm"] == "" {
		t.Errorf("%d questions, themes %v", len(bank.Questions), bank.Themes)
	}
	if q := bank.Questions[40]; len(q.Options) != 5 || q.Options[4] != "Niet van toepassing" {
		t.Errorf("the question does not use the library's scale: %q", q.Options)
	}
	replaced := strings.Replace(goodBank, "id: ours", "id: calm-when-tense", 1)
	bank = load(t, fstest.MapFS{"pulse/bank.nl.yaml": {Data: []byte(replaced)}}).Bank(content.Dutch)
	if len(bank.Questions) != 40 || bank.Questions[0].Text != "Ons overleg begon op tijd." {
		t.Errorf("the school's question does not replace the library's: %+v", bank.Questions[0])
	}
}

const goodBank = `lang: nl
questions:
  - id: ours
    text: Ons overleg begon op tijd.
    kind: scale
    scale: often
    theme: work
    positive: high
    topic: triggers
    source: {title: Bron, org: Wij, url: "https://example.org"}
    checked: 2026-11-24
`

func TestFaultsOfTheBankAreReportedWhereTheyStand(t *testing.T) {
	const file = "pulse/bank.nl.yaml"
	const scale = "kind: scale\n    scale: often"
	for name, test := range map[string]struct{ old, new, want string }{
		"missing pair":                  {"", "", ":3: no en text of question ours"},
		"missing source":                {"    source: {title: Bron, org: Wij, url: \"https://example.org\"}\n", "", ":3: source: needs title"},
		"unknown topic":                 {"topic: triggers", "topic: nothing", ":9: topic: \"nothing\" is no topic"},
		"unknown theme":                 {"theme: work", "theme: rain", ":7: theme: \"rain\" is no theme"},
		"text over its limit":           {"Ons overleg begon op tijd.", strings.Repeat("x", 121) + ".", ":4: text: want 1 to 120"},
		"two sentences":                 {"Ons overleg begon op tijd.", "Het was druk. Ons overleg begon op tijd.", ":4: text: want one sentence"},
		"sentence too long":             {"Ons overleg begon op tijd.", strings.Repeat("woord ", 21) + ".", ":4: text: a sentence of 21 words"},
		"raised voice":                  {"Ons overleg begon op tijd.", "Ons overleg begon op tijd!", ":4: text: no exclamation mark in a pulse text"},
		"wrong kind":                    {scale, "kind: stars", ":5: kind: \"stars\" is not scale, one or several"},
		"unknown scale":                 {"scale: often", "scale: stars", ":6: scale: \"stars\" is no scale"},
		"scale with options of its own": {"    theme:", "    options: [Ja, Nee]\n    theme:", ":7: options: a question of kind scale"},
		"choice with a scale":           {"kind: scale", "kind: one\n    options: [Ja, Nee]", ":7: scale: only for kind scale"},
		"too few options":               {scale, "kind: one\n    options: [Ja]", ":6: options: 1, want 2 to 5"},
		"too many options":              {scale, "kind: several\n    options: [A, B, C, D, E, F]", ":6: options: 6, want 2 to 5"},
		"option that stands twice":      {scale, "kind: one\n    options: [Ja, Ja]", ":6: option \"Ja\": want a label of its own"},
		"option too long":               {scale, "kind: one\n    options: [Ja, " + strings.Repeat("x", 41) + "]", ":6: option \"xxx"},
		"scale without a good end":      {"positive: high", "positive: none", ":8: positive: \"none\" is not high or low"},
		"direction that is none":        {scale + "\n    theme: work\n    positive: high", "kind: one\n    options: [Ja, Nee]\n    theme: work\n    positive: up", ":8: positive: \"up\""},
		"stale date":                    {"2026-11-24", "2024-11-24", ":11: checked: 730 days ago"},
		"double id":                     {goodBank, goodBank + strings.SplitAfterN(goodBank, "questions:\n", 2)[1], ":12: question \"ours\": needs an id of its own"},
		"same words twice":              {"Ons overleg begon op tijd.", "Ik hoorde wijzigingen deze week op tijd.", ":4: text stands twice"},
		"id that fits no button":        {"id: ours", "id: Ons Overleg", ":3: id: \"Ons Overleg\""},
		"scale of three steps":          {"questions:", "scales: {three: [A, B, C]}\nquestions:", ":2: scale \"three\": 3 steps, want 4"},
		"another kind in Dutch":         {"id: ours", "id: what-would-help", ":3: kind, scale, options, positive, theme and topic of what-would-help differ"},
		"unknown field":                 {"    theme:", "    colour: red\n    theme:", ":7: "},
		"language that is none":         {"lang: nl", "lang: fr", ":1: the question bank needs lang"},
	} {
		t.Run(name, func(t *testing.T) {
			data := strings.Replace(goodBank, test.old, test.new, 1)
			reports(t, fstest.MapFS{file: {Data: []byte(data)}}, file+test.want)
		})
	}
}
