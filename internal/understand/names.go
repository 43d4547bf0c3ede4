package understand

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/baken-bot/baken/internal/content"
)

// nameBook finds names of people. A word counts as a name when it is a known first name written with a capital, when it stands beside
// another name, or when the words before it say so ("een leerling, hij heet …").
type nameBook struct {
	first, doubtful, family, words, public map[string]bool
	cues, titles, particles                map[string]bool
}

func newNameBook(n content.Names) nameBook {
	set := func(list []string) map[string]bool {
		m := make(map[string]bool, len(list))
		for _, w := range list {
			m[w] = true
		}
		return m
	}
	return nameBook{
		first: set(n.First), doubtful: set(n.Doubtful), family: set(n.Family), words: set(n.Words), public: set(n.Public),
		cues:      wordSet("heet heten genaamd noemen named called"),
		titles:    wordSet("meester juf juffrouw meneer mevrouw mevr dhr mw mr mrs miss ms sir"),
		particles: wordSet("van de der den het ten ter el al ben bin von le la da dos du d"),
	}
}

type nameWord struct {
	text       string // folded
	start, end int
	capital    bool
	// first is true at the start of a sentence, where a capital says nothing.
	first bool
	// joined is true when only spaces stand between this word and the one before.
	joined bool
}

// scan splits a text into words with their places.
func scan(text string) []nameWord {
	var out []nameWord
	start, gapFrom := -1, 0
	end := func(i int) {
		if start < 0 {
			return
		}
		r, _ := utf8.DecodeRuneInString(text[start:])
		gap := text[gapFrom:start]
		w := nameWord{start: start, end: i, capital: unicode.IsUpper(r), joined: len(out) > 0 && strings.TrimSpace(gap) == ""}
		w.first = len(out) == 0 || strings.ContainsAny(gap, ".!?\n:")
		w.text = strings.Join(tokens(text[start:i], false), "")
		out = append(out, w)
		start, gapFrom = -1, i
	}
	for i, r := range text {
		switch {
		case unicode.IsLetter(r), start >= 0 && (r == '\'' || r == '’' || unicode.IsMark(r)):
			if start < 0 {
				start = i
			}
		default:
			end(i)
		}
	}
	end(len(text))
	return out
}

// find returns the places of names; first name, particles and family name are one place.
func (b nameBook) find(text string) [][]int {
	ws := scan(text)
	shouting := strings.ToUpper(text) == text
	var out [][]int
	for i := 0; i < len(ws); i++ {
		end, ok := b.nameAt(ws, i, shouting)
		if !ok {
			continue
		}
		out = append(out, []int{ws[i].start, ws[end].end})
		i = end
	}
	return out
}

// nameAt reports whether a name starts at word i, and its last word.
func (b nameBook) nameAt(ws []nameWord, i int, shouting bool) (last int, ok bool) {
	w := ws[i]
	capital := w.capital && !shouting
	if len(w.text) < 2 || b.words[w.text] || b.public[w.text] {
		return 0, false
	}
	last, family := b.familyAfter(ws, i)
	if b.first[w.text] {
		return last, b.knownName(ws, i, capital, family)
	}
	return last, b.unknownName(ws, i, capital, family && b.family[ws[last].text])
}

// knownName decides on a first name of the book: one that is an ordinary word too needs another sign.
func (b nameBook) knownName(ws []nameWord, i int, capital, family bool) bool {
	switch {
	case !b.doubtful[ws[i].text] && (capital || family):
		return true
	case b.called(ws, i):
		return true
	}
	return capital && (family || !ws[i].first && b.cue(ws, i))
}

// unknownName decides on a word that is in no book: the words around it must say that it is a name.
func (b nameBook) unknownName(ws []nameWord, i int, capital, family bool) bool {
	if !capital {
		return false
	}
	return b.called(ws, i) || !ws[i].first && (family || i > 0 && b.titles[ws[i-1].text])
}

// familyAfter reports whether a family name follows word i, and where the name ends: "Tom van der Dalen", "Daan K", "Noor Bakker".
func (b nameBook) familyAfter(ws []nameWord, i int) (last int, ok bool) {
	j := b.pastParticles(ws, i+1)
	if j >= len(ws) || !ws[j].joined || b.words[ws[j].text] {
		return i, false
	}
	if ws[j].capital && (ws[i].capital || b.family[ws[j].text] || j > i+1) {
		return j, true
	}
	lower := !ws[i].capital && b.first[ws[i].text] && b.family[ws[j].text]
	if lower {
		return j, true
	}
	return i, false
}

// maxParticles is how many small words stand before a family name at most: "van der".
const maxParticles = 3

func (b nameBook) pastParticles(ws []nameWord, j int) int {
	for n := 0; n < maxParticles && j < len(ws) && ws[j].joined && b.particles[ws[j].text]; n++ {
		j++
	}
	return j
}

// called reports whether the words before say that a name comes: "hij heet", "is called".
func (b nameBook) called(ws []nameWord, i int) bool {
	if i == 0 || !ws[i].joined && !ws[i-1].joined {
		return false
	}
	prev := ws[i-1].text
	if b.cues[prev] {
		return true
	}
	return i > 1 && (prev == "is") && (ws[i-2].text == "naam" || ws[i-2].text == "name")
}

// cue reports whether the word before is one for a child.
func (b nameBook) cue(ws []nameWord, i int) bool {
	if i == 0 {
		return false
	}
	switch ws[i-1].text {
	case "leerling", "lln", "meisje", "jongen", "zusje", "broertje", "student", "kind", "kleuter", "pupil", "boy", "girl", "child", "collega",
		"colleague", "met", "with", "van", "from", "voor", "for":
		return true
	}
	return b.called(ws, i) || b.titles[ws[i-1].text]
}
