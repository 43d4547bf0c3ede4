package pulse_test

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/pulse"
)

// calm is a round that breaks no rule.
func calm() pulse.Round {
	r := round(2, 0)
	r.Ref, r.Pulse = pulse.Ref{School: "a", Round: "calm@1"}, "calm"
	r.Opens = time.Date(2026, 1, 13, 15, 15, 0, 0, time.UTC)
	r.Closes = r.Opens.Add(72 * time.Hour)
	return r
}

func persons(n int) []pulse.Person {
	var out []pulse.Person
	for i := range n {
		out = append(out, pulse.Person(fmt.Sprint("test/", i)))
	}
	return out
}

func TestARoundThatBreaksARuleIsRefusedWithTheReason(t *testing.T) {
	raised, err := pulse.Thresholds{}.Raise(12, 8)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		change func(*pulse.Round)
		people []pulse.Person
		want   string
	}{
		"seven people":              {func(*pulse.Round) {}, persons(7), "want at least 8"},
		"seven people, one twice":   {func(*pulse.Round) {}, append(persons(7), "test/1"), "want at least 8"},
		"raised and eleven people":  {func(r *pulse.Round) { r.Thresholds = raised }, persons(11), "want at least 12"},
		"no questions":              {func(r *pulse.Round) { r.Questions = nil }, persons(8), "want 1 to 5"},
		"six questions":             {func(r *pulse.Round) { r.Questions = round(6, 0).Questions }, persons(8), "want 1 to 5"},
		"the same question twice":   {func(r *pulse.Round) { r.Questions[1].ID = "q0" }, persons(8), "stands twice"},
		"no English":                {func(r *pulse.Round) { delete(r.Questions[0].Wording, content.English) }, persons(8), "has no en text"},
		"no Dutch":                  {func(r *pulse.Round) { delete(r.Questions[0].Wording, content.Dutch) }, persons(8), "has no nl text"},
		"a scale of three":          {func(r *pulse.Round) { r.Questions[0] = question(content.Scale, content.High, 3) }, persons(8), "a scale has 4"},
		"a scale without direction": {func(r *pulse.Round) { r.Questions[0] = question(content.Scale, content.Neither, 4) }, persons(8), "is not one of"},
		"an unknown kind":           {func(r *pulse.Round) { r.Questions[0].Kind = "text" }, persons(8), "is not scale"},
		"one option":                {func(r *pulse.Round) { r.Questions[0] = question(content.One, content.High, 1) }, persons(8), "want 2 to 5"},
		"closes before it opens":    {func(r *pulse.Round) { r.Closes = r.Opens }, persons(8), "must close after"},
		"no pulse":                  {func(r *pulse.Round) { r.Pulse = "" }, persons(8), "needs school"},
		"a long text": {func(r *pulse.Round) {
			r.Questions[0].Wording[content.English] = pulse.Wording{Text: strings.Repeat("a", 121), Options: []string{"a", "b", "c", "d"}}
		}, persons(8), "longer than 120"},
	} {
		t.Run(name, func(t *testing.T) {
			r := calm()
			test.change(&r)
			if _, err := pulse.NewOpening(r, test.people); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v", err)
			}
		})
	}
	if o, err := pulse.NewOpening(calm(), append(persons(8), "test/0")); err != nil || o.Round().Invited != 8 {
		t.Errorf("a good round: %+v, %v", o, err)
	}
}

func TestEveryQuestionOfTheBankCanBeAsked(t *testing.T) {
	lib, err := content.Load(content.Embedded(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range lib.Bank(content.Dutch).Questions {
		if _, err := pulse.FromBank(lib, q.ID); err != nil {
			t.Error(err)
		}
	}
	if _, err := pulse.FromBank(lib, "no-such"); err == nil {
		t.Error("a question that is not in the bank was found")
	}
}

func TestATokenDependsOnKeyPersonAndQuestion(t *testing.T) {
	key := pulse.Key("one")
	base := key.Token("test/1", 0)
	for name, other := range map[string]pulse.Token{
		"another key": pulse.Key("two").Token("test/1", 0), "another person": key.Token("test/2", 0), "another question": key.Token("test/1", 1),
	} {
		if other == base {
			t.Errorf("%s: the same token", name)
		}
	}
	o, err := pulse.NewOpening(calm(), persons(12))
	if err != nil {
		t.Fatal(err)
	}
	if tokens := o.Tokens(key); len(tokens) != 24 || !slices.IsSorted(tokens) {
		t.Errorf("tokens: %v", tokens)
	}
}

func TestAKeyCannotBePrinted(t *testing.T) {
	key := pulse.Key("hush hush")
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("opened", "key", key)
	if out := fmt.Sprintf("%v %s %#v %+v", key, key, key, struct{ K pulse.Key }{key}) + log.String(); strings.Contains(out, "hush") || strings.Contains(out, "104") {
		t.Errorf("printed: %s", out)
	}
}

func TestABallotWithoutAChoiceOrWithTheSameTwiceIsRefused(t *testing.T) {
	for _, options := range [][]int{nil, {-1}, {1, 1}, {2, 1, 2}} {
		if _, err := pulse.NewBallot(pulse.Ref{}, "t", 0, options); err == nil {
			t.Errorf("%v was taken", options)
		}
	}
	if _, err := pulse.NewBallot(pulse.Ref{}, "t", -1, []int{0}); err == nil {
		t.Error("a question before the first was taken")
	}
}
