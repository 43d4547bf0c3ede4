package content

import (
	"maps"
	"slices"
)

// Heard returns the library as if the bot had only heard what keep reports true for, of phrasings, safety examples and messages to decline alike: to
// measure how somebody it never heard is understood. Everything else is shared with l.
func (l *Library) Heard(keep func(voice, text string) bool) *Library {
	out := *l
	out.topics = maps.Clone(l.topics)
	for k, t := range out.topics {
		t.Phrasings = slices.DeleteFunc(slices.Clone(t.Phrasings), func(p Phrasing) bool { return !keep(p.Voice, p.Text) })
		out.topics[k] = t
	}
	out.examples, out.offTopic = map[Lang][]Example{}, map[Lang][]OffTopic{}
	for _, lang := range Langs() {
		out.examples[lang] = slices.DeleteFunc(slices.Clone(l.examples[lang]), func(e Example) bool { return !keep(e.Voice, e.Text) })
		out.offTopic[lang] = slices.DeleteFunc(slices.Clone(l.offTopic[lang]), func(o OffTopic) bool { return !keep(o.Voice, o.Text) })
	}
	return &out
}
