package content

import (
	"cmp"
	"iter"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// words counts the words of a text; marks of the markup do not count.
func words(text string) int {
	n := 0
	for _, w := range strings.Fields(text) {
		if strings.ContainsFunc(w, func(r rune) bool { return r > '/' && !strings.ContainsRune(":;<=>?@[\\]^_`{|}~", r) }) {
			n++
		}
	}
	return n
}

func runes(s string) int { return utf8.RuneCountInString(s) }

var sentenceEnd = regexp.MustCompile(`[.?!:;]["'”’)*]*(\s|$)|\n`)

// sentences reports each sentence of a text that is too long to be read in one breath.
func (c checker) sentences(at place, f field) {
	for _, s := range sentenceEnd.Split(*f.text, -1) {
		if n := words(s); n > MaxSentenceWords {
			c.p.add(at.file, at.line(f.name), "%s: a sentence of %d words, at most %d: %s", f.name, n, MaxSentenceWords, start(s))
		}
	}
}

var banned = regexp.MustCompile(`slachtoffer|probleemleerling|probleemkind|\boeps\b|problem (?:child|pupil)`)

// manners reports words the bot does not use about people, and a raised voice where calm is needed: calm says why it is, or is empty. Slachtofferhulp
// is the name of an organisation.
func (c checker) manners(at place, calm string, f field) {
	low := strings.ReplaceAll(strings.ToLower(*f.text), "slachtofferhulp", "")
	for _, w := range banned.FindAllString(low, -1) {
		c.p.add(at.file, at.line(f.name), "%s: do not write %q; see docs/content.md, style", f.name, w)
	}
	if calm != "" && strings.Contains(low, "!") {
		c.p.add(at.file, at.line(f.name), "%s: no exclamation mark in a %s text", f.name, calm)
	}
}

// start returns the first words of a text, enough to find it by.
func start(s string) string {
	f := strings.Fields(s)
	return strings.Join(f[:min(6, len(f))], " ") + " …"
}

// sorted yields a map in the order of its keys, so that problems come out the same every time.
func sorted[V any](m map[key]V) iter.Seq2[key, V] {
	keys := slices.SortedFunc(maps.Keys(m), func(a, b key) int {
		return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(a.lang, b.lang))
	})
	return func(yield func(key, V) bool) {
		for _, k := range keys {
			if !yield(k, m[k]) {
				return
			}
		}
	}
}
