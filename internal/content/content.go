// Package content holds the curated library: everything the bot says about a subject, and everything it learns to listen from.
//
// The library is read once from a file tree, a school's own files laid over it, and never changes after. [Load] reads it and
// refuses what cannot be read; [Check] reports in addition everything an author should mend, each with file and line. What a
// question means is worked out elsewhere, and what is said when is decided elsewhere. The format is in docs/content.md.
package content

import (
	"embed"
	"io/fs"
	"maps"
	"slices"
)

//go:embed library
var embedded embed.FS

// Embedded returns the library that comes with the bot.
func Embedded() fs.FS {
	sub, err := fs.Sub(embedded, "library")
	if err != nil {
		panic(err) // the name is a constant: it can only be wrong at build time
	}
	return sub
}

// Lang is a language the library is written in.
type Lang string

// The languages.
const (
	Dutch   Lang = "nl"
	English Lang = "en"
)

// Langs returns the languages, the first being the one that is used when nothing tells otherwise.
func Langs() []Lang { return []Lang{Dutch, English} }

type key struct {
	id   string
	lang Lang
}

// Library is all content, immutable once loaded; it may be used from several goroutines. What its methods return is shared and must
// not be changed.
type Library struct {
	topics     map[key]Topic
	topicIDs   []string
	guides     map[key]Guide
	guideIDs   []string
	cards      map[key]SafetyCard
	series     map[key]Series
	seriesIDs  []string
	prompts    map[key]Prompt
	heavy      map[string]map[Lang]string
	heavyAt    place
	banks      map[Lang]Bank
	helplines  []Helpline
	examples   map[Lang][]Example
	rules      map[Lang][]Rule
	offTopic   map[Lang][]OffTopic
	smallTalk  map[Lang]map[string][]string
	concepts   map[Lang]map[string][]string
	requests   map[Lang]map[string][]string
	ambiguous  map[Lang][]Ambiguous
	names      Names
	helpDate   Date
	contactsOn Date
	roles      map[string]map[Lang]string
	contacts   map[string]Contact
	// numbers are telephone numbers written out in a text, found while it was filled in.
	numbers problems
}

// TopicIDs returns the ids of all topics, sorted.
func (l *Library) TopicIDs() []string { return l.topicIDs }

// Topic returns a topic in a language.
func (l *Library) Topic(id string, lang Lang) (Topic, bool) {
	t, ok := l.topics[key{id, lang}]
	return t, ok
}

// Guide returns a guided flow in a language.
func (l *Library) Guide(id string, lang Lang) (Guide, bool) {
	g, ok := l.guides[key{id, lang}]
	return g, ok
}

// GuideIDs returns the ids of all guided flows, sorted.
func (l *Library) GuideIDs() []string { return l.guideIDs }

// ids are those of things that are kept by id and language, sorted.
func ids[T any](of map[key]T) []string {
	all := map[string]bool{}
	for k := range of {
		all[k.id] = true
	}
	return slices.Sorted(maps.Keys(all))
}

// SafetyCard returns the fixed card of a route in a language.
func (l *Library) SafetyCard(route Route, lang Lang) (SafetyCard, bool) {
	c, ok := l.cards[key{string(route), lang}]
	return c, ok
}

// Helplines returns every number the bot may show, in the order of the file.
func (l *Library) Helplines() []Helpline { return l.helplines }

// Examples returns what the safety check learns from.
func (l *Library) Examples(lang Lang) []Example { return l.examples[lang] }

// Rules returns the safety patterns that depend on no training.
func (l *Library) Rules(lang Lang) []Rule { return l.rules[lang] }

// OffTopic returns messages the bot must decline.
func (l *Library) OffTopic(lang Lang) []OffTopic { return l.offTopic[lang] }

// SmallTalk returns example phrases by intent.
func (l *Library) SmallTalk(lang Lang) map[string][]string { return l.smallTalk[lang] }

// Concepts returns everyday words and idioms by concept.
func (l *Library) Concepts(lang Lang) map[string][]string { return l.concepts[lang] }

// Names returns what the pupil-data guard knows names by.
func (l *Library) Names() Names { return l.names }

// Requests returns the patterns by which a message asks something of the conversation itself.
func (l *Library) Requests(lang Lang) map[string][]string { return l.requests[lang] }

// Ambiguous returns the words with two meanings.
func (l *Library) Ambiguous(lang Lang) []Ambiguous { return l.ambiguous[lang] }
