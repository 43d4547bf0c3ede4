package understand

import (
	"maps"
	"slices"

	"github.com/baken-bot/baken/internal/content"
)

// Candidate is a topic with the chance, from 0 to 1, that the question is about it.
type Candidate struct {
	Topic string
	Score float64
}

// Verdict says what the ranking allows.
type Verdict int

// The verdicts.
const (
	// NoneFits: say so; the candidates are the nearest.
	NoneFits Verdict = iota
	// SeveralFit: ask which of the first candidates is meant.
	SeveralFit
	// OneFits: the first candidate is the answer.
	OneFits
)

// ranker ranks the topics of one language. Beside the topics it knows two kinds of class that are none: messages to decline, and small talk.
type ranker struct {
	classes []string // topic ids, then declined, then small-talk intents with a prefix
	topics  int
	model   *linear
	near    *nearest
}

const (
	classDeclined  = "\x00declined"
	classSmallTalk = "\x00small:"
)

// How the two voices are weighed, and where a score leads. Set from cross-validation over the phrasings, see docs/understanding.md.
const (
	nearWeight  = 6
	temperature = 1.0
	// answerAt and answerLead: one topic fits when its chance is at least the first, or so many times that of the next.
	answerAt   = 0.45
	answerLead = 2.2
	// clarifyAt is the chance below which none fits.
	clarifyAt = 0.10
	// declineLead is how many times likelier than the first topic the class of declined messages must be.
	declineLead = 0.6
)

// text is something to learn from.
type text struct {
	words  []string
	class  string
	weight float32
}

// newRanker learns from texts; vec gives their vectors.
func newRanker(ids []string, texts []text, vecs []vector, features int) *ranker {
	r := &ranker{classes: slices.Clone(ids), topics: len(ids)}
	index := map[string]int{}
	for i, id := range ids {
		index[id] = i
	}
	extra := map[string]bool{}
	for _, t := range texts {
		if _, ok := index[t.class]; !ok {
			extra[t.class] = true
		}
	}
	for _, c := range slices.Sorted(maps.Keys(extra)) {
		index[c] = len(r.classes)
		r.classes = append(r.classes, c)
	}
	set := make([]labelled, len(texts))
	for i, t := range texts {
		set[i] = labelled{vecs[i], index[t.class], t.weight}
	}
	r.model = train(set, training{features: features, classes: len(r.classes), epochs: 6, rate: 1.6, decay: 0.3})
	r.near = newNearest(set, features, len(r.classes))
	return r
}

// scratch holds the working space of one question.
type scratch struct {
	scores, near, dots []float32
}

func (r *ranker) scratch() *scratch {
	return &scratch{
		scores: make([]float32, len(r.classes)), near: make([]float32, len(r.classes)), dots: make([]float32, len(r.near.class)),
	}
}

// rank fills s.scores with the chance of each class, after adding what the conversation tells.
func (r *ranker) rank(v vector, lean map[string]float32, s *scratch) {
	r.model.scores(v, s.scores)
	r.near.scores(v, s.dots, s.near)
	for i := range s.scores {
		s.scores[i] = (s.scores[i] + nearWeight*s.near[i]) / temperature
	}
	for i, id := range r.classes[:r.topics] {
		s.scores[i] += lean[id]
	}
	softmax(s.scores)
}

// verdict reads the chances: the candidates best first, and what they allow.
func (r *ranker) verdict(s *scratch, n int, asked bool) ([]Candidate, Verdict) {
	best := top(s.scores[:r.topics], n)
	out := make([]Candidate, len(best))
	for i, t := range best {
		out[i] = Candidate{r.classes[t], float64(s.scores[t])}
	}
	if len(out) == 0 {
		return nil, NoneFits
	}
	var declined float32
	for i, c := range r.classes[r.topics:] {
		if c == classDeclined {
			declined = s.scores[r.topics+i]
		}
	}
	first, second := out[0].Score, 0.0
	if len(out) > 1 {
		second = out[1].Score
	}
	switch {
	case float64(declined) > declineLead*first, first < clarifyAt:
		return out, NoneFits
	case first >= answerAt, first >= answerLead*second, asked:
		return out, OneFits
	}
	return out, SeveralFit
}

// among returns the wanted topics, best first.
func (r *ranker) among(wanted map[string]bool, s *scratch) []Candidate {
	var out []Candidate
	for _, t := range top(s.scores[:r.topics], r.topics) {
		if wanted[r.classes[t]] {
			out = append(out, Candidate{r.classes[t], float64(s.scores[t])})
		}
	}
	return out
}

// smallTalk returns the small-talk intent that is likelier than every topic, or "".
func (r *ranker) smallTalk(s *scratch) string {
	best := top(s.scores, 1)[0]
	if c := r.classes[best]; len(c) > len(classSmallTalk) && c[:len(classSmallTalk)] == classSmallTalk {
		return c[len(classSmallTalk):]
	}
	return ""
}

// texts gathers what a language's ranker learns from: how staff ask, and with less weight what the topics themselves say.
func texts(lib *content.Library, lang content.Lang) []text {
	var out []text
	add := func(s, class string, weight float32) {
		out = append(out, text{tokens(s, false), class, weight})
	}
	for _, id := range lib.TopicIDs() {
		t, ok := lib.Topic(id, lang)
		if !ok {
			continue
		}
		for _, p := range t.Phrasings {
			add(p.Text, id, 1)
		}
		add(t.Title, id, 1)
		add(t.Situation, id, 1)
		for _, s := range sentences(t.Body) {
			add(s, id, 0.2)
		}
		for _, s := range t.Steps {
			add(s, id, 0.2)
		}
	}
	for _, o := range lib.OffTopic(lang) {
		add(o.Text, classDeclined, 1)
	}
	small := lib.SmallTalk(lang)
	for _, intent := range slices.Sorted(maps.Keys(small)) {
		for _, s := range small[intent] {
			add(s, classSmallTalk+intent, 1)
		}
	}
	return out
}
