package dialog

import (
	"context"

	"github.com/baken-bot/baken/internal/chat"
)

// hello welcomes somebody who met the bot without typing; coordinators get a second card. Who has met it before is told nothing: one welcome is enough.
func (d *Dialog) hello(ctx context.Context, x *exchange, _ string) (Turn, error) {
	if !x.new || x.known {
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
