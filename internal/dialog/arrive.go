package dialog

import (
	"context"

	"github.com/baken-bot/baken/internal/chat"
)

// hello welcomes somebody who met the bot without typing; coordinators get a second card. Who is in a conversation already is told nothing: one welcome is enough.
func (d *Dialog) hello(ctx context.Context, x *exchange, _ string) (Turn, error) {
	if !x.new {
		return Turn{Reply: chat.Reply{}, Lang: x.lang, Outcome: SmallTalk}, nil
	}
	t := d.smallTalk(x, "hello")
	if d.planning == nil {
		return t, nil
	}
	first := &t.Reply.Cards[0]
	first.Buttons = append(first.Buttons, d.quiet(x, "button-mine", verbMine, ""))
	may, err := d.mayPlan(ctx, x)
	if err != nil || !may {
		return t, err
	}
	t.Reply.Cards = append(t.Reply.Cards, chat.Card{
		Title: d.words.say(x.lang, "welcome-plan-title", nil), Body: d.words.say(x.lang, "welcome-plan", nil),
		Buttons: []chat.Button{d.button(x, "button-plans", verbPlans, "")},
	})
	return t, nil
}

// home is the bot's own page: how to ask, and what is planned. To look at it is no conversation, so it leaves none behind.
func (d *Dialog) home(ctx context.Context, x *exchange, _ string) (Turn, error) {
	if x.new {
		x.session.Version = forgotten
	}
	t := d.smallTalk(x, "help")
	if d.planning == nil {
		return t, nil
	}
	planned, err := d.plans(ctx, x, "")
	if err != nil {
		return t, err
	}
	t.Reply.Cards = append(t.Reply.Cards, planned.Reply.Cards...)
	return t, nil
}
