package dialog

import (
	"cmp"
	"context"
	"fmt"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/people"
	"github.com/baken-bot/baken/internal/schedule"
)

// Compose words a firing for a person, or for a place when the plan is posted. A series that is at its end has nothing more to say.
func (d *Dialog) Compose(ctx context.Context, f schedule.Firing, p schedule.Plan, to people.Staff) (schedule.Announcement, error) {
	x := &exchange{lang: content.Lang(cmp.Or(to.Lang, p.Lang, string(content.Dutch)))}
	said, err := d.compose(ctx, x, f, p)
	if err == nil && f.AfterPause && startsAnew(p.What) && len(said.Reply.Cards) > 0 {
		// The first message after a crisis begins calmly.
		said.Reply.Cards[0].Lead = d.words.say(x.lang, "calm-start", nil)
	}
	return said, err
}

// startsAnew reports what says something to the team: not a part of a round, nor a word to a coordinator.
func startsAnew(w schedule.What) bool { return w.Note == nil && (w.Pulse == nil || w.Pulse.Part == "") }

func (d *Dialog) compose(ctx context.Context, x *exchange, f schedule.Firing, p schedule.Plan) (schedule.Announcement, error) {
	post := p.Who.Post != chat.Address{}
	if p.What.Pulse != nil {
		return d.composePulse(ctx, x, f, p)
	}
	if p.What.Note != nil {
		return d.composeNote(ctx, x, p)
	}
	if p.What.Text != "" {
		return schedule.Announcement{Reply: chat.Reply{Cards: []chat.Card{d.ownText(x, p, post)}}}, nil
	}
	prompt, err := d.promptOf(x.lang, p.What, f.Number)
	if err != nil || prompt.ID == "" {
		return schedule.Announcement{}, err
	}
	card := d.nudge(x, p.ID, prompt, post)
	if prompt.Heavy != "" {
		card = d.heavy(x, p.ID, prompt, post)
	}
	return schedule.Announcement{Reply: chat.Reply{Cards: []chat.Card{card}}, Topic: prompt.Topic}, nil
}

// promptOf is the prompt a plan says at a number of its firings; the zero one after the end of a series.
func (d *Dialog) promptOf(lang content.Lang, w schedule.What, number int) (content.Prompt, error) {
	if w.Prompt != "" {
		p, ok := d.lib.Prompt(w.Prompt, lang)
		if !ok {
			return p, fmt.Errorf("find prompt %q: not in the library", w.Prompt)
		}
		return p, nil
	}
	s, ok := d.lib.Series(w.Series, lang)
	if !ok {
		return content.Prompt{}, fmt.Errorf("find series %q: not in the library", w.Series)
	}
	if number < 0 || number >= len(s.Prompts) {
		return content.Prompt{}, nil
	}
	return s.Prompts[number], nil
}

// nudge is a prompt as a card: complete without an answer. In a channel nothing on it works for one person alone but reading on.
func (d *Dialog) nudge(x *exchange, plan schedule.PlanID, p content.Prompt, post bool) chat.Card {
	c := chat.Card{
		Title: d.words.say(x.lang, "nudge-title", nil), Body: p.Tip + "\n\n" + d.words.say(x.lang, "nudge-question", values{"Question": p.Question}),
		Mind: d.words.say(x.lang, "nudge-why", values{"Why": p.Why}), Footer: d.words.say(x.lang, "nudge-source", values{"Source": source(p.Source)}),
		Buttons: []chat.Button{d.button(x, "button-read-more", verbRead, p.Topic)},
	}
	if !post {
		c.Footer += "\n\n" + d.words.say(x.lang, "nudge-note", nil)
		c.Buttons = append(c.Buttons, d.quiet(x, "button-later", verbLater, string(plan)+"/"+p.ID), d.quiet(x, "button-less", verbLess, string(plan)+"/"+p.ID))
	}
	return c
}

// heavy names the theme and lets one skip it before it is read.
func (d *Dialog) heavy(x *exchange, plan schedule.PlanID, p content.Prompt, post bool) chat.Card {
	c := chat.Card{
		Title: d.words.say(x.lang, "nudge-title", nil), Body: d.lib.HeavyLine(p.Heavy, x.lang),
		Buttons: []chat.Button{d.button(x, "button-read", verbNudge, string(plan)+"/"+p.ID)},
	}
	if !post {
		c.Buttons = append(c.Buttons, d.quiet(x, "button-skip", verbSkip, ""), d.quiet(x, "button-less", verbLess, string(plan)+"/"+p.ID))
	}
	return c
}

// ownText is a coordinator's own text, shown literally.
func (d *Dialog) ownText(x *exchange, p schedule.Plan, post bool) chat.Card {
	c := chat.Card{Title: d.words.say(x.lang, "own-text-title", nil), Quote: p.What.Text}
	if !post {
		c.Footer = d.words.say(x.lang, "nudge-note", nil)
		c.Buttons = []chat.Button{d.quiet(x, "button-later", verbLater, string(p.ID)), d.quiet(x, "button-less", verbLess, string(p.ID))}
	}
	return c
}
