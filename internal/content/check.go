package content

import (
	"io/fs"
	"slices"
	"strings"
	"time"
)

// Limits of the authored texts; the reasons stand in docs/content.md.
const (
	MaxBodyWords     = 90
	MaxSentenceWords = 20
	MaxSteps         = 3
	MaxTitleRunes    = 75
	MaxSituation     = 60
	MinPhrasings     = 10
	MaxGuideWords    = 60
	MaxChoices       = 4
	MaxChoiceRunes   = 40
	MaxJumps         = 3
	// TopicDays is how long a text may stand without anybody comparing it with its sources again.
	TopicDays = 548
)

// Check reads the library as [Load] does and reports every fault an author should mend, sorted by file and line. Today decides
// which check dates are stale.
func Check(base, overlay fs.FS, today time.Time) []Problem {
	l, p := load(base, overlay)
	c := checker{lib: l, today: today, p: &p}
	p = append(p, l.numbers...)
	c.topics()
	c.helplines()
	c.cards()
	c.guides()
	c.examples()
	c.concepts()
	c.allSeries()
	c.banks()
	return p.sorted()
}

type checker struct {
	lib   *Library
	today time.Time
	p     *problems
}

func (c checker) topics() {
	situations, asked := map[string]string{}, map[string]string{}
	for k, t := range sorted(c.lib.topics) {
		c.topic(t)
		c.pair(k, t)
		for _, s := range t.texts() {
			c.sentences(t.at, s)
			c.manners(t.at, calm[t.Safety], s)
		}
		c.unique(t.at, "situation", string(k.lang)+t.Situation, t.String(), situations)
		for _, ph := range t.Phrasings {
			c.unique(t.at, "phrasings", string(k.lang)+strings.ToLower(ph.Text), t.String()+": "+ph.Text, asked)
		}
	}
}

// unique reports a text that stands in two places.
func (c checker) unique(at place, name, text, where string, seen map[string]string) {
	if first, ok := seen[text]; ok {
		c.p.add(at.file, at.line(name), "%s stands twice: here and at %s", name, first)
		return
	}
	seen[text] = where
}

// calm names the texts in which nobody raises their voice.
var calm = map[Safety]string{SafetyCare: string(SafetyCare), SafetyUrgent: string(SafetyUrgent)}

// want reports a fault of a field unless ok.
type want func(ok bool, name, format string, args ...any)

func (c checker) at(at place) want {
	return func(ok bool, name, format string, args ...any) {
		if !ok {
			c.p.add(at.file, at.line(name), format, args...)
		}
	}
}

// dated reports a check date that is missing, to come, or too long ago.
func (c checker) dated(fault want, d Date) {
	fault(!d.IsZero() && d.Days(c.today) >= 0, "checked", "checked: missing or in the future")
	fault(d.IsZero() || d.Days(c.today) <= TopicDays, "checked", "checked: %d days ago, at most %d", d.Days(c.today), TopicDays)
}

func (s Source) whole() bool { return s.Title != "" && s.Org != "" && strings.HasPrefix(s.URL, "http") }

func (c checker) topic(t Topic) {
	fault := c.at(t.at)
	fault(t.Title != "" && runes(t.Title) <= MaxTitleRunes, "title", "title: want 1 to %d characters, have %d", MaxTitleRunes, runes(t.Title))
	fault(t.Situation != "" && runes(t.Situation) <= MaxSituation, "situation", "situation: want 1 to %d characters, have %d", MaxSituation, runes(t.Situation))
	fault(!strings.HasSuffix(t.Situation, "."), "situation", "situation: no full stop")
	fault(t.Body != "", "body", "body: missing")
	fault(words(t.Body) <= MaxBodyWords, "body", "body: %d words, at most %d", words(t.Body), MaxBodyWords)
	fault(len(t.Steps) <= MaxSteps, "steps", "steps: %d, at most %d", len(t.Steps), MaxSteps)
	fault(slices.Contains([]string{"teacher", "coordinator", "both"}, t.Audience), "audience", "audience: %q is not teacher, coordinator or both", t.Audience)
	fault(slices.Contains([]Safety{SafetyNone, SafetyCare, SafetyUrgent}, t.Safety), "safety", "safety: %q is not none, care or urgent", t.Safety)
	c.topicLinks(t, fault)
	fault(t.Safety == SafetyNone || t.Mind != "", "safety", "mind: required where safety is %s", t.Safety)
	fault(len(t.Phrasings) >= MinPhrasings, "phrasings", "phrasings: %d, at least %d", len(t.Phrasings), MinPhrasings)
	c.dated(fault, t.Checked)
}

// topicLinks checks what a topic points to: a role, other topics and sources.
func (c checker) topicLinks(t Topic, fault want) {
	_, role := c.lib.roles[t.Help]
	fault(role, "help", "help: %q is no role of roles.yaml", t.Help)
	fault(len(t.Related) >= 2 && len(t.Related) <= 4, "related", "related: %d topics, want two to four", len(t.Related))
	for _, id := range t.Related {
		_, ok := c.lib.topics[key{id, t.Lang}]
		fault(ok && id != t.ID, "related", "related: %q is no other topic", id)
	}
	fault(len(t.Sources) > 0, "sources", "sources: missing")
	for _, s := range t.Sources {
		fault(s.whole(), "sources", "sources: %q needs title, org and url", s.Title)
	}
}

