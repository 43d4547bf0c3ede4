package lint_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/pulse/lint"
)

func library(t *testing.T) (*content.Library, *lint.Linter) {
	t.Helper()
	lib, err := content.Load(content.Embedded(), nil)
	if err != nil {
		t.Fatal(err)
	}
	l, err := lint.New(lib.Names())
	if err != nil {
		t.Fatal(err)
	}
	return lib, l
}

func TestBadQuestionsAreStoppedAndGoodOnesAreNot(t *testing.T) {
	_, l := library(t)
	for _, lang := range content.Langs() {
		data, err := os.ReadFile("testdata/questions." + string(lang) + ".tsv")
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for line := range strings.Lines(string(data)) {
			want, question, ok := strings.Cut(strings.TrimSpace(line), "\t")
			if !ok {
				continue
			}
			n++
			found := l.Check(lang, question)
			hit := slices.ContainsFunc(found, func(f lint.Finding) bool { return string(f.Rule) == want })
			if want == "ok" && len(found) > 0 || want != "ok" && !hit {
				t.Errorf("%s: %s: want %s, got %+v", lang, question, want, found)
			}
			for _, f := range found {
				if f.Why == "" || f.Rephrase == "" || f.Found == "" {
					t.Errorf("%s: %s: says too little: %+v", lang, question, f)
				}
			}
		}
		if n < 60 {
			t.Errorf("%s: %d questions", lang, n)
		}
	}
}

func TestEveryQuestionOfTheBankPasses(t *testing.T) {
	lib, l := library(t)
	for _, lang := range content.Langs() {
		bank := lib.Bank(lang)
		if len(bank.Questions) < 40 {
			t.Errorf("%s: %d questions", lang, len(bank.Questions))
		}
		for _, q := range bank.Questions {
			if found := l.Check(lang, q.Text, q.Options...); len(found) > 0 {
				t.Errorf("%s %s: %q %q: %+v", lang, q.ID, q.Text, q.Options, found)
			}
		}
	}
}

func TestOptionsMayBeTwofoldButNotAboutPeople(t *testing.T) {
	_, l := library(t)
	for name, test := range map[string]struct {
		options []string
		want    []lint.Rule
	}{
		"twofold":     {[]string{"Tijd of ruimte", "Rust en steun"}, nil},
		"health":      {[]string{"Ik was ziek", "Iets anders"}, []lint.Rule{lint.Health}},
		"a colleague": {[]string{"Fatima", "Iemand anders"}, []lint.Rule{lint.Identifying}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []lint.Rule
			for _, f := range l.Check(content.Dutch, "Wat hielp jou deze week?", test.options...) {
				got = append(got, f.Rule)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestARewriteOfARuleIsItselfAllowed(t *testing.T) {
	_, l := library(t)
	for lang, texts := range map[content.Lang][]string{
		content.Dutch: {
			"Wat zou jou de komende weken helpen?", "Ik kan mijn werk doen op een manier die bij mij past.", "Mijn taken pasten deze week in mijn tijd.",
			"Mijn rooster was deze week op tijd bekend.", "Ik wist deze week waar ik terechtkon.",
		},
		content.English: {
			"What would help you in the coming weeks?", "I can do my work in a way that suits me.", "My tasks fitted into my time this week.", "I knew my timetable in time.",
			"I knew this week where to go.",
		},
	} {
		for _, text := range texts {
			if found := l.Check(lang, text); len(found) > 0 {
				t.Errorf("%s: %+v", text, found)
			}
		}
	}
}

func TestARewriteMayBeAskedAsItIs(t *testing.T) {
	_, l := library(t)
	for _, rule := range []lint.Rule{lint.Medication, lint.Diagnosis, lint.Health, lint.Private, lint.Identifying, lint.Leading} {
		for _, lang := range content.Langs() {
			text, ok := l.Statement(lang, rule)
			if found := l.Check(lang, text); !ok || len(found) > 0 {
				t.Errorf("%s in %s: %q %+v", rule, lang, text, found)
			}
		}
	}
	if _, ok := l.Statement(content.Dutch, lint.Double); ok {
		t.Error("two questions have one statement")
	}
}

func TestAQuestionIsMadeSmallerWhereThatMendsIt(t *testing.T) {
	_, l := library(t)
	for name, test := range map[string]struct {
		lang       content.Lang
		text, want string
		statement  bool
	}{
		"two things":                   {content.Dutch, "Ik had deze week genoeg tijd en rust.", "Ik had deze week genoeg tijd.", false},
		"two things, asked":            {content.English, "Did you have enough time and room?", "Did you have enough time?", false},
		"a difficult word":             {content.Dutch, "Onze afspraken zijn adequaat.", "Onze afspraken zijn goed genoeg.", false},
		"too little before the word":   {content.Dutch, "Rust en ritme helpen mij.", "", false},
		"what is before may not stand": {content.Dutch, "Ik was deze week ziek en druk.", "Mijn taken pasten deze week in mijn tijd.", true},
		"too long":                     {content.Dutch, "Ik kon in deze week op bijna alle dagen van de week mijn werk doen zoals ik het wilde doen.", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			found := l.Check(test.lang, test.text)
			if len(found) == 0 {
				t.Fatal("passes")
			}
			if f := found[0]; f.Rewrite != test.want || f.Statement != test.statement {
				t.Errorf("got %+v", f)
			}
		})
	}
}

func FuzzCheck(f *testing.F) {
	f.Add("Hoe heb je geslapen?")
	f.Add("’’ … ^* \x80")
	l, err := lint.New(content.Names{First: []string{"anna"}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, lang := range content.Langs() {
			l.Check(lang, text, text)
		}
	})
}
