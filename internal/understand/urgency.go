package understand

import (
	"fmt"
	"math"
	"slices"

	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/understand/classify"
)

// Degree says how a message about safety is answered.
type Degree int

// The degrees, from calm to certain.
const (
	// Calm messages are answered as they are.
	Calm Degree = iota
	// Doubt puts one line and a way to the safety card above the normal answer.
	Doubt
	// Sure shows the safety card first.
	Sure
)

// Urgency is what the safety check found.
type Urgency struct {
	Degree Degree
	Route  content.Route
	// Chance is the trained part's estimate, from 0 to 1, that somebody may be in danger now.
	Chance float64
	// Rules names the patterns that were found.
	Rules []string
}

// Where the estimate leads to a card or a line. Set from cross-validation over the examples, see docs/understanding.md: missing someone costs
// more than a line too many, a full alarm on a joke costs trust.
const (
	cardAt = 0.17
	lineAt = 0.03
	// surelyCalm is the chance below which a rule gives a line and no card: "the printer committed suicide" has the words, and nothing else.
	surelyCalm = 0.01
	// alone is what is taken off the score of a sentence that is read alone, in units of log odds.
	alone = 2.5
)

// sentry is the safety check of one language. It does not know the topics, so a fault in their ranking cannot hide a child in danger.
type sentry struct {
	rules  []content.Rule
	any    *patternSet
	owner  []int // rule of each pattern of any
	unless []*patternSet
	reads  *analyser
	judge  *judge
}

func newSentry(rules []content.Rule, reads *analyser, j *judge) (*sentry, error) {
	s := &sentry{rules: rules, reads: reads, judge: j}
	var sources []string
	for i, r := range rules {
		if r.Degree != "card" && r.Degree != "line" || !slices.Contains(content.Routes(), r.Route) {
			return nil, fmt.Errorf("read safety rule %q: want degree card or line, and one of the five routes", r.Why)
		}
		for _, p := range r.Any {
			sources = append(sources, p)
			s.owner = append(s.owner, i)
		}
		unless, err := newPatternSet(r.Unless)
		if err != nil {
			return nil, fmt.Errorf("read safety rule %q: %w", r.Why, err)
		}
		s.unless = append(s.unless, unless)
	}
	var err error
	s.any, err = newPatternSet(sources)
	return s, err
}

// check reads a message as a whole and, when it has several, each sentence alone: one sentence in a long chatty message may be the one that counts. Out of
// what surrounds it a sentence sounds worse than it is, so alone it must say more.
func (s *sentry) check(message string, whole bag) Urgency {
	var u Urgency
	u.Chance, u.Route = s.chance(whole, 0)
	if list := sentences(message); len(list) > 1 {
		for _, part := range list {
			if c, route := s.chance(s.reads.bag(tokens(part, false)), alone); c > u.Chance {
				u.Chance, u.Route = c, route
			}
		}
	}
	switch {
	case u.Chance >= cardAt:
		u.Degree = Sure
	case u.Chance >= lineAt:
		u.Degree = Doubt
	}
	most := Sure
	if u.Chance < surelyCalm {
		most = Doubt
	}
	s.applyRules(whole.words, most, &u)
	if u.Degree == Calm {
		u.Route = content.NoRoute
	}
	return u
}

// applyRules can only raise the degree, to no more than most. The first rule that gives the highest degree names the route.
func (s *sentry) applyRules(words []string, most Degree, u *Urgency) {
	raised := Calm
	s.any.find(words, func(n int) bool {
		i := s.owner[n]
		rule := s.rules[i]
		if slices.Contains(u.Rules, rule.Why) || found(s.unless[i], words) {
			return true
		}
		u.Rules = append(u.Rules, rule.Why)
		degree := Doubt
		if rule.Degree == "card" {
			degree = most
		}
		if degree > raised && degree >= u.Degree {
			raised, u.Route = degree, rule.Route
		}
		return true
	})
	u.Degree = max(u.Degree, raised)
}

func found(set *patternSet, words []string) bool {
	hit := false
	set.find(words, func(int) bool { hit = true; return false })
	return hit
}

// chance returns the chance that a text is urgent, and the likeliest route. lower is taken off the score first.
func (s *sentry) chance(text bag, lower float64) (float64, content.Route) {
	v, _ := s.judge.Vocabulary.Vector(s.reads.everyWord(text))
	chances := make([]float32, s.judge.Model.Classes())
	s.judge.Model.Scores(v, chances)
	classify.Softmax(chances)
	urgent := float64(1 - chances[calm])
	odds := math.Exp(-lower) * urgent / max(1-urgent, 1e-6)
	return odds / (1 + odds), content.Routes()[classify.Top(chances[calm+1:], 1)[0]]
}
