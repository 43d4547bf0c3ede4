package content

import (
	"slices"
	"strings"
)

// Limits of a pulse question: one card with its options as one row of buttons.
const (
	MaxBankRunes = 120
	MinOptions   = 2
	MaxOptions   = 5
	// ScaleSteps is even, so that nobody can hide in the middle; who has nothing to say chooses not applicable.
	ScaleSteps = 4
)

func (c checker) banks() {
	for _, lang := range Langs() {
		b, ok := c.lib.banks[lang]
		if !ok {
			if len(c.lib.banks) > 0 {
				c.p.add("pulse", 1, "no %s question bank", lang)
			}
			continue
		}
		c.bank(b)
		asked := map[string]string{}
		for _, q := range b.Questions {
			c.question(b, q)
			c.sameQuestion(q)
			c.unique(q.at, "text", strings.ToLower(q.Text), q.ID, asked)
		}
	}
}

func (c checker) bank(b Bank) {
	fault := c.at(b.at)
	fault(b.About != "" && words(b.About) <= MaxAboutWords, "about", "about: want 1 to %d words, have %d", MaxAboutWords, words(b.About))
	fault(label(b.NotApplicable), "not-applicable", "not-applicable: want 1 to %d characters", MaxChoiceRunes)
	for name, steps := range b.Scales {
		fault(len(steps) == ScaleSteps, "scales", "scale %q: %d steps, want %d besides not applicable", name, len(steps), ScaleSteps)
	}
	c.sentences(b.at, field{"about", &b.About})
	c.manners(b.at, "", field{"about", &b.About})
}

func (c checker) question(b Bank, q BankQuestion) {
	fault := c.at(q.at)
	fault(slug.MatchString(q.ID), "id", "id: %q: use small letters, digits and hyphens", q.ID)
	fault(q.Text != "" && runes(q.Text) <= MaxBankRunes, "text", "text: want 1 to %d characters, have %d", MaxBankRunes, runes(q.Text))
	fault(len(ends.FindAllString(q.Text, -1)) == 1, "text", "text: want one sentence")
	fault(b.Themes[q.Theme] != "", "theme", "theme: %q is no theme of the bank", q.Theme)
	_, topic := c.lib.topics[key{q.Topic, q.Lang}]
	fault(topic, "topic", "topic: %q is no topic", q.Topic)
	fault(q.Source.whole(), "source", "source: needs title, org and url")
	c.dated(fault, q.Checked)
	c.kind(b, q, fault)
	for _, f := range q.texts() {
		c.sentences(q.at, f)
		c.manners(q.at, "pulse", f)
	}
}

// kind checks that a question can be answered as its kind says.
func (c checker) kind(b Bank, q BankQuestion, fault want) {
	switch q.Kind {
	case Scale:
		fault(len(b.Scales[q.Scale]) > 0, "scale", "scale: %q is no scale of the bank", q.Scale)
		_, own := q.at.lines["options"]
		fault(!own, "options", "options: a question of kind scale has those of its scale")
		fault(q.Positive == High || q.Positive == Low, "positive", "positive: %q is not high or low", q.Positive)
		return
	case One, Several:
		fault(q.Scale == "", "scale", "scale: only for kind scale")
		fault(slices.Contains([]Direction{High, Low, Neither}, q.Positive), "positive", "positive: %q is not high, low or none", q.Positive)
	default:
		fault(false, "kind", "kind: %q is not scale, one or several", q.Kind)
	}
	fault(len(q.Options) >= MinOptions && len(q.Options) <= MaxOptions, "options", "options: %d, want %d to %d", len(q.Options), MinOptions, MaxOptions)
	seen := map[string]bool{}
	for _, o := range q.Options {
		fault(label(o) && !seen[o], "options", "option %q: want a label of its own of 1 to %d characters", o, MaxChoiceRunes)
		seen[o] = true
	}
}

func label(s string) bool { return s != "" && runes(s) <= MaxChoiceRunes }

// sameQuestion reports a question whose other language is missing or is another question.
func (c checker) sameQuestion(q BankQuestion) {
	for _, other := range Langs() {
		o, ok := c.lib.BankQuestion(q.ID, other)
		switch {
		case !ok:
			c.p.add(q.at.file, q.at.line("id"), "no %s text of question %s", other, q.ID)
		case o.Kind != q.Kind || o.Scale != q.Scale || len(o.Options) != len(q.Options) || o.Positive != q.Positive || o.Theme != q.Theme || o.Topic != q.Topic:
			c.p.add(q.at.file, q.at.line(top), "kind, scale, options, positive, theme and topic of %s differ between the languages", q.ID)
		}
	}
}
