package dialog

import (
	"slices"
	"strings"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/content"
)

// stopStep is the step a person takes to leave a guide.
const stopStep = "stop"

// guide shows a step of a guided flow: "id" is its start, "id/step" a step, "id/end" its end. Where the person is stands in the button
// alone, so nothing is kept of it.
func (d *Dialog) guide(x *exchange, arg string) Turn {
	id, at, started := strings.Cut(arg, "/")
	g, ok := d.lib.Guide(id, x.lang)
	if !ok {
		return d.expired(x)
	}
	switch {
	case !started:
		return d.guideStart(x, g)
	case at == stopStep:
		t := d.sentence(x, "guide-stopped", nil)
		t.Reply.Replace = true
		return t
	case at == content.EndStep:
		return guideTurn(chat.Card{Title: g.Title, Body: g.End}, true)
	}
	step, n, ok := g.Step(at)
	if !ok {
		return d.expired(x)
	}
	return d.guideStep(x, g, step, n)
}

func (d *Dialog) guideStart(x *exchange, g content.Guide) Turn {
	start := d.button(x, "button-start", verbGuide, g.ID+"/"+g.Steps[0].ID)
	return guideTurn(chat.Card{Title: g.Title, Body: g.About, Buttons: []chat.Button{start}}, false)
}

func (d *Dialog) guideStep(x *exchange, g content.Guide, step content.Step, n int) Turn {
	card := chat.Card{
		Title: d.words.say(x.lang, "guide-step", values{"Title": g.Title, "Step": n + 1, "Steps": len(g.Steps)}),
		Body:  step.Text,
	}
	for _, c := range step.Choices {
		card.Buttons = append(card.Buttons, chat.Button{Label: c.Label, Do: chat.Action{Verb: verbGuide, Arg: g.ID + "/" + c.Next}})
	}
	if len(step.Choices) == 0 {
		next := content.EndStep
		if n+1 < len(g.Steps) {
			next = g.Steps[n+1].ID
		}
		card.Buttons = append(card.Buttons, d.button(x, "button-next", verbGuide, g.ID+"/"+next))
	}
	if n > 0 && len(card.Buttons) < chat.MaxButtons-1 {
		card.Buttons = append(card.Buttons, d.quiet(x, "button-back", verbGuide, g.ID+"/"+g.Steps[n-1].ID))
	}
	card.Buttons = append(card.Buttons, d.quiet(x, "button-stop", verbGuide, g.ID+"/"+stopStep))
	return guideTurn(card, true)
}

func guideTurn(card chat.Card, replace bool) Turn {
	return Turn{Reply: chat.Reply{Cards: []chat.Card{card}, Replace: replace}, Outcome: SmallTalk}
}

// guides offers all guided flows, on as many cards as their buttons need.
func (d *Dialog) guides(x *exchange) Turn {
	t := guideTurn(chat.Card{Body: d.words.say(x.lang, "guides", nil)}, false)
	for _, id := range d.lib.GuideIDs() {
		g, ok := d.lib.Guide(id, x.lang)
		if !ok {
			continue
		}
		last := len(t.Reply.Cards) - 1
		if len(t.Reply.Cards[last].Buttons) == chat.MaxButtons {
			if last+1 == chat.MaxCards {
				break
			}
			t.Reply.Cards = append(t.Reply.Cards, chat.Card{Body: d.words.say(x.lang, "guides-more", nil)})
			last++
		}
		t.Reply.Cards[last].Buttons = append(t.Reply.Cards[last].Buttons, chat.Button{Label: g.Title, Do: chat.Action{Verb: verbGuide, Arg: id}})
	}
	return t
}

// guideFor returns the guide that belongs with a topic.
func (d *Dialog) guideFor(lang content.Lang, topic string) (content.Guide, bool) {
	for _, id := range d.lib.GuideIDs() {
		if g, ok := d.lib.Guide(id, lang); ok && slices.Contains(g.Topics, topic) {
			return g, true
		}
	}
	return content.Guide{}, false
}
