package understand

import (
	"maps"
	"slices"
)

// chatter finds messages, and parts of messages, that are nothing but small talk.
type chatter struct {
	phrases map[string][]chatPhrase // by first word
	known   map[string]bool         // every word of every phrase
}

type chatPhrase struct {
	words  []string
	intent string
}

func newChatter(byIntent map[string][]string) *chatter {
	c := &chatter{phrases: map[string][]chatPhrase{}, known: map[string]bool{}}
	for _, intent := range slices.Sorted(maps.Keys(byIntent)) {
		for _, p := range byIntent[intent] {
			if words := tokens(p, false); len(words) > 0 {
				c.phrases[words[0]] = append(c.phrases[words[0]], chatPhrase{words, intent})
				for _, w := range words {
					c.known[w] = true
				}
			}
		}
	}
	for _, list := range c.phrases {
		slices.SortStableFunc(list, func(a, b chatPhrase) int { return len(b.words) - len(a.words) })
	}
	return c
}

// take cuts small-talk phrases from a message and returns what is left and the intent that counts: the last that is more than a courtesy,
// or else the first.
func (c *chatter) take(words []string) (rest []string, intent string) {
	for i := 0; i < len(words); {
		p, ok := c.at(words, i)
		if !ok {
			rest = append(rest, words[i])
			i++
			continue
		}
		if intent == "" || courtesy[intent] {
			intent = p.intent
		}
		i += len(p.words)
	}
	return rest, intent
}

// holds reports whether every word that tells something is one of small talk, so that a question is never mistaken for it.
func (c *chatter) holds(words []string, skip map[string]bool) bool {
	for _, w := range words {
		if w != "" && !skip[w] && !c.known[w] {
			return false
		}
	}
	return true
}

// courtesy are intents that another one outranks: "hoi, wie ben jij" asks who.
var courtesy = map[string]bool{"hello": true, "ok": true, "laugh": true, "thanks": true, "sorry": true, "test": true}

func (c *chatter) at(words []string, i int) (chatPhrase, bool) {
	for _, p := range c.phrases[words[i]] {
		if len(p.words) <= len(words)-i && slices.Equal(p.words, words[i:i+len(p.words)]) {
			return p, true
		}
	}
	return chatPhrase{}, false
}
