package dialog

import (
	"context"
	"errors"
	"fmt"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/pulse"
	"github.com/baken-bot/baken/internal/schedule"
)

// home is the bot's own page: how to ask, which question is open, and what is planned. To look at it is no conversation, so it leaves none behind.
func (d *Dialog) home(ctx context.Context, x *exchange, _ string) (Turn, error) {
	t := d.smallTalk(x, "help")
	if d.planning == nil {
		return t, nil
	}
	if d.planning.Pulse != nil {
		asked, err := d.homePulse(ctx, x)
		if err != nil {
			return t, err
		}
		t.Reply.Cards = append(t.Reply.Cards, asked)
	}
	planned, err := d.plans(ctx, x, "")
	if err != nil {
		return t, err
	}
	t.Reply.Cards = append(t.Reply.Cards, planned.Reply.Cards...)
	return t, nil
}

// homePulse is the way to the questions that wait for this person, and for coordinators to the results. Who answered, who is not invited and who has no round at all read
// the same sentence, so that the page does not tell one from the other.
func (d *Dialog) homePulse(ctx context.Context, x *exchange) (chat.Card, error) {
	card := d.notice(x, "home-pulse-title", d.words.say(x.lang, "home-pulse-none", nil)).Reply.Cards[0]
	open, err := d.waitingFor(ctx, x)
	if err != nil {
		return card, err
	}
	if len(open) > 0 {
		card.Body = d.words.say(x.lang, "home-pulse-open", values{"Count": len(open), "Day": d.closes(x, open[0])})
		card.Buttons = d.openButtons(x, open)
	}
	may, err := d.mayPlan(ctx, x)
	if err == nil && may {
		card.Buttons = append(card.Buttons, d.quiet(x, "button-results", verbResults, ""))
	}
	return card, err
}

// maxOpen is how many open rounds the page leads to: the rest come when these are done.
const maxOpen = 3

// openButtons lead to the first question of each round. Where there are several, the questions tell them apart.
func (d *Dialog) openButtons(x *exchange, open []pulse.Round) []chat.Button {
	var out []chat.Button
	for _, r := range open {
		b := d.button(x, "button-pulse-ask", verbPulseAsk, d.questionArg(x, r, 0))
		if len(open) > 1 {
			b.Label = clip(r.Questions[0].Wording[x.lang].Text)
		}
		out = append(out, b)
	}
	return out
}

// waitingFor returns the open rounds in which the person has a question left, by the ledger and without a trace, as the reminder asks for it.
func (d *Dialog) waitingFor(ctx context.Context, x *exchange) ([]pulse.Round, error) {
	all, err := d.desk(x).List(ctx, x.From.School)
	if err != nil {
		return nil, err
	}
	rounds := d.planning.Pulse(x.From.School)
	var out []pulse.Round
	for _, k := range all {
		if !announcesResult(k) || len(out) == maxOpen {
			continue
		}
		ref := pulse.Ref{School: pulse.School(x.From.School), Round: k.What.Pulse.Round}
		waits, err := d.waits(ctx, ref, x.From.Address)
		if err != nil {
			return nil, err
		}
		if !waits {
			continue
		}
		round, err := rounds.Archive.Round(ctx, ref)
		if err != nil && !errors.Is(err, pulse.ErrClosed) {
			return nil, fmt.Errorf("read round: %w", err)
		}
		if err == nil {
			out = append(out, round)
		}
	}
	return out, nil
}

// announcesResult reports whether a plan is the coming result of a round, for its team. As long as it is to come the round is open, also when the pulse itself was stopped since.
func announcesResult(k schedule.Kept) bool {
	return k.What.Pulse != nil && k.What.Pulse.Part == schedule.Outcomes && k.Who.Post != chat.Address{} && !k.Next.IsZero()
}
