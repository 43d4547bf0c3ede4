package understand

import (
	"strings"

	"github.com/baken-bot/baken/internal/understand/classify"
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
type ranker struct{ *lesson }

// Where a chance leads. Set from cross-validation over the phrasings, see docs/understanding.md.
const (
	// answerAt and answerLead: one topic fits when its chance is at least the first, or so many times that of the next.
	answerAt   = 0.45
	answerLead = 2.2
	// clarifyAt is the chance below which none fits.
	clarifyAt = 0.10
	// declineAt and declineLead: a message is declined when the chance of the class of declined messages is at least the first, and so many times that of the first topic.
	declineAt   = 0.25
	declineLead = 0.6
)

// chances returns the chance of each class, after adding what the conversation tells.
func (r ranker) chances(v classify.Vector, lean map[string]float32) []float32 {
	chances := make([]float32, len(r.Classes))
	r.Ranker.Model.Scores(v, chances)
	for i, id := range r.Classes[:r.Topics] {
		chances[i] += lean[id]
	}
	classify.Softmax(chances)
	return chances
}

// declined returns the chance that a message is one to decline.
func (r ranker) declined(chances []float32) float64 {
	for i, c := range r.Classes[r.Topics:] {
		if c == classDeclined {
			return float64(chances[r.Topics+i])
		}
	}
	return 0
}

// verdict reads the chances: the candidates best first, and what they allow.
func (r ranker) verdict(chances []float32, n int, asked bool) ([]Candidate, Verdict) {
	out := r.best(chances, n)
	return out, allows(out, r.declined(chances), asked)
}

// allows says what ranked topics allow. It never asks when it asked just before.
func allows(ranked []Candidate, declined float64, asked bool) Verdict {
	if len(ranked) == 0 {
		return NoneFits
	}
	first, second := ranked[0].Score, 0.0
	if len(ranked) > 1 {
		second = ranked[1].Score
	}
	switch {
	case declined >= declineAt && declined > declineLead*first, first < clarifyAt:
		return NoneFits
	case first >= answerAt, first >= answerLead*second, asked:
		return OneFits
	}
	return SeveralFit
}

func (r ranker) best(chances []float32, n int) []Candidate {
	best := classify.Top(chances[:r.Topics], n)
	out := make([]Candidate, len(best))
	for i, t := range best {
		out[i] = Candidate{r.Classes[t], float64(chances[t])}
	}
	return out
}

// urgent returns the topics that are written as urgent, the likeliest first, for a message that is known to be urgent.
func (r ranker) urgent(words []classify.Feature) []Candidate {
	v, _ := r.Urgent.Vocabulary.Vector(words)
	chances := make([]float32, len(r.UrgentTopics))
	if len(chances) == 0 {
		return nil
	}
	r.Urgent.Model.Scores(v, chances)
	classify.Softmax(chances)
	var out []Candidate
	for _, i := range classify.Top(chances, len(chances)) {
		out = append(out, Candidate{r.UrgentTopics[i], float64(chances[i])})
	}
	return out
}

// smallTalk returns the small-talk intent that is likelier than every topic, or "".
func (r ranker) smallTalk(chances []float32) string {
	likeliest := r.Classes[classify.Top(chances, 1)[0]]
	if intent, ok := strings.CutPrefix(likeliest, classSmallTalk); ok {
		return intent
	}
	return ""
}
