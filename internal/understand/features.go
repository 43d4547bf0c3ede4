package understand

import (
	"cmp"
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

// features returns what tells the subject of a text, each feature once with its count: small words are no stems and make no pairs.
func (a *analyser) features(words []string) []classify.Feature {
	return a.read(words, func(w string) bool { return !a.skip[w] })
}

// everyWord is like features, but no word is too small: "he has a knife" and "we read of a knife" differ in little else.
func (a *analyser) everyWord(words []string) []classify.Feature {
	return a.read(words, func(string) bool { return true })
}

func (a *analyser) read(words []string, tells func(string) bool) []classify.Feature {
	out := make([]classify.Feature, 0, 24*len(words))
	stems := make([]string, len(words))
	prev := uint32(0)
	for i, w := range words {
		if w == "" {
			prev = 0
			continue
		}
		out = appendGrams(out, w)
		stems[i] = a.stem(w)
		if !tells(w) {
			continue
		}
		h := hash(famStem, stems[i])
		out = append(out, classify.Feature{Hash: h, Family: famStem, Count: 1})
		if prev != 0 {
			out = append(out, classify.Feature{Hash: h ^ (prev * 16777619), Family: famPair, Count: 1})
		}
		prev = h
	}
	return merge(a.concepts.find(stems, out))
}

// merge adds up equal features.
func merge(rs []classify.Feature) []classify.Feature {
	slices.SortFunc(rs, func(a, b classify.Feature) int {
		return cmp.Or(cmp.Compare(a.Hash, b.Hash), cmp.Compare(a.Family, b.Family))
	})
	n := 0
	for _, r := range rs {
		if n > 0 && rs[n-1].Hash == r.Hash && rs[n-1].Family == r.Family {
			rs[n-1].Count++
			continue
		}
		rs[n] = r
		n++
	}
	return rs[:n]
}

// appendGrams adds the runs of three to five bytes of a word between marks of its ends.
func appendGrams(out []classify.Feature, w string) []classify.Feature {
	var buf [64]byte
	b := append(buf[:0], '^')
	b = append(b, w...)
	b = append(b, '$')
	for n := 3; n <= 5; n++ {
		for i := 0; i+n <= len(b); i++ {
			out = append(out, classify.Feature{Hash: hashBytes(famGram, b[i:i+n]), Family: famGram, Count: 1})
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
