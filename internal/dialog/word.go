package dialog

import (
	"context"
	"fmt"
	"strings"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
)

// The fields of a word about a result, in their order.
var wordFields = [...]string{"heard", "doing", "not-now"}

// pulseWord asks whoever planned a pulse what the team may know: what was heard, what is done, and what cannot be done now.
func (d *Dialog) pulseWord(_ context.Context, x *exchange, arg string) (Turn, error) {
	form := chat.Form{
		Do: chat.Action{Verb: verbPulseWord, Arg: arg}, Title: d.words.say(x.lang, "word-form-title", nil), Submit: d.words.say(x.lang, "word-form-submit", nil),
		Intro: d.words.say(x.lang, "word-form-intro", nil),
	}
	for _, name := range wordFields {
		form.Fields = append(form.Fields, chat.Field{Name: name, Label: d.words.say(x.lang, "field-word-"+name, nil), Kind: chat.Area, Optional: name == "not-now"})
	}
	return Turn{Reply: chat.Reply{Form: &form, Private: true}, Outcome: SmallTalk}, nil
}

// maxWord is how long each part may be in characters, so that the three fit on a card.
const maxWord = 500

// pulseWordForm posts the word in the team's channel under the name of who wrote it, and lets the next round open.
func (d *Dialog) pulseWordForm(ctx context.Context, x *exchange, s chat.Submission) (Turn, error) {
	p, round, ok, err := d.owing(ctx, x, s.Form.Arg)
	if err != nil || !ok {
		return d.sentence(x, "plan-gone", nil), err
	}
	again := d.button(x, "button-try-again", verbPulseWord, s.Form.Arg)
	var parts []string
	for _, name := range wordFields {
		text := strings.TrimSpace(s.Values[name])
		if len([]rune(text)) > maxWord {
			return d.notice(x, "word-form-title", d.words.say(x.lang, "word-too-long", values{"Max": maxWord}), again), nil
		}
		if m := d.reader.Read(text, x.context()); text != "" && len(m.Personal) > 0 {
			return d.notice(x, "plan-personal-title", d.words.say(x.lang, "plan-personal", values{"Kinds": d.kinds(x, m.Personal)}), again), nil
		}
		if text != "" {
			parts = append(parts, d.words.say(x.lang, "word-"+name, nil)+"\n"+text)
		}
	}
	if len(parts) == 0 {
		return d.notice(x, "word-form-title", d.words.say(x.lang, "word-empty", nil), again), nil
	}
	card := chat.Card{Title: d.words.say(x.lang, "word-title", nil), Quote: strings.Join(append(parts, d.words.say(x.lang, "word-from", values{"Name": x.From.Name})), "\n\n")}
	told, err := d.tellTeam(ctx, p.OwedTo(), chat.Reply{Cards: []chat.Card{card}})
	switch {
	case err != nil:
		return d.sentence(x, "word-not-sent", nil), fmt.Errorf("post word: %w", err)
	case !told:
		return d.sentence(x, "word-not-sent", nil), nil
	}
	if err := d.settle(ctx, x, p.ID, round); err != nil {
		return Turn{}, err
	}
	return d.replaced(d.notice(x, "word-title", d.words.say(x.lang, "word-sent", nil), d.quiet(x, "button-plans", verbPlans, ""))), nil
}

// pulseNoWord says in the channel that no word comes, and lets the next round open: it is skipped in the open.
func (d *Dialog) pulseNoWord(ctx context.Context, x *exchange, arg string) (Turn, error) {
	p, round, ok, err := d.owing(ctx, x, arg)
	if err != nil || !ok {
		return d.sentence(x, "plan-gone", nil), err
	}
	if p.What.Pulse.Owes == round {
		team := d.words.say(x.lang, "word-skipped-team", nil)
		if _, err := d.tellTeam(ctx, p.OwedTo(), chat.Reply{Text: team}); err != nil {
			return d.sentence(x, "word-not-sent", nil), fmt.Errorf("post word: %w", err)
		}
		if err := d.settle(ctx, x, p.ID, round); err != nil {
			return Turn{}, err
		}
	}
	return d.replaced(d.sentence(x, "word-skipped", nil)), nil
}

// owing is the pulse and the round that a press is about.
func (d *Dialog) owing(ctx context.Context, x *exchange, arg string) (schedule.Plan, string, bool, error) {
	id, round, _ := strings.Cut(arg, "/")
	p, ok, err := d.desk(x).Book.Plan(ctx, x.From.School, schedule.PlanID(id))
	if err != nil {
		return p, "", false, fmt.Errorf("read plan: %w", err)
	}
	if round == "" {
		round = pulseOwes(p)
	}
	return p, round, ok && p.Stopped.IsZero() && p.What.Pulse != nil && p.Who.Members != chat.Address{}, nil
}

func pulseOwes(p schedule.Plan) string {
	if p.What.Pulse == nil {
		return ""
	}
	return p.What.Pulse.Owes
}

// owed tells whoever planned the pulse why no round opened.
func (d *Dialog) owed(x *exchange, of schedule.PlanID) Turn {
	return d.notice(x, "pulse-owed-title", d.words.say(x.lang, "pulse-owed", nil),
		d.button(x, "button-pulse-word", verbPulseWord, string(of)), d.quiet(x, "button-pulse-no-word", verbPulseNoWord, string(of)))
}

// tooSmall gives a card for a talk in the team instead of a pulse that could be traced.
func (d *Dialog) tooSmall(x *exchange) Turn {
	return d.notice(x, "pulse-small-title", d.words.say(x.lang, "pulse-small", nil))
}
