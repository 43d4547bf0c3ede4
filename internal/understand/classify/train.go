package classify

import (
	"math/rand/v2"
	"slices"
)

// Settings of a training run.
type Settings struct {
	Features, Classes int
	// Epochs is how often every text is learnt from; Rate how far a step goes at first, and Decay how fast that shrinks from one epoch to the next.
	Epochs      int
	Rate, Decay float32
}

// trainer holds a multinomial logistic regression in training. A feature speaks for or against few classes, so each keeps a row of those alone, until
// there are so many that a place for every class is cheaper: the work and the memory grow with the texts, not with texts times classes.
type trainer struct {
	bias []float32
	rows []row
}

// row is what one feature says: of the classes listed, or, when every is not nil, of every class.
type row struct {
	classes []uint16
	weights []float32
	every   []float32
}

// sparseUpTo is how many classes a row lists before it has a place for every one.
const sparseUpTo = 24

func (r *row) add(class int, w float32, classes int) {
	if r.every != nil {
		r.every[class] += w
		return
	}
	if i := slices.Index(r.classes, uint16(class)); i >= 0 {
		r.weights[i] += w
		return
	}
	if len(r.classes) < sparseUpTo {
		r.classes, r.weights = append(r.classes, uint16(class)), append(r.weights, w)
		return
	}
	r.every = make([]float32, classes)
	for i, c := range r.classes {
		r.every[c] = r.weights[i]
	}
	r.classes, r.weights = nil, nil
	r.every[class] = w
}

// Train learns from a set by plain stochastic gradient descent, in an order fixed by a seed.
func Train(set []Labelled, s Settings) *Model {
	t := &trainer{bias: make([]float32, s.Classes), rows: make([]row, s.Features)}
	order := rand.New(rand.NewPCG(1, 2)).Perm(len(set))
	p := make([]float32, s.Classes)
	for epoch := range s.Epochs {
		rate := s.Rate / (1 + s.Decay*float32(epoch))
		for _, i := range order {
			text := set[i]
			t.scores(text.Vector, p)
			Softmax(p)
			p[text.Class]--
			t.step(text.Vector, p, -rate*text.Counts)
		}
	}
	return t.model()
}

// negligible gradients are not applied: nearly all of them are, they would cost nearly all of the time, and measured they change nothing.
const negligible = 0.01

func (t *trainer) step(vec Vector, gradient []float32, rate float32) {
	for c, g := range gradient {
		if g > -negligible && g < negligible {
			continue
		}
		g *= rate
		t.bias[c] += g * 0.1
		for _, f := range vec {
			t.rows[f.ID].add(c, g*f.Value, len(gradient))
		}
	}
}

func (t *trainer) scores(vec Vector, out []float32) {
	copy(out, t.bias)
	for _, f := range vec {
		r := &t.rows[f.ID]
		for i, c := range r.classes {
			out[c] += f.Value * r.weights[i]
		}
		if r.every == nil {
			continue
		}
		every := r.every[:len(out)]
		for c, w := range every {
			out[c] += f.Value * w
		}
	}
}
