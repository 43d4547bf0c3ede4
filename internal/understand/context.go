package understand

import (
	"slices"

	"github.com/baken-bot/baken/internal/content"
)

// shortFollowUp is how many words a message may have to be read as going on about the last topic when it only points back ("hoe doe ik dat?").
const shortFollowUp = 9

// followUp reports whether a message goes on about the last topic: it opens like one, or is short and points back.
func (h *hearing) followUp(words []string, c Context) bool {
	if c.Topic == "" || h.requests.has(signNewTopic, words) {
		return false
	}
	if h.requests.has(signCorrection, words[:min(len(words), 4)]) {
		return true
	}
	if h.requests.has(signOpener, words[:min(len(words), 4)]) && count(words) <= 2*shortFollowUp {
		return true
	}
	return count(words) <= shortFollowUp && h.requests.has(signPointer, words)
}

// What a conversation adds to the score of a topic, in units of the fused score.
const (
	leanLast       = 3.0
	leanRelated    = 1.2
	leanOffered    = 1.2
	leanCorrection = -1.0
)

// lean returns what the conversation adds to each topic's score. A correction speaks for the neighbours of the last topic, not for itself.
func (h *hearing) lean(words []string, c Context, followUp bool) map[string]float32 {
	if !followUp && len(c.Offered) == 0 {
		return nil
	}
	lean := map[string]float32{}
	for _, id := range c.Offered {
		lean[id] += leanOffered
	}
	if !followUp {
		return lean
	}
	for _, id := range h.related[c.Topic] {
		lean[id] += leanRelated
	}
	lean[c.Topic] += leanLast
	if h.requests.has(signCorrection, words[:min(len(words), 4)]) {
		lean[c.Topic] += leanCorrection - leanLast
	}
	return lean
}

// lasting tells whether a message after a safety card still belongs to it: it shrugs the card off, asks on, or says too little to be about anything
// else. A clear question about something else ends it, with a line in its place.
func (h *hearing) lasting(words []string, c Context, m *Meaning) {
	if c.Route == content.NoRoute || m.Request == CancelAlarm {
		return
	}
	back := h.requests.has(signEvasive, words) || h.requests.has(signOpener, words) || h.requests.has(signPointer, words)
	m.Lasting = back || m.SmallTalk == "" && m.Verdict != OneFits
}

// unclearWord is a word with two meanings.
type unclearWord struct {
	words  []string
	topics []string
}

func newUnclear(list []content.Ambiguous) []unclearWord {
	var out []unclearWord
	for _, a := range list {
		out = append(out, unclearWord{tokens(a.Word, false), a.Topics})
	}
	return out
}

// clarifyUnclear asks when a message stands on a word with two meanings and says nothing else: without the word no topic fits.
func (h *hearing) clarifyUnclear(words []string, c Context, m *Meaning) {
	if m.FollowUp || c.Asked {
		return
	}
	for _, u := range h.unclear {
		i := indexOf(words, u.words)
		if i < 0 {
			continue
		}
		rest := slices.Concat(words[:i], words[i+len(u.words):])
		if h.telling(rest) > tellingWords {
			continue
		}
		m.Topics, m.Verdict = nil, SeveralFit
		for _, id := range u.topics {
			m.Topics = append(m.Topics, Candidate{Topic: id, Score: 1 / float64(len(u.topics))})
		}
		return
	}
}

// tellingWords is how many words beside the unclear one leave it unclear.
const tellingWords = 3

// telling counts the words that carry meaning.
func (h *hearing) telling(words []string) int {
	n := 0
	for _, w := range words {
		if w != "" && !h.analyser.skip[w] {
			n++
		}
	}
	return n
}

func indexOf(words, part []string) int {
	for i := 0; i+len(part) <= len(words); i++ {
		if slices.Equal(words[i:i+len(part)], part) {
			return i
		}
	}
	return -1
}
