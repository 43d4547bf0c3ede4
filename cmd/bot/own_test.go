package main

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"github.com/baken-bot/baken/internal/chat"
)

// ownForm is the coordinator's way to the form of an own question.
func (k *stage) ownForm() chat.Reply {
	k.Helper()
	r := k.presses("cora", channel, k.says("cora", channel, "plan"), "Plan iets")
	return k.presses("cora", channel, r, "Eigen anonieme vraag")
}

// askable is an own question that may be asked, as the form holds it.
func askable() map[string]string {
	return map[string]string{
		"text-nl": "Wat hielp jou *het meest* bij <b>de overgang</b>?", "text-en": "What helped you *most* with <b>the change</b>?", "answers": "one",
		"options-nl": "Een [vaste](https://x.example) plek\nEen collega\nIets anders", "options-en": "A [fixed](https://x.example) place\nA colleague\nSomething else",
	}
}

// with is a form's values with some of them changed.
func with(values map[string]string, changed ...string) map[string]string {
	out := maps.Clone(values)
	for i := 0; i < len(changed); i += 2 {
		out[changed[i]] = changed[i+1]
	}
	return out
}

func TestAnOwnQuestionIsPlannedSealedAskedCountedAndComparedLikeOneOfTheBank(t *testing.T) {
	k := newStage(t)
	k.crowd = 10
	r := k.fills("cora", channel, k.ownForm(), askable())
	k.reads(r, "Deze vraag kan", "Wat hielp jou *het meest* bij <b>de overgang</b>?", "• Een [vaste](https://x.example) plek", "In het Engels: What helped you *most*")
	r = k.fills("cora", channel, k.presses("cora", channel, r, "Kies het moment"), map[string]string{"when": "elke twee weken op woensdag 10:00"})
	k.reads(r, "anonieme vraag Wat hielp jou *het meest*", "12 mensen", "Eigen vraag erbij")
	k.reads(k.presses("cora", channel, r, "Stuur test naar mij"), "Een [vaste](https://x.example) plek")
	k.presses("cora", channel, r, "Inplannen")
	k.reads(k.last(channel), "Wat hielp jou *het meest* bij <b>de overgang</b>?")
	k.holdsNowhere("overgang", "vaste", "the change")
	form := k.presses("cora", channel, k.says("cora", channel, "plan"), "Wijzig een plan")
	if label := form.Cards[0].Buttons[0].Label; !strings.Contains(label, "vraag Wat hielp jou *het meest*") {
		t.Errorf("a button reads %q", label)
	}

	for round, days := range []int{2, 6} {
		k.forward(days)
		k.reads(k.last("anna"), "Eén vraag · anoniem", "Wat hielp jou *het meest* bij <b>de overgang</b>?", "Een [vaste](https://x.example) plek")
		for i := range k.crowd {
			who := fmt.Sprint("m", i+1)
			k.reads(k.does(who, "", chat.Message{Press: &k.last(who).Cards[0].Buttons[i%3].Do}), "Je antwoord telt mee")
		}
		k.forward(8)
		k.reads(k.last(channel), "Wat hielp jou *het meest* bij <b>de overgang</b>?", "Een [vaste](https://x.example) plek", "40 %", "Een collega", "30 %")
		if k.last(channel).Cards[0].Picture == nil {
			t.Errorf("round %d has no picture", round)
		}
		k.presses("cora", "", k.last("cora"), "Deze keer niets schrijven")
	}
}

// holdsNowhere fails when a text stands readable in the store.
func (k *stage) holdsNowhere(texts ...string) {
	k.Helper()
	s := newScan(k.T)
	for _, text := range texts {
		s.plant(text)
	}
	s.store(k.w.store.Connection().(*redis.Client))
}

func TestAnOwnQuestionThatMayNotBeAskedComesBackWithOneThatMay(t *testing.T) {
	k := newStage(t)
	k.crowd = 10
	scale := map[string]string{"text-nl": "Ik sliep deze week goed.", "text-en": "I had enough time this week.", "answers": "often-high"}
	r := k.fills("cora", channel, k.ownForm(), scale)
	k.reads(r, "Deze vraag kan zo niet", "gezondheid", "sliep", "Zo kan het wel: Mijn taken pasten deze week in mijn tijd.", "Je schreef: Ik sliep deze week goed.", "niets ingepland")
	form := k.presses("cora", channel, r, "Zelf aanpassen")
	if v := form.Form.Fields[0].Value; v != "Ik sliep deze week goed." {
		t.Errorf("the form holds %q", v)
	}
	r = k.presses("cora", channel, r, "Neem dit over")
	k.reads(r, "Deze vraag kan", "Mijn taken pasten deze week in mijn tijd.", "Bijna altijd", "My tasks fitted into my time this week.")
	k.reads(k.fills("cora", channel, k.presses("cora", channel, r, "Kies het moment"), map[string]string{"when": "elke woensdag 10:00"}), "Mijn taken pasten", "Inplannen")
	if n := len(k.plans()); n != 0 {
		t.Errorf("%d plans are kept", n)
	}
}

func TestAnOwnQuestionOnAScaleIsComparedWithTheRoundBefore(t *testing.T) {
	k := newStage(t)
	k.crowd = 10
	r := k.fills("cora", channel, k.ownForm(), map[string]string{"text-nl": "Het overleg hielp mij.", "text-en": "The meeting helped me.", "answers": "often-high"})
	r = k.fills("cora", channel, k.presses("cora", channel, r, "Kies het moment"), map[string]string{"when": "elke twee weken op woensdag 10:00"})
	k.presses("cora", channel, r, "Inplannen")
	for _, test := range []struct {
		days, from int
		want       string
	}{{2, 0, "Vooral: negatief"}, {6, 2, "Vergeleken met di 1 december: beter"}} {
		k.forward(test.days)
		for i := range k.crowd {
			who := fmt.Sprint("m", i+1)
			k.does(who, "", chat.Message{Press: &k.last(who).Cards[0].Buttons[test.from+i%2].Do})
		}
		k.forward(8)
		k.reads(k.last(channel), test.want, "Het overleg hielp mij.")
		k.presses("cora", "", k.last("cora"), "Deze keer niets schrijven")
	}
}

