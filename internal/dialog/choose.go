package dialog

import (
	"context"
	"slices"

	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/understand"
)

// Chooser asks embeddings or a language model of the school's own which topic fits. It may choose, never write: all that comes back are topics and an alarm.
type Chooser interface {
	// Choose never fails and is bounded in time: a voice that is slow, wrong or away is left out of the choice and named among the hearings. Of the question
	// only the rewritten text may leave the house.
	Choose(ctx context.Context, q Question) Choice
}

// Question is a message that the guard has cleared or rewritten, as far as the bot understood it by itself.
type Question struct {
	Meaning understand.Meaning
	// Asked is true when the last reply asked what was meant.
	Asked bool
}

// Choice is what came of asking. The zero value changes nothing.
type Choice struct {
	// Voice is what the embeddings make of the message.
	Voice understand.Voice
	// Topics are those the model picked, best first; None is true when it said that none fits.
	Topics []string
	None   bool
	// Urgent is true when the model thinks that somebody may be in danger.
	Urgent bool
	// Hearings tell what became of each voice that was asked.
	Hearings []Hearing
}

// Hearing tells what became of asking one voice.
type Hearing struct {
	// Voice is a word for metrics, such as model.
	Voice  string
	Result Result
	// Err tells the operator more. It holds nothing of the message and no secret.
	Err error
}

// Result is how asking a voice ended.
type Result string

// The results.
const (
	HeardWell  Result = "ok"
	HeardSlow  Result = "slow"  // no answer in time
	HeardWrong Result = "wrong" // an answer that may not be used
	HeardAway  Result = "away"  // no answer to be had
)

// chooserTopics is among how many topics a chooser may choose.
const chooserTopics = 20

// read works out what a message is about, with the help of the school's own choosers when there are any.
func (d *Dialog) read(ctx context.Context, x *exchange, text string) understand.Meaning {
	c := x.context()
	if d.chooser == nil {
		return d.reader.Read(text, c)
	}
	c.Candidates = max(c.Candidates, chooserTopics)
	m := d.reader.Read(text, c)
	if d.mayChoose(m, c) {
		m = d.heed(m, d.chooser.Choose(ctx, Question{Meaning: m, Asked: c.Asked}), c.Asked)
	}
	return m.Best(x.wish.Candidates)
}

// mayChoose reports whether a chooser may be asked. Nothing may hold up a safety card, what is asked of the conversation itself is no question, and what the guard
// rewrote must be clean in its own eyes.
func (d *Dialog) mayChoose(m understand.Meaning, c understand.Context) bool {
	if m.Urgency.Degree == understand.Sure || m.Lasting || m.SmallTalk != "" || len(m.Topics) == 0 {
		return false
	}
	if len(m.Personal) > 0 && len(d.reader.Read(m.Rewritten, c).Personal) > 0 {
		return false
	}
	return slices.Contains([]understand.Request{understand.NoRequest, understand.ToEnglish, understand.ToDutch}, m.Request)
}

// heed does with a choice what it may do: weigh the topics, put some of them first, and raise an alarm. It can lower none.
func (d *Dialog) heed(m understand.Meaning, c Choice, asked bool) understand.Meaning {
	m = m.With(c.Voice, asked)
	if c.None || len(c.Topics) > 0 {
		m = m.Chosen(c.Topics, asked)
	}
	if c.Urgent && m.Urgency.Degree != understand.Sure {
		m.Urgency.Degree = understand.Sure
		m.Urgency.Rules = append(slices.Clip(m.Urgency.Rules), "the school's own model")
		if m.Urgency.Route == content.NoRoute {
			m.Urgency.Route = d.routeFor(m, c.Topics)
		}
	}
	return m
}

// nearRoute is the chance from which a topic that belongs to a card names it.
const nearRoute = 0.10

// routeFor finds the card for an alarm that came without one: by the topics the model picked, or else by those the ranking holds likely. Where both are silent it is the
// card for danger now. What it says (call the emergency number, fetch a colleague) is right whatever is the matter; a number for something else would not be.
func (d *Dialog) routeFor(m understand.Meaning, picked []string) content.Route {
	for _, c := range m.Topics {
		if c.Score >= nearRoute {
			picked = append(slices.Clip(picked), c.Topic)
		}
	}
	for _, topic := range picked {
		if route := d.routeOf(topic, m.Lang); route != content.NoRoute {
			return route
		}
	}
	return content.Danger
}

// routeOf is the route whose card names a topic first, or else at all.
func (d *Dialog) routeOf(topic string, lang content.Lang) content.Route {
	found := content.NoRoute
	for _, route := range content.Routes() {
		card, ok := d.lib.SafetyCard(route, lang)
		switch i := slices.Index(card.Topics, topic); {
		case !ok || i < 0:
		case i == 0:
			return route
		case found == content.NoRoute:
			found = route
		}
	}
	return found
}
