package dialog

import (
	"strings"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/understand"
)

// guard tells that personal data was seen and offers the question without it. Only the decision on that question is remembered, so that the
// tap can be answered without keeping a word of it.
func (d *Dialog) guard(x *exchange, m understand.Meaning, dec *Decision) Turn {
	if dec.Outcome == Unknown && x.session.Topic != "" {
		// What is left without the data says too little by itself: it goes on about the last topic.
		dec = &Decision{Outcome: Answered, Topics: []string{x.session.Topic}}
	}
	t := Turn{Outcome: dec.Outcome, Candidates: m.Topics}
	if len(dec.Topics) > 0 && dec.Outcome == Answered {
		t.Topic = dec.Topics[0]
	}
	card := chat.Card{
		Title:  d.words.say(x.lang, "guard-title", values{"Kinds": d.kinds(x, m.Personal)}),
		Body:   d.words.say(x.lang, "guard-bare", nil),
		Footer: d.words.say(x.lang, "guard-note", nil),
	}
	if dec.Outcome != Unknown {
		x.session.Held = dec
		card.Body = d.words.say(x.lang, "guard", nil)
		card.Quote = clipQuote(m.Rewritten)
		card.Buttons = []chat.Button{d.button(x, "button-held", verbHeld, ""), d.quiet(x, "button-rewrite", verbRewrite, "")}
	}
	t.Reply = chat.Reply{Private: true, Cards: []chat.Card{card}}
	if m.Urgency.Degree == understand.Doubt {
		t = d.withLine(x, t, m.Urgency.Route)
	}
	return t
}

// quoted shows somebody else's message before it is answered, as it would be asked. Only the decision on it is remembered.
func (d *Dialog) quoted(x *exchange, m understand.Meaning, dec *Decision) Turn {
	x.session.Held = dec
	t := d.notice(x, "quoted-title", d.words.say(x.lang, "quoted", nil), d.button(x, "button-held", verbHeld, ""), d.quiet(x, "button-rewrite", verbRewrite, ""))
	t.Reply.Cards[0].Quote, t.Candidates = clipQuote(x.Text), m.Topics
	if m.Urgency.Degree == understand.Doubt {
		t = d.withLine(x, t, m.Urgency.Route)
	}
	return t
}

// guardAnswered answers the rewritten question at once, under a sentence that says what was seen.
func (d *Dialog) guardAnswered(x *exchange, m understand.Meaning, dec *Decision) Turn {
	t := d.carryOut(x, dec)
	if m.Urgency.Degree == understand.Doubt {
		t = d.withLine(x, t, m.Urgency.Route)
	}
	t.Reply.Text = d.words.say(x.lang, "guard-answered", values{"Kinds": d.kinds(x, m.Personal)})
	return t
}

// quoteRunes keeps a rewritten question within a card.
const quoteRunes = 600

func clipQuote(s string) string {
	if r := []rune(s); len(r) > quoteRunes {
		return string(r[:quoteRunes]) + " …"
	}
	return s
}

// kinds names what was seen, in words.
func (d *Dialog) kinds(x *exchange, ks []understand.Kind) string {
	var names []string
	for _, k := range ks {
		names = append(names, d.words.say(x.lang, "kind-"+string(k), nil))
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " " + d.words.say(x.lang, "and", nil) + " " + names[last]
}

// held answers the question as it was rewritten.
func (d *Dialog) held(x *exchange, _ string) Turn {
	if x.session.Held == nil {
		return d.expired(x)
	}
	t := d.carryOut(x, x.session.Held)
	t.Reply.Replace = true
	return t
}

func (d *Dialog) rewrite(x *exchange, _ string) Turn {
	x.session.Held = nil
	t := d.sentence(x, "guard-rewrite", nil)
	t.Reply.Replace = true
	return t
}