func TestAnOwnQuestionThatIsNotWholeIsRefusedInPlainWords(t *testing.T) {
	for name, test := range map[string]struct {
		values map[string]string
		want   string
	}{
		"in Dutch alone":              {with(askable(), "text-en", ""), "Schrijf hem ook in het Engels"},
		"in English alone":            {with(askable(), "text-nl", " "), "Schrijf hem ook in het Nederlands"},
		"empty":                       {with(askable(), "text-nl", "", "text-en", ""), "nog geen vraag"},
		"too long":                    {with(askable(), "text-nl", strings.Repeat("woord ", 30)), "te lang"},
		"with one answer":             {with(askable(), "options-nl", "Ja", "options-en", "Yes"), "2 tot 5 verschillende antwoorden"},
		"with six answers":            {with(askable(), "options-nl", "a\nb\nc\nd\ne\nf", "options-en", "a\nb\nc\nd\ne\nf"), "2 tot 5 verschillende antwoorden"},
		"with the same answer twice":  {with(askable(), "options-nl", "Ja\nJa", "options-en", "Yes\nNo"), "2 tot 5 verschillende antwoorden"},
		"with answers in one":         {with(askable(), "options-en", ""), "2 tot 5 verschillende antwoorden"},
		"with a scale and answers":    {with(askable(), "answers", "agree-high"), "Kies één van de twee"},
		"with a forged kind":          {with(askable(), "answers", "essay"), "2 tot 5 verschillende antwoorden"},
		"with a forged scale":         {with(askable(), "answers", "pain-high", "options-nl", "", "options-en", ""), "2 tot 5 verschillende antwoorden"},
		"leading":                     {with(askable(), "text-nl", "Vind je ook dat het overleg goed was?"), "stuurt naar een antwoord"},
		"with health in an answer":    {with(askable(), "options-nl", "Ik was ziek\nEen collega\nIets anders"), "gezondheid"},
		"with a pupil's data":         {with(askable(), "text-nl", "Bel 06-12345678 over het gedrag van Kevin de Vries"), "Ik heb niets bewaard"},
		"with marks nobody would see": {with(askable(), "text-nl", "\u202e\u200b"), "Schrijf hem ook in het Nederlands"},
	} {
		t.Run(name, func(t *testing.T) {
			k := newStage(t)
			k.crowd = 10
			k.reads(k.fills("cora", channel, k.ownForm(), test.values), test.want)
			if n := len(k.plans()); n != 0 {
				t.Errorf("%d plans are kept", n)
			}
		})
	}
}

func TestSixQuestionsAreRefused(t *testing.T) {
	k := newStage(t)
	k.crowd = 10
	r := k.ask()
	more := r.Cards[0].Buttons[len(r.Cards[0].Buttons)-1]
	for i, place := range []string{"de klas", "het overleg", "de gang", "het plein"} {
		form := k.does("cora", channel, chat.Message{Press: &more.Do})
		r = k.fills("cora", channel, form, with(askable(), "text-nl", "Wat hielp jou in "+place+"?", "text-en", "What helped you there, "+fmt.Sprint(i)+"?"))
	}
	k.reads(r, "Kies 1 tot 5 vragen", "Er is niets bewaard")
	twice := k.presses("cora", channel, r, "Aanpassen")
	k.reads(k.fills("cora", channel, twice, nil), "en nog 4", "Inplannen")
}

func TestAMemberCannotWriteAQuestionAndNobodyCanInPrivate(t *testing.T) {
	k := newStage(t)
	form := k.ownForm()
	k.reads(k.fills("anna", channel, form, askable()), "Plannen doet een coördinator")
	for _, do := range []chat.Action{{Verb: "own"}, {Verb: "owntake", Arg: "x/0/health"}} {
		k.reads(k.does("anna", channel, chat.Message{Press: &do}), "coördinator")
	}
	for _, arg := range []string{"", "/", "x", "x/0", "x/0/health", "x/-1/double"} {
		k.reads(k.does("cora", channel, chat.Message{Press: &chat.Action{Verb: "owntake", Arg: arg}}), "Dit plan is er niet meer")
	}
	k.reads(k.does("cora", "", chat.Message{Press: &chat.Action{Verb: "own"}}), "in het kanaal van je team")
}

func TestAnOwnQuestionCanBePlannedForATeamInPrivate(t *testing.T) {
	k := newStage(t)
	k.crowd = 10
	k.saves(channel, "Bovenbouw")
	shown := k.askTeam("elke twee weken op woensdag 10:00")
	r := k.fills("cora", "", k.presses("cora", "", shown, "Eigen vraag erbij"), askable())
	k.reads(r, "team Bovenbouw", "Eigen vraag erbij")
	r = k.presses("cora", "", k.presses("cora", "", k.says("cora", "", "plan"), "Plan iets"), "Eigen anonieme vraag")
	r = k.presses("cora", "", k.fills("cora", "", r, askable()), "Kies het moment")
	r = k.fills("cora", "", r, map[string]string{"when": "elke twee weken op woensdag 10:00"})
	k.reads(r, "team Bovenbouw", "12 mensen")
	k.presses("cora", "", r, "Inplannen")
	k.forward(2)
	k.reads(k.last("m1"), "Wat hielp jou")
}
