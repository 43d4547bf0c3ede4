package understand

import (
	"fmt"
	"math"
	"slices"

	"github.com/baken-bot/baken/internal/content"
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
	cardAt = 0.40
	lineAt = 0.09
)

// sentry is the safety check of one language. It does not know the topics, so a fault in their ranking cannot hide a child in danger.
type sentry struct {
	rules  []content.Rule
	any    *patternSet
	owner  []int // rule of each pattern of any
	unless []*patternSet
	model  *linear // calm, urgent
	routes *linear
}

func newSentry(rules []content.Rule) (*sentry, error) {
	s := &sentry{rules: rules}
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

// learn trains the two small models; calm are further texts known to be harmless.
func (s *sentry) learn(examples []content.Example, vecs, calm []vector, features int) {
	var urgency, routes []labelled
	for i, e := range examples {
		v := vecs[i]
		urgent := 0
		if e.Route != content.NoRoute {
			urgent = 1
			routes = append(routes, labelled{v, slices.Index(content.Routes(), e.Route), 1})
		}
		urgency = append(urgency, labelled{v, urgent, 1})
	}
	for _, v := range calm {
		urgency = append(urgency, labelled{v, 0, 1})
	}
	s.model = train(urgency, training{features: features, classes: 2, epochs: 12, rate: 0.8, decay: 0.2})
	s.routes = train(routes, training{features: features, classes: len(content.Routes()), epochs: 12, rate: 0.8, decay: 0.2})
}

// check reads a message as a whole and, when it has several, each sentence alone: one sentence in a long chatty message may be the one that counts.
func (s *sentry) check(words []string, whole vector, parts []vector) Urgency {
	u := Urgency{Chance: s.chance(whole), Route: s.route(whole)}
	for _, v := range parts {
		if c := s.chance(v); c > u.Chance {
			u.Chance, u.Route = c, s.route(v)
		}
	}
	switch {
	case u.Chance >= cardAt:
		u.Degree = Sure
	case u.Chance >= lineAt:
		u.Degree = Doubt
	}
	s.applyRules(words, &u)
	if u.Degree == Calm {
		u.Route = content.NoRoute
	}
	return u
}

// applyRules can only raise the degree. The first rule that gives the highest degree names the route. The rules of every language are applied to every
// message, so that a wrong guess of the language hides nobody.
func (s *sentry) applyRules(words []string, u *Urgency) {
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
			degree = Sure
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

func (s *sentry) chance(v vector) float64 {
	var out [2]float32
	s.model.scores(v, out[:])
	return 1 / (1 + math.Exp(float64(out[0]-out[1])))
}

func (s *sentry) route(v vector) content.Route {
	var out [8]float32
	s.routes.scores(v, out[:s.routes.classes])
	return content.Routes()[top(out[:s.routes.classes], 1)[0]]
}
