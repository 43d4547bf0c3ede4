package dialog

import (
	"slices"
	"strings"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/understand"
)

// safety shows the fixed card of a route. Nothing is asked about details, nothing but the route is remembered, and there is always a way back.
func (d *Dialog) safety(x *exchange, route content.Route, m understand.Meaning) Turn {
	card, ok := d.lib.SafetyCard(route, x.lang)
	if !ok {
		// The check of the content refuses a library without all cards; a number is the least that must stand here.
		return Turn{Reply: chat.Reply{Text: d.words.say(x.lang, "apology", values{"Emergency": d.number("emergency")})}, Outcome: Alarmed, Safety: route}
	}
	again := x.session.Route == route && m.Lasting
	x.session.Route, x.session.Clarified = route, false
	t := Turn{Reply: chat.Reply{Private: true, Cards: []chat.Card{d.safetyCard(x, card)}}, Outcome: Alarmed, Safety: route}
	var notes []string
	if again {
		notes = append(notes, d.words.say(x.lang, "safety-again", nil))
	}
	if len(m.Personal) > 0 {
		notes = append(notes, d.words.say(x.lang, "guard-urgent", values{"Kinds": d.kinds(x, m.Personal)}))
	}
	if len(notes) > 0 {
		t.Reply.Cards = append(t.Reply.Cards, chat.Card{Body: strings.Join(notes, "\n\n")})
	}
	t.Topic = urgentTopic(card, m.Urgent)
	t.Candidates = urgentFirst(t.Topic, slices.Concat(m.Urgent[:min(len(m.Urgent), 2)], m.Topics))
	return t
}

func (d *Dialog) safetyCard(x *exchange, card content.SafetyCard) chat.Card {
	c := chat.Card{Title: card.Title, Body: card.Body, Tone: chat.Urgent}
	for _, a := range card.Actions {
		do := chat.Action{Verb: verbTopic, Arg: a.Topic}
		if a.Guide != "" {
			do = chat.Action{Verb: verbGuide, Arg: a.Guide}
		}
		c.Buttons = append(c.Buttons, chat.Button{Label: a.Label, Do: do})
	}
	c.Buttons = append(c.Buttons, d.quiet(x, "button-not-meant", verbNotMeant, ""))
	return c
}

// urgentTopic is the topic a card stands for: the best ranked of its own, or the usual one.
func urgentTopic(card content.SafetyCard, ranked []understand.Candidate) string {
	for _, c := range ranked {
		if slices.Contains(card.Topics, c.Topic) {
			return c.Topic
		}
	}
	if len(card.Topics) == 0 {
		return ""
	}
	return card.Topics[0]
}

// urgentFirst puts the card's topic in front of the ranking, each topic once.
func urgentFirst(topic string, ranked []understand.Candidate) []understand.Candidate {
	out := []understand.Candidate{{Topic: topic, Score: 1}}
	for _, c := range ranked {
		if !slices.ContainsFunc(out, func(o understand.Candidate) bool { return o.Topic == c.Topic }) {
			out = append(out, c)
		}
	}
	return out
}

// pressSafety shows the card behind a safety line.
func (d *Dialog) pressSafety(x *exchange, arg string) Turn {
	route := content.Route(arg)
	if !slices.Contains(content.Routes(), route) {
		return d.expired(x)
	}
	return d.safety(x, route, understand.Meaning{})
}

// withLine puts the line that leads to a safety card above an answer.
func (d *Dialog) withLine(x *exchange, t Turn, route content.Route) Turn {
	if route == content.NoRoute || len(t.Reply.Cards) == 0 {
		return t
	}
	t.SafetyLine = route
	c := &t.Reply.Cards[0]
	c.Lead = d.words.say(x.lang, "safety-line", nil)
	if len(c.Buttons) == chat.MaxButtons {
		c.Buttons = c.Buttons[:chat.MaxButtons-1]
	}
	c.Buttons = slices.Insert(c.Buttons, 0, d.button(x, "button-safety", verbSafety, string(route)))
	return t
}

// notMeant takes a safety card back and answers the question it stood before.
func (d *Dialog) notMeant(x *exchange, _ string) Turn {
	held := x.session.Held
	x.session.Route, x.session.Held = content.NoRoute, nil
	if held == nil {
		t := d.sentence(x, "not-meant-empty", nil)
		t.Reply.Replace = x.Press != nil
		return t
	}
	t := d.carryOut(x, held)
	t.Reply.Text = d.words.say(x.lang, "not-meant", nil)
	return t
}
