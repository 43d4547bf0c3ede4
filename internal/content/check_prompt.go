package content

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Limits of a prompt: short enough to read between two lessons.
const (
	MaxTipRunes      = 180
	MaxQuestionRunes = 140
	MaxWhyRunes      = 140
	MaxTipSentences  = 2
	MaxAboutWords    = 40
)

func (c checker) allSeries() {
	ids, asked := map[string]string{}, map[string]string{}
	for k, s := range sorted(c.lib.series) {
		c.series(s)
		c.sameSeries(k, s)
		for _, r := range s.Prompts {
			where := fmt.Sprintf("%s:%d", r.at.file, r.at.line("id"))
			c.unique(r.at, "id", string(k.lang)+r.ID, where, ids)
			c.unique(r.at, "question", string(k.lang)+strings.ToLower(r.Question), where, asked)
			c.prompt(r)
		}
	}
	c.heavyLines()
}

func (c checker) series(s Series) {
	fault := c.at(s.at)
	fault(s.Title != "" && runes(s.Title) <= MaxTitleRunes, "title", "title: want 1 to %d characters, have %d", MaxTitleRunes, runes(s.Title))
	fault(s.About != "" && words(s.About) <= MaxAboutWords, "about", "about: want 1 to %d words, have %d", MaxAboutWords, words(s.About))
	fault(len(s.Prompts) > 0, "prompts", "prompts: missing")
	fault(len(s.Months) > 0, "months", "months: missing")
	for _, m := range s.Months {
		fault(m >= 1 && m <= 12, "months", "months: %d is no month", int(m))
	}
	for _, f := range s.texts() {
		c.sentences(s.at, f)
		c.manners(s.at, "", f)
	}
}

func (c checker) prompt(r Prompt) {
	fault := c.at(r.at)
	fault(slug.MatchString(r.ID), "id", "id: %q: use small letters, digits and hyphens", r.ID)
	for _, f := range []struct {
		name, text string
		limit      int
	}{{"tip", r.Tip, MaxTipRunes}, {"question", r.Question, MaxQuestionRunes}, {"why", r.Why, MaxWhyRunes}} {
		fault(f.text != "" && runes(f.text) <= f.limit, f.name, "%s: want 1 to %d characters, have %d", f.name, f.limit, runes(f.text))
	}
	fault(len(ends.FindAllString(r.Tip, -1)) <= MaxTipSentences, "tip", "tip: at most %d sentences", MaxTipSentences)
	fault(strings.Count(r.Tip+r.Question+r.Why, "?") == 1 && strings.HasSuffix(r.Question, "?"), "question", "question: want one question, at the end, and none elsewhere")
	fault(len(ends.FindAllString(r.Why, -1)) == 1, "why", "why: want one sentence")
	_, topic := c.lib.topics[key{r.Topic, r.Lang}]
	fault(topic, "topic", "topic: %q is no topic", r.Topic)
	_, theme := c.lib.heavy[r.Heavy]
	fault(theme || r.Heavy == "", "heavy", "heavy: %q is no theme of heavy.yaml", r.Heavy)
	fault(r.Source.whole(), "source", "source: needs title, org and url")
	c.dated(fault, r.Checked)
	quiet := ""
	if r.Heavy != "" {
		quiet = "heavy"
	}
	for _, f := range r.texts() {
		c.sentences(r.at, f)
		c.manners(r.at, quiet, f)
	}
}

// slug is what an id may look like, so that it fits in what a button carries.
var slug = regexp.MustCompile(`^[a-z0-9-]{1,40}$`)

// ends finds the end of each sentence; unlike what is read in one breath, a sentence goes on after a colon.
var ends = regexp.MustCompile(`[.?!]+["'”’)*]*(\s|$)`)

// sameSeries reports a series whose other language is missing or does not hold the same prompts in the same order.
func (c checker) sameSeries(k key, s Series) {
	for _, other := range Langs() {
		o, ok := c.lib.series[key{k.id, other}]
		if !ok {
			c.p.add(s.at.file, 1, "no %s text of series %s", other, k.id)
			continue
		}
		c.at(s.at)(slices.Equal(s.Months, o.Months), "months", "months: differ between the languages")
		c.at(s.at)(len(s.Prompts) == len(o.Prompts), "prompts", "prompts: %d, but %d in %s", len(s.Prompts), len(o.Prompts), other)
		for i, r := range s.Prompts[:min(len(s.Prompts), len(o.Prompts))] {
			twin := o.Prompts[i]
			c.at(r.at)(r.ID == twin.ID, "id", "id: %q has no text of the same id at its place in %s", r.ID, other)
			c.at(r.at)(r.ID != twin.ID || r.Topic == twin.Topic && r.Heavy == twin.Heavy && r.Source.URL == twin.Source.URL, top,
				"topic, heavy and source differ between the languages")
		}
	}
}

// heavyLines checks the first lines above heavy prompts.
func (c checker) heavyLines() {
	at := c.lib.heavyAt
	for theme, lines := range c.lib.heavy {
		for _, lang := range Langs() {
			line := lines[lang]
			c.at(at)(line != "", theme, "%s: no %s line", theme, lang)
			c.sentences(at, field{theme, &line})
			c.manners(at, "heavy", field{theme, &line})
		}
	}
}
