package understand

import "slices"

// conceptIndex finds the everyday words and idioms of the concept lexicon.
type conceptIndex struct {
	byFirst map[string][]conceptPhrase
}

type conceptPhrase struct {
	stems []string
	hash  uint32
}

func newConceptIndex(concepts map[string][]string, stem func(string) string) conceptIndex {
	ix := conceptIndex{byFirst: map[string][]conceptPhrase{}}
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

// find adds a key for each concept that is named; an empty stem is the end of a sentence.
func (ix conceptIndex) find(stems []string, out []uint64) []uint64 {
	for i, s := range stems {
		for _, p := range ix.byFirst[s] {
			if len(stems) > i+len(p.stems) && slices.Equal(stems[i+1:i+1+len(p.stems)], p.stems) {
				out = append(out, key(p.hash, famConcept))
			}
		}
	}
	return out
}
