package understand

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/baken-bot/baken/internal/content"
)

// A message is read as a bag of features of several families. Each family is weighted by how rare its features are, brought to
// length one and scaled, so that a long family does not drown a short one.
type family uint8

const (
	famStem    family = iota // word stems
	famPair                  // two stems in a row
	famGram                  // runs of three to five letters within a word: typos, compounds, inflection
	famConcept               // concepts of the lexicon
	families
)

// share of each family in a feature vector; found by cross-validation, see docs/understanding.md.
var share = [families]float32{famStem: 1, famPair: 0.3, famGram: 1.5, famConcept: 0.6}

// feature is one dimension of a vector: an index into the vocabulary and a weight.
type feature struct {
	id     int32
	weight float32
}

type vector []feature

// raw is a feature as it is read from a text, before the vocabulary knows it.
type raw struct {
	hash   uint32
	family family
	count  float32
}

// analyser reads the features of texts in one language. It is not changed after it is built.
type analyser struct {
	stem     func(string) string
	concepts conceptIndex
	skip     map[string]bool
}

// raws returns the features of a text, each once with its count.
func (a *analyser) raws(words []string) []raw {
	out := make([]raw, 0, 24*len(words))
	prev := uint32(0)
	for _, w := range words {
		if w == "" {
			prev = 0
			continue
		}
		out = appendGrams(out, w)
		if a.skip[w] {
			continue
		}
		h := hash(famStem, a.stem(w))
		out = append(out, raw{h, famStem, 1})
		if prev != 0 {
			out = append(out, raw{h ^ (prev * 16777619), famPair, 1})
		}
		prev = h
	}
	out = a.concepts.find(words, out)
	return merge(out)
}

// merge adds up equal features.
func merge(rs []raw) []raw {
	slices.SortFunc(rs, func(a, b raw) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.family, b.family))
	})
	n := 0
	for _, r := range rs {
		if n > 0 && rs[n-1].hash == r.hash && rs[n-1].family == r.family {
			rs[n-1].count++
			continue
		}
		rs[n] = r
		n++
	}
	return rs[:n]
}

// appendGrams adds the runs of three to five bytes of a word between marks of its ends.
func appendGrams(out []raw, w string) []raw {
	var buf [64]byte
	b := append(buf[:0], '^')
	b = append(b, w...)
	b = append(b, '$')
	for n := 3; n <= 5; n++ {
		for i := 0; i+n <= len(b); i++ {
			out = append(out, raw{hashBytes(famGram, b[i:i+n]), famGram, 1})
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

// vocabulary maps features to dense indexes and knows how rare each is.
type vocabulary struct {
	index map[uint32]int32
	idf   []float32
}

// newVocabulary keeps the features that occur in at least minDocs of the texts.
func newVocabulary(docs [][]raw, minDocs int) *vocabulary {
	count := map[uint32]int{}
	for _, d := range docs {
		for _, r := range d {
			count[r.hash]++
		}
	}
	kept := make([]uint32, 0, len(count))
	for h, n := range count {
		if n >= minDocs {
			kept = append(kept, h)
		}
	}
	slices.Sort(kept)
	v := &vocabulary{index: make(map[uint32]int32, len(kept)), idf: make([]float32, len(kept))}
	for i, h := range kept {
		v.index[h] = int32(i)
		v.idf[i] = float32(math.Log(1 + float64(len(docs))/float64(count[h])))
	}
	return v
}

// vector weighs the known features of a text. known is the share, by weight, of its stems that the vocabulary knows: low for
// another subject and for gibberish.
func (v *vocabulary) vector(rs []raw) (vec vector, known float32) {
	var norm [families]float32
	var stems, seen float32
	vec = make(vector, 0, len(rs))
	fams := make([]family, 0, len(rs))
	for _, r := range rs {
		id, ok := v.index[r.hash]
		if r.family == famStem {
			stems++
			if ok {
				seen++
			}
		}
		if !ok {
			continue
		}
		w := v.idf[id] * (1 + float32(math.Log(float64(r.count))))
		norm[r.family] += w * w
		vec = append(vec, feature{id, w})
		fams = append(fams, r.family)
	}
	for f := range norm {
		if norm[f] > 0 {
			norm[f] = share[f] / float32(math.Sqrt(float64(norm[f])))
		}
	}
	for i := range vec {
		vec[i].weight *= norm[fams[i]]
	}
	if stems > 0 {
		known = seen / stems
	}
	return vec, known
}

// conceptIndex finds the everyday words and idioms of the concept lexicon.
type conceptIndex struct {
	byFirst map[string][]conceptPhrase
	stem    func(string) string
}

type conceptPhrase struct {
	stems []string
	hash  uint32
}

func newConceptIndex(concepts map[string][]string, stem func(string) string) conceptIndex {
	ix := conceptIndex{byFirst: map[string][]conceptPhrase{}, stem: stem}
	for id, phrases := range concepts {
		for _, p := range phrases {
			words := tokens(p, false)
			if len(words) == 0 {
				continue
			}
			for i := range words {
				words[i] = stem(words[i])
			}
			ix.byFirst[words[0]] = append(ix.byFirst[words[0]], conceptPhrase{words[1:], hash(famConcept, id)})
		}
	}
	return ix
}

// find adds a feature for each concept that is named.
func (ix conceptIndex) find(words []string, out []raw) []raw {
	if len(ix.byFirst) == 0 {
		return out
	}
	stems := make([]string, len(words))
	for i, w := range words {
		stems[i] = ix.stem(w)
	}
	for i, s := range stems {
		for _, p := range ix.byFirst[s] {
			if len(stems) > i+len(p.stems) && slices.Equal(stems[i+1:i+1+len(p.stems)], p.stems) {
				out = append(out, raw{p.hash, famConcept, 1})
			}
		}
	}
	return out
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

// length is the Euclidean length of a vector.
func length(v vector) float32 {
	var sum float32
	for _, f := range v {
		sum += f.weight * f.weight
	}
	return float32(math.Sqrt(float64(sum)))
}
