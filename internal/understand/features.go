package understand

import (
	"math"
	"slices"
	"strings"

	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/understand/classify"
)

// A message is read as a bag of features of several families. Each family is weighted by how rare its features are, brought to
// length one and scaled, so that a long family does not drown a short one.
type family = uint8

const (
	famStem    family = iota // word stems
	famPair                  // two stems in a row
	famGram                  // runs of three to five letters within a word: typos, compounds, inflection
	famConcept               // concepts of the lexicon
)

// The weight of each family in a vector, for telling topics and for telling danger; found by cross-validation, see docs/understanding.md.
func rankerShares() []float32 {
	return []float32{famStem: 1, famPair: 0.6, famGram: 1.5, famConcept: 0.6}
}

func sentryShares() []float32 {
	return []float32{famStem: 1, famPair: 1.2, famGram: 1, famConcept: 0.6}
}

// analyser reads the features of texts in one language. It is not changed after it is built.
type analyser struct {
	stem     func(string) string
	concepts conceptIndex
	skip     map[string]bool
}

// bag is what a text holds, whichever of its words count.
type bag struct {
	words, stems []string
	// held are the runs of letters and the concepts, as rising keys.
	held []uint64
}

// key tells features apart, and sorts them by hash and then by family.
func key(hash uint32, f family) uint64 { return uint64(hash)<<8 | uint64(f) }

// keysPerWord is about how many runs of letters a word has.
const keysPerWord = 18

func (a *analyser) bag(words []string) bag {
	b := bag{words: words, stems: make([]string, len(words)), held: make([]uint64, 0, keysPerWord*len(words))}
	for i, w := range words {
		if w != "" {
			b.held = appendGrams(b.held, w)
			b.stems[i] = a.stem(w)
		}
	}
	b.held = a.concepts.find(b.stems, b.held)
	slices.Sort(b.held)
	return b
}

// features returns what tells the subject of a text, each feature once with its count: small words are no stems and make no pairs.
func (a *analyser) features(b bag) []classify.Feature {
	return b.with(func(w string) bool { return !a.skip[w] })
}

// everyWord is like features, but no word is too small: "he has a knife" and "we read of a knife" differ in little else.
func (a *analyser) everyWord(b bag) []classify.Feature {
	return b.with(func(string) bool { return true })
}

// with adds the stems of the words that tell, and their pairs, to what the text holds anyway.
func (b bag) with(tells func(string) bool) []classify.Feature {
	keys := make([]uint64, 0, 2*len(b.words))
	prev := uint32(0)
	for i, w := range b.words {
		if w == "" {
			prev = 0
			continue
		}
		if !tells(w) {
			continue
		}
		h := hash(famStem, b.stems[i])
		keys = append(keys, key(h, famStem))
		if prev != 0 {
			keys = append(keys, key(h^(prev*16777619), famPair))
		}
		prev = h
	}
	slices.Sort(keys)
	return merge(b.held, keys)
}

// merge counts the keys of two rising lists.
func merge(a, b []uint64) []classify.Feature {
	out := make([]classify.Feature, 0, len(a)+len(b))
	last := uint64(math.MaxUint64) // no key: a family is far below 255
	for len(a)+len(b) > 0 {
		var k uint64
		if len(b) == 0 || len(a) > 0 && a[0] <= b[0] {
			k, a = a[0], a[1:]
		} else {
			k, b = b[0], b[1:]
		}
		if k == last {
			out[len(out)-1].Count++
			continue
		}
		last = k
		out = append(out, classify.Feature{Hash: uint32(k >> 8), Family: uint8(k), Count: 1})
	}
	return out
}

// appendGrams adds the runs of three to five bytes of a word between marks of its ends.
func appendGrams(out []uint64, w string) []uint64 {
	var buf [64]byte
	b := append(buf[:0], '^')
	b = append(b, w...)
	b = append(b, '$')
	for n := 3; n <= 5; n++ {
		for i := 0; i+n <= len(b); i++ {
			out = append(out, key(hashBytes(famGram, b[i:i+n]), famGram))
		}
	}
	return out
}

// hash is FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv) over a family and a string.
func hash(f family, s string) uint32 {
	h := (uint32(2166136261) ^ uint32(f)) * 16777619
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

func hashBytes(f family, b []byte) uint32 {
	h := (uint32(2166136261) ^ uint32(f)) * 16777619
	for _, c := range b {
		h = (h ^ uint32(c)) * 16777619
	}
	return h
}

// newAnalyser returns the reader of features for a language of the library.
func newAnalyser(lib *content.Library, lang content.Lang) *analyser {
	stem := stemmer(lang)
	return &analyser{stem: stem, concepts: newConceptIndex(lib.Concepts(lang), stem), skip: stopWords(lang)}
}

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		set[w] = true
	}
	return set
}
