package dialog

import (
	"context"
	"strings"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/understand"
)

// maxQuestion is the length of a message in bytes from which the person is told that only its start and end are read. It lies below what package
// understand reads, so that the sentence never comes too late.
const maxQuestion = 4000

// ask answers what was typed: the guard and the safety check come before anything else.
func (d *Dialog) ask(ctx context.Context, x *exchange) (Turn, error) {
	text := x.Text
	if x.Command {
		text = stripCommand(text)
	}
	if strings.TrimSpace(text) == "" {
		return d.sentence(x, "empty", nil), nil
	}
	m := d.read(ctx, x, text)
	x.lang = m.Lang
	t, err := d.answerMeaning(ctx, x, m)
	t.Lang, t.Urgency, t.Personal = x.lang, m.Urgency, m.Personal
	if t.Candidates == nil && t.Outcome != SmallTalk {
		t.Candidates = m.Topics
	}
	if len(text) > maxQuestion && t.Safety == content.NoRoute {
		t.Reply.Text = strings.TrimSpace(d.words.say(x.lang, "too-long", nil) + "\n\n" + t.Reply.Text)
	}
	return t, err
}

func (x *exchange) context() understand.Context {
	c := understand.Context{
		Now: x.At, Lang: x.hint(), Topic: x.session.Topic, Offered: x.session.Offered,
		Asked: x.session.Clarified, Route: x.session.Route, Candidates: x.wish.Candidates,
	}
	if x.wish.Lang != "" {
		c.Lang, c.Fixed = x.wish.Lang, true
	}
	return c
}

func (d *Dialog) answerMeaning(ctx context.Context, x *exchange, m understand.Meaning) (Turn, error) {
	decision := decide(m)
	switch {
	case m.Urgency.Degree == understand.Sure:
		x.session.Held = decision
		return d.safety(x, m.Urgency.Route, m), nil
	case m.Lasting:
		x.session.Held = decision
		return d.safety(x, x.session.Route, m), nil
	case len(m.Personal) > 0 && x.wish.AnswerHeld:
		return d.guardAnswered(x, m, decision), nil
	case len(m.Personal) > 0:
		return d.guard(x, m, decision), nil
	case x.Quoted:
		return d.quoted(x, m, decision), nil
	}
	if t, ok, err := d.request(ctx, x, m); ok {
		return t, err
	}
	if m.SmallTalk != "" {
		return d.smallTalk(x, m.SmallTalk), nil
	}
	line := content.NoRoute
	switch {
	case m.Urgency.Degree == understand.Doubt:
		line = m.Urgency.Route
	case x.session.Route != content.NoRoute:
		// Something else is asked while a safety card still stands: the way back to it stays in sight.
		line, x.session.Route = x.session.Route, content.NoRoute
	}
	return d.withLine(x, d.carryOut(x, decision), line), nil
}

// decide turns the ranking into what to do.
func decide(m understand.Meaning) *Decision {
	d := &Decision{Outcome: Unknown}
	for _, c := range m.Topics {
		d.Topics = append(d.Topics, c.Topic)
	}
	if len(d.Topics) == 0 {
		return d
	}
	switch m.Verdict {
	case understand.OneFits:
		d.Outcome = Answered
	case understand.SeveralFit:
		d.Outcome = Clarified
	}
	return d
}

// request does what a message asks of the conversation itself.
func (d *Dialog) request(ctx context.Context, x *exchange, m understand.Meaning) (Turn, bool, error) {
	if m.Request == understand.NoRequest {
		return Turn{}, false, nil
	}
	pick := map[understand.Request]int{understand.First: 0, understand.Second: 1, understand.Third: 2}
	if n, ok := pick[m.Request]; ok {
		if n >= len(x.session.Offered) {
			return Turn{}, false, nil
		}
		return d.pressTopic(x, x.session.Offered[n]), true, nil
	}
	show := map[understand.Request]func() Turn{
		understand.NoneOfThese: func() Turn { return d.none(x, "") },
		understand.CancelAlarm: func() Turn { return d.notMeant(x, "") },
		understand.More:        func() Turn { return d.more(x, x.session.Topic) },
		understand.Sources:     func() Turn { return d.sources(x, x.session.Topic) },
		understand.Browse:      func() Turn { return d.browse(x, "") },
		understand.Guides:      func() Turn { return d.guides(x) },
	}
	if f, ok := show[m.Request]; ok {
		return f(), true, nil
	}
	keep := map[understand.Request]func(context.Context, *exchange, string) (Turn, error){
		understand.AboutMe: d.aboutMe, understand.ForgetMe: d.forget, understand.Settings: d.settings,
	}
	if f, ok := keep[m.Request]; ok {
		t, err := f(ctx, x, "")
		return t, true, err
	}
	if m.Request == understand.ToEnglish || m.Request == understand.ToDutch {
		t, err := d.switchLanguage(ctx, x, m)
		return t, true, err
	}
	return Turn{}, false, nil
}

