// Package classify learns from examples which class a text belongs to.
//
// A text comes in as features, each of a family; a [Vocabulary] learnt from all texts weighs them, and a [Model] scores the classes. Learning is
// deterministic: the same texts in the same order give the same model on the same kind of processor. What a feature is, what the classes mean and
// where a score leads is for the caller.
package classify

import "math"

// Feature is something a text holds: a hash of it, the family it belongs to, and how often it occurs.
type Feature struct {
	Hash   uint32
	Family uint8
	Count  float32
}

// Weight is one dimension of a vector: an index into the vocabulary and a weight.
type Weight struct {
	ID    int32
	Value float32
}

// Vector is a text as its weighed features.
type Vector []Weight

// Labelled is a text of a known class, with how much it counts.
type Labelled struct {
	Vector Vector
	Class  int
	Counts float32
}

// lost is how far below the best a score has no share left to speak of, one in ten million: with many classes nearly all are, and need no exponent.
const lost = -16

// Softmax turns scores into shares that add up to one, in place.
func Softmax(s []float32) {
	top := s[0]
	for _, x := range s {
		top = max(top, x)
	}
	var sum float32
	for i, x := range s {
		if x-top < lost {
			s[i] = 0
			continue
		}
		s[i] = float32(math.Exp(float64(x - top)))
		sum += s[i]
	}
	for i := range s {
		s[i] /= sum
	}
}

// Top returns the indexes of the k highest scores, best first; of equals the first.
func Top(scores []float32, k int) []int {
	idx := make([]int, 0, k+1)
	for i, s := range scores {
		if len(idx) == k && s <= scores[idx[k-1]] {
			continue
		}
		at := len(idx)
		for at > 0 && scores[idx[at-1]] < s {
			at--
		}
		idx = append(idx, 0)
		copy(idx[at+1:], idx[at:])
		idx[at] = i
		idx = idx[:min(len(idx), k)]
	}
	return idx
}
