package understand

import (
	"cmp"
	"maps"
	"slices"
)

// Voice is what another reader makes of a message: the chance of each topic, and the chance that the message is none of the bot's business. The zero value is a
// voice that says nothing.
type Voice struct {
	Topics   map[string]float64
	Declined float64
}

// voiceShare is how much a further voice counts beside the ranking. Under a half: it may decide between topics that are close and bring in one that is far, and
// make the bot ask where the ranking alone was sure. See docs/understanding.md.
const voiceShare = 0.4

// usual is how many candidates are kept when nobody says how many.
const usual = 5

// With returns the meaning after hearing a further voice. The chances of topics are mixed, and what they allow follows from the same margins as before; urgency
// stays as it was. Where something else than the ranking decided (a word with two meanings, words that nobody knows, a message that goes on about the last topic)
// the voice does not count: it heard the words alone. Asked is [Context.Asked].
func (m Meaning) With(v Voice, asked bool) Meaning {
	if len(v.Topics) == 0 || !m.ranked(asked) {
		return m
	}
	n := len(m.Topics)
	m.Topics = mix(m.Topics, v.Topics)
	m.Topics = m.Topics[:min(n, len(m.Topics))]
	m.Declined = (1-voiceShare)*m.Declined + voiceShare*v.Declined
	m.Verdict = allows(m.Topics, m.Declined, asked)
	return m
}

// Chosen returns the meaning after somebody else chose among its topics: one is the answer, several are asked about, none says that nothing fits. A topic that
// is no candidate is left out, and where something else than the ranking decided, so is the choice.
func (m Meaning) Chosen(topics []string, asked bool) Meaning {
	if !m.ranked(asked) {
		return m
	}
	var first, rest []Candidate
	for _, id := range topics {
		if i := slices.IndexFunc(m.Topics, func(c Candidate) bool { return c.Topic == id }); i >= 0 {
			first = append(first, m.Topics[i])
		}
	}
	for _, c := range m.Topics {
		if !slices.Contains(topics, c.Topic) {
			rest = append(rest, c)
		}
	}
	m.Topics = slices.Concat(first, rest)
	switch {
	case len(topics) == 0:
		m.Verdict = NoneFits
	case len(first) == 1, len(first) > 1 && asked:
		m.Verdict = OneFits
	case len(first) > 1:
		m.Verdict = SeveralFit
	}
	return m
}

// Best returns the meaning with the first n topics; 0 means the usual number.
func (m Meaning) Best(n int) Meaning {
	if n == 0 {
		n = usual
	}
	m.Topics = m.Topics[:min(n, len(m.Topics))]
	return m
}

// ranked reports whether the ranking of the words alone decided what is allowed.
func (m Meaning) ranked(asked bool) bool {
	return !m.FollowUp && allows(m.Topics, m.Declined, asked) == m.Verdict
}

// mix gives each topic its share of the voice and sorts them anew.
func mix(ranked []Candidate, voice map[string]float64) []Candidate {
	out := make([]Candidate, 0, len(ranked)+len(voice))
	for _, c := range ranked {
		out = append(out, Candidate{c.Topic, (1-voiceShare)*c.Score + voiceShare*voice[c.Topic]})
	}
	for _, id := range slices.Sorted(maps.Keys(voice)) {
		if !slices.ContainsFunc(ranked, func(c Candidate) bool { return c.Topic == id }) {
			out = append(out, Candidate{id, voiceShare * voice[id]})
		}
	}
	slices.SortStableFunc(out, func(a, b Candidate) int { return cmp.Compare(b.Score, a.Score) })
	return out
}