// carryOut answers, asks what was meant, or says that nothing fits.
func (d *Dialog) carryOut(x *exchange, dec *Decision) Turn {
	x.session.Held, x.session.Clarified = nil, false
	switch dec.Outcome {
	case Answered:
		x.session.Offered = dec.Topics[1:min(len(dec.Topics), 4)]
		return d.answer(x, dec.Topics[0])
	case Clarified:
		return d.clarify(x, dec.Topics)
	default:
		return d.unknown(x, dec.Topics)
	}
}

// maxOptions is how many readings a clarifying question offers.
const maxOptions = 3

func (d *Dialog) clarify(x *exchange, topics []string) Turn {
	topics = topics[:min(len(topics), maxOptions)]
	id := "clarify-many"
	if len(topics) == 2 {
		id = "clarify-two"
	}
	x.session.Offered, x.session.Clarified = topics, true
	card := chat.Card{Body: d.words.say(x.lang, id, nil), Buttons: d.topicButtons(x, topics)}
	card.Buttons = append(card.Buttons, d.quiet(x, "button-none", verbNone, ""))
	return Turn{Reply: chat.Reply{Cards: []chat.Card{card}}, Outcome: Clarified, Topic: topics[0]}
}

// nearest is how many topics stand under an "I don't know".
const nearest = 2

func (d *Dialog) unknown(x *exchange, topics []string) Turn {
	topics = topics[:min(len(topics), nearest)]
	x.session.Offered = topics
	body := d.words.say(x.lang, "unknown", values{"Who": d.lib.Contact("care-coordinator", x.lang)})
	if len(topics) > 0 {
		body += "\n\n" + d.words.say(x.lang, "unknown-near", nil)
	}
	card := chat.Card{Title: d.words.say(x.lang, "unknown-title", nil), Body: body, Buttons: d.topicButtons(x, topics)}
	card.Buttons = append(card.Buttons, d.quiet(x, "button-topics", verbBrowse, ""))
	return Turn{Reply: chat.Reply{Cards: []chat.Card{card}}, Outcome: Unknown}
}

// none answers "none of these": it does not ask again.
func (d *Dialog) none(x *exchange, _ string) Turn {
	x.session.Clarified = false
	t := d.unknown(x, nil)
	t.Reply.Text = ""
	t.Reply.Cards[0].Body += "\n\n" + d.words.say(x.lang, "none-left", nil)
	t.Reply.Replace = x.Press != nil
	return t
}

func (d *Dialog) smallTalk(x *exchange, intent string) Turn {
	t := d.sentence(x, "small-"+intent, values{"Bot": d.bot})
	switch {
	case intent == "hello" && x.new:
		t.Reply = chat.Reply{Cards: []chat.Card{{
			Title: d.words.say(x.lang, "welcome-title", values{"Name": x.From.Name, "Bot": d.bot}),
			Body:  d.words.say(x.lang, "welcome", nil),
			Buttons: []chat.Button{
				d.button(x, "button-topics", verbBrowse, ""), d.button(x, "button-about-me", verbAboutMe, ""), d.otherLanguage(x),
			},
		}}}
	case intent == "help":
		t.Reply.Cards = []chat.Card{{Body: t.Reply.Text, Buttons: []chat.Button{
			d.button(x, "button-topics", verbBrowse, ""), d.button(x, "button-about-me", verbAboutMe, ""), d.otherLanguage(x),
		}}}
		t.Reply.Text = ""
	}
	return t
}
