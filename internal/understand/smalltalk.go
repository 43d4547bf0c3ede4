package understand

import (
	"maps"
	"slices"
)

// chatter finds messages, and parts of messages, that are nothing but small talk.
type chatter struct {
	phrases map[string][]chatPhrase // by first word
}

type chatPhrase struct {
	words  []string
	intent string
}

func newChatter(byIntent map[string][]string) *chatter {
	c := &chatter{phrases: map[string][]chatPhrase{}}
	for _, intent := range slices.Sorted(maps.Keys(byIntent)) {
		for _, p := range byIntent[intent] {
			if words := tokens(p, false); len(words) > 0 {
				c.phrases[words[0]] = append(c.phrases[words[0]], chatPhrase{words, intent})
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
