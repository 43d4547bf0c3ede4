package understand

import "slices"

// nearest finds how close a message is to the closest phrasings of each class, by the angle between their feature vectors. It knows what
// the linear model cannot: that one phrasing was nearly this.
type nearest struct {
	postings [][]posting // by feature
	class    []int32     // by document
	size     []float32   // by document, one over its length
	classes  int
}

type posting struct {
	doc    int32
	weight float32
}

func newNearest(set []labelled, features, classes int) *nearest {
	n := &nearest{postings: make([][]posting, features), classes: classes}
	for doc, ex := range set {
		n.class = append(n.class, int32(ex.class))
		n.size = append(n.size, 1/max(length(ex.vec), 1e-6))
		for _, f := range ex.vec {
			n.postings[f.id] = append(n.postings[f.id], posting{int32(doc), f.weight})
		}
	}
	return n
}

// closest is how many phrasings of a class count; the second and third tell a class apart from a chance likeness.
const closest = 3

// scores fills out with, for every class, the mean likeness of its three closest phrasings, the first counting most.
func (n *nearest) scores(vec vector, dots, out []float32) {
	clear(dots)
	for _, f := range vec {
		for _, p := range n.postings[f.id] {
			dots[p.doc] += f.weight * p.weight
		}
	}
	scale := 1 / max(length(vec), 1e-6)
	best := make([][closest]float32, n.classes)
	for doc, dot := range dots {
		if dot == 0 {
			continue
		}
		b := &best[n.class[doc]]
		s := dot * scale * n.size[doc]
		for i := range b {
			if s > b[i] {
				b[i], s = s, b[i]
			}
		}
	}
	for c, b := range best {
		out[c] = 0.5*b[0] + 0.3*b[1] + 0.2*b[2]
	}
}

// top returns the indexes of the k highest scores, best first.
func top(scores []float32, k int) []int {
	idx := make([]int, 0, k+1)
	for i, s := range scores {
		if len(idx) == k && s <= scores[idx[k-1]] {
			continue
		}
		at, _ := slices.BinarySearchFunc(idx, s, func(j int, s float32) int {
			if scores[j] >= s {
				return -1
			}
			return 1
		})
		idx = slices.Insert(idx, at, i)
		idx = idx[:min(len(idx), k)]
	}
	return idx
}
