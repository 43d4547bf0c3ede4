package classify

import (
	"math"
	"slices"
)

// Vocabulary maps features to dense indexes and knows how rare each is. Its exported fields are what must be stored; after they are read back, call
// [Vocabulary.Index].
type Vocabulary struct {
	// Hashes of the features, in rising order: a feature's place is its index.
	Hashes []uint32
	// Rarity is the logarithm of how many texts there are to one that holds the feature.
	Rarity []float32
	// Shares is the length each family is brought to in a vector, so that a family of many features does not drown one of few.
	Shares []float32

	slots []int32 // open addressing: index + 1, 0 is free
	shift uint
}

// NewVocabulary learns the features that occur in at least least of the texts.
func NewVocabulary(texts [][]Feature, least int, shares []float32) *Vocabulary {
	count := map[uint32]int{}
	for _, t := range texts {
		for _, f := range t {
			count[f.Hash]++
		}
	}
	v := &Vocabulary{Shares: slices.Clone(shares)}
	for h, n := range count {
		if n >= least {
			v.Hashes = append(v.Hashes, h)
		}
	}
	slices.Sort(v.Hashes)
	v.Rarity = make([]float32, len(v.Hashes))
	for i, h := range v.Hashes {
		v.Rarity[i] = float32(math.Log(1 + float64(len(texts))/float64(count[h])))
	}
	v.Index()
	return v
}

// Size is the number of features.
func (v *Vocabulary) Size() int { return len(v.Hashes) }

// Index prepares look-ups. A vocabulary is used from several goroutines only after it.
func (v *Vocabulary) Index() {
	bits := uint(4)
	for 1<<bits < 2*len(v.Hashes) {
		bits++
	}
	v.slots, v.shift = make([]int32, 1<<bits), 32-bits
	for i, h := range v.Hashes {
		at := v.slot(h)
		for v.slots[at] != 0 {
			at = (at + 1) & (len(v.slots) - 1)
		}
		v.slots[at] = int32(i) + 1
	}
}

// slot spreads hashes by Fibonacci hashing (Knuth, The Art of Computer Programming, volume 3, 6.4).
func (v *Vocabulary) slot(h uint32) int { return int((h * 2654435769) >> v.shift) }

func (v *Vocabulary) find(h uint32) (int32, bool) {
	for at := v.slot(h); v.slots[at] != 0; at = (at + 1) & (len(v.slots) - 1) {
		if i := v.slots[at] - 1; v.Hashes[i] == h {
			return i, true
		}
	}
	return 0, false
}

// Vector weighs the known features of a text. known is the share of the features of the first family that the vocabulary knows: low for another
// subject and for gibberish.
func (v *Vocabulary) Vector(fs []Feature) (vec Vector, known float32) {
	var norm [8]float32
	var first, seen float32
	vec = make(Vector, 0, len(fs))
	families := make([]uint8, 0, len(fs))
	for _, f := range fs {
		id, ok := v.find(f.Hash)
		if f.Family == 0 {
			first++
			if ok {
				seen++
			}
		}
		if !ok {
			continue
		}
		w := v.Rarity[id]
		if f.Count > 1 {
			w *= 1 + float32(math.Log(float64(f.Count)))
		}
		norm[f.Family] += w * w
		vec = append(vec, Weight{id, w})
		families = append(families, f.Family)
	}
	for f, share := range v.Shares {
		if norm[f] > 0 {
			norm[f] = share / float32(math.Sqrt(float64(norm[f])))
		}
	}
	for i := range vec {
		vec[i].Value *= norm[families[i]]
	}
	if first > 0 {
		known = seen / first
	}
	return vec, known
}
