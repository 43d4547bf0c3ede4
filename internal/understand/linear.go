package understand

import (
	"math"
	"math/rand/v2"
)

// linear is a multinomial logistic regression: for each class a weight per feature. It is trained by plain stochastic gradient descent in an
// order fixed by a seed, so the same library gives the same weights on every machine.
type linear struct {
	classes int
	weights []float32 // feature-major: the weights of a feature for all classes stand together
	bias    []float32
}

// labelled is a text of a known class, with how much it counts.
type labelled struct {
	vec    vector
	class  int
	weight float32
}

// training holds the settings of a training run.
type training struct {
	features, classes, epochs int
	rate, decay               float32
}

func train(set []labelled, t training) *linear {
	m := &linear{classes: t.classes, weights: make([]float32, t.features*t.classes), bias: make([]float32, t.classes)}
	order := rand.New(rand.NewPCG(1, 2)).Perm(len(set))
	p := make([]float32, t.classes)
	for epoch := range t.epochs {
		rate := t.rate / (1 + t.decay*float32(epoch))
		for _, i := range order {
			ex := set[i]
			m.scores(ex.vec, p)
			softmax(p)
			p[ex.class]--
			m.step(ex.vec, p, -rate*ex.weight)
		}
	}
	return m
}

// negligible gradients are not applied: with a hundred classes nearly all of them are, and they cost nearly all of the time.
const negligible = 0.002

func (m *linear) step(vec vector, gradient []float32, rate float32) {
	for c, g := range gradient {
		if g > -negligible && g < negligible {
			continue
		}
		g *= rate
		m.bias[c] += g * 0.1
		for _, f := range vec {
			m.weights[int(f.id)*m.classes+c] += g * f.weight
		}
	}
}

// scores fills out with the score of every class.
func (m *linear) scores(vec vector, out []float32) {
	copy(out, m.bias)
	out = out[:m.classes]
	for _, f := range vec {
		row := m.weights[int(f.id)*m.classes:][:len(out)]
		for c, w := range row {
			out[c] += f.weight * w
		}
	}
}

// softmax turns scores into shares that add up to one.
func softmax(s []float32) {
	top := s[0]
	for _, x := range s {
		top = max(top, x)
	}
	var sum float32
	for i, x := range s {
		s[i] = float32(math.Exp(float64(x - top)))
		sum += s[i]
	}
	for i := range s {
		s[i] /= sum
	}
}