// pair reports a topic whose other language is missing or says something else about it.
func (c checker) pair(k key, t Topic) {
	for _, other := range Langs() {
		o, ok := c.lib.topics[key{k.id, other}]
		switch {
		case !ok:
			c.p.add(t.at.file, 1, "no %s text of %s", other, k.id)
		case o.Group != t.Group || o.Audience != t.Audience || o.Safety != t.Safety:
			c.p.add(t.at.file, t.at.line("group"), "group, audience and safety differ between the languages")
		}
	}
}

func (c checker) helplines() {
	l := c.lib
	const file = "helplines.yaml"
	if l.HelplinesStale(c.today) {
		c.p.add(file, 1, "checked: %d days ago, at most %d: compare every number with its source", l.helpDate.Days(c.today), HelplineDays)
	}
	seen := map[string]bool{}
	for _, h := range l.helplines {
		if seen[h.ID] || !h.whole() {
			c.p.add(file, 1, "helpline %q: needs a unique id, number, source and a name in both languages", h.ID)
		}
		seen[h.ID] = true
	}
	c.people()
}

// people checks the roles and the school's own contacts.
func (c checker) people() {
	l := c.lib
	for role, names := range l.roles {
		if names[Dutch] == "" || names[English] == "" {
			c.p.add("roles.yaml", 1, "role %q: needs both languages", role)
		}
	}
	for role, contact := range l.contacts {
		if _, ok := l.roles[role]; !ok || contact.Name == "" {
			c.p.add("contacts.yaml", 1, "contact %q: needs a name, and a role of roles.yaml", role)
		}
	}
	if l.ContactsStale(c.today) {
		c.p.add("contacts.yaml", 1, "checked: %d days ago, at most %d", l.contactsOn.Days(c.today), HelplineDays)
	}
}

func (c checker) cards() {
	for _, route := range Routes() {
		for _, lang := range Langs() {
			card, ok := c.lib.cards[key{string(route), lang}]
			if !ok {
				c.p.add("safety", 1, "no %s card for route %s", lang, route)
				continue
			}
			c.card(card)
		}
	}
}

func (c checker) card(card SafetyCard) {
	for _, f := range card.texts() {
		c.sentences(card.at, f)
	}
	if len(card.Topics) == 0 || card.Title == "" || card.Body == "" {
		c.p.add(card.at.file, 1, "a safety card needs a title, a body and topics")
	}
	for _, id := range card.Topics {
		if t, ok := c.lib.topics[key{id, card.Lang}]; !ok || t.Safety != SafetyUrgent {
			c.p.add(card.at.file, card.at.line("topics"), "topics: %q is no urgent topic", id)
		}
	}
	c.jumps(card)
}

// jumps checks where the buttons of a safety card lead.
func (c checker) jumps(card SafetyCard) {
	if len(card.Actions) > MaxJumps {
		c.p.add(card.at.file, card.at.line("actions"), "actions: %d, at most %d", len(card.Actions), MaxJumps)
	}
	for _, a := range card.Actions {
		_, topic := c.lib.topics[key{a.Topic, card.Lang}]
		_, guide := c.lib.guides[key{a.Guide, card.Lang}]
		if topic == guide || a.Label == "" || runes(a.Label) > MaxTitleRunes {
			c.p.add(card.at.file, card.at.line("actions"), "action %q: needs a label and one existing guide or topic", a.Label)
		}
	}
}

func (c checker) guides() {
	for k, g := range sorted(c.lib.guides) {
		for _, other := range Langs() {
			if o, ok := c.lib.guides[key{k.id, other}]; !ok || len(o.Steps) != len(g.Steps) {
				c.p.add(g.at.file, 1, "no %s guide %s with as many steps", other, k.id)
			}
		}
		for _, f := range g.texts() {
			c.sentences(g.at, f)
		}
		for _, id := range g.Topics {
			_, ok := c.lib.topics[key{id, g.Lang}]
			c.at(g.at)(ok, "topics", "topics: %q is no topic", id)
		}
		c.steps(g)
	}
}

func (c checker) steps(g Guide) {
	seen := map[string]bool{}
	for _, s := range g.Steps {
		if n := words(s.Text); s.ID == "" || s.ID == EndStep || seen[s.ID] || n == 0 || n > MaxGuideWords {
			c.p.add(g.at.file, g.at.line("steps"), "step %q: needs a unique id and 1 to %d words", s.ID, MaxGuideWords)
		}
		seen[s.ID] = true
		c.choices(g, s)
	}
}

func (c checker) choices(g Guide, s Step) {
	if len(s.Choices) > MaxChoices {
		c.p.add(g.at.file, g.at.line("steps"), "step %q: %d choices, at most %d", s.ID, len(s.Choices), MaxChoices)
	}
	for _, ch := range s.Choices {
		_, _, ok := g.Step(ch.Next)
		if leads := ok && ch.Next != "" || ch.Next == EndStep; !leads || ch.Label == "" || runes(ch.Label) > MaxChoiceRunes {
			c.p.add(g.at.file, g.at.line("steps"), "choice %q: needs a label of at most %d characters and an existing step", ch.Label, MaxChoiceRunes)
		}
	}
}

// examples reports a sentence that is taught as two things.
func (c checker) examples() {
	for _, lang := range Langs() {
		file := "safety/examples." + string(lang) + ".tsv"
		seen := map[string]Route{}
		for _, e := range c.lib.examples[lang] {
			text := strings.ToLower(e.Text)
			if route, ok := seen[text]; ok {
				c.p.add(file, 1, "stands twice, as %q and %q: %s", route, e.Route, e.Text)
			}
			seen[text] = e.Route
		}
	}
}
