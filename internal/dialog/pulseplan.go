package dialog

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/pulse"
	"github.com/baken-bot/baken/internal/schedule"
)

// themeButtons offers the themes of the question bank.
func (d *Dialog) themeButtons(x *exchange) Turn {
	bank := d.lib.Bank(x.lang)
	used := map[string]bool{}
	for _, q := range bank.Questions {
		used[q.Theme] = true
	}
	t := Turn{Reply: chat.Reply{Private: true}, Outcome: SmallTalk}
	var buttons []chat.Button
	for _, theme := range slices.Sorted(maps.Keys(used)) {
		buttons = append(buttons, chat.Button{Label: bank.Themes[theme], Do: chat.Action{Verb: verbPlanKind, Arg: kindPulse + "/" + theme}})
	}
	for row := range slices.Chunk(buttons, chat.MaxButtons) {
		if len(t.Reply.Cards) == chat.MaxCards {
			break
		}
		t.Reply.Cards = append(t.Reply.Cards, chat.Card{Buttons: row})
	}
	if len(t.Reply.Cards) > 0 {
		t.Reply.Cards[0].Title, t.Reply.Cards[0].Body = d.words.say(x.lang, "plan-which-theme", nil), bank.About
	}
	return t
}

// questionsField asks for one to five questions of a theme.
func (d *Dialog) questionsField(x *exchange, theme string, seed *schedule.Pulse) (chat.Field, bool) {
	f := chat.Field{Name: "what", Label: d.words.say(x.lang, "field-questions", nil), Hint: d.words.say(x.lang, "field-questions-hint", nil), Kind: chat.SomeOf}
	for _, q := range d.lib.Bank(x.lang).Questions {
		if q.Theme == theme && len(f.Options) < chat.MaxOptions {
			f.Options = append(f.Options, chat.Option{Value: q.ID, Label: clip(q.Text)})
		}
	}
	if seed != nil {
		f.Value = strings.Join(seed.Questions, ",")
	}
	return f, len(f.Options) > 0
}

// themeOf is the theme of a pulse's questions, which are all of one.
func (d *Dialog) themeOf(x *exchange, p *schedule.Pulse) string {
	q, _ := d.lib.BankQuestion(p.Questions[0], x.lang)
	return q.Theme
}

// pulseOf reads the questions a form names. Too many or none are the coordinator's to mend; a question that is not in the bank comes from a forged form.
func (d *Dialog) pulseOf(x *exchange, ids []string) (p *schedule.Pulse, known bool) {
	for _, id := range ids {
		if _, ok := d.lib.BankQuestion(id, x.lang); !ok {
			return nil, false
		}
	}
	return &schedule.Pulse{Questions: ids}, true
}

// pulseCount returns a card that says how many questions fit when the number is wrong.
func (d *Dialog) pulseCount(x *exchange, f filled) (Turn, bool) {
	if n := len(f.Many["what"]); n >= 1 && n <= schedule.MaxQuestions {
		return Turn{}, false
	}
	return d.notice(x, "pulse-count-title", d.words.say(x.lang, "pulse-count", nil), f.again), true
}

// pulseSize says how many people a pulse would ask, or that they are too few. Nobody is named.
func (d *Dialog) pulseSize(ctx context.Context, x *exchange, p schedule.Plan) (line string, enough bool, err error) {
	if d.planning.Members == nil {
		return "", true, nil
	}
	n := 0
	err = d.planning.Members.Each(ctx, p.Who.Members, func(chat.Address) error {
		n++
		return nil
	})
	if err != nil {
		return "", false, fmt.Errorf("count members: %w", err)
	}
	t, err := d.thresholds(ctx, x.From.School)
	if err != nil {
		return "", false, err
	}
	enough = n >= t.Invited()
	return d.words.say(x.lang, "pulse-size", values{"Count": n, "Enough": enough, "Least": t.Invited(), "Answers": t.Answers()}), enough, nil
}

// thresholds are those of a school; the floors where no pulse can be held.
func (d *Dialog) thresholds(ctx context.Context, school chat.School) (pulse.Thresholds, error) {
	if d.planning.Pulse == nil {
		return pulse.Thresholds{}, nil
	}
	return d.planning.Pulse(school).Thresholds(ctx, pulse.School(school))
}

// tooFewPeople is what a coordinator reads who plans a pulse for a group in which a row would be a person.
func (d *Dialog) tooFewPeople(x *exchange, size string) Turn {
	t := d.tooSmall(x)
	t.Reply.Cards[0].Lead = size
	return t
}

// pulseSubject names a pulse by its first question.
func (d *Dialog) pulseSubject(ctx context.Context, x *exchange, p *schedule.Pulse) (string, error) {
	if len(p.Questions) == 0 {
		return d.words.say(x.lang, "subject-pulse-part", nil), nil
	}
	t, err := d.thresholds(ctx, x.From.School)
	if err != nil {
		return "", err
	}
	q, _ := d.lib.BankQuestion(p.Questions[0], x.lang)
	return d.words.say(x.lang, "subject-pulse", values{"Question": q.Text, "More": len(p.Questions) - 1, "Answers": t.Answers()}), nil
}

// pulseTest shows the coordinator the first question without anything to press: a test counts nothing.
func (d *Dialog) pulseTest(x *exchange, p *schedule.Pulse) (Turn, error) {
	q, err := pulse.FromBank(d.lib, p.Questions[0])
	if err != nil {
		return Turn{}, fmt.Errorf("show question: %w", err)
	}
	w := q.Wording[x.lang]
	body := "**" + w.Text + "**\n"
	for _, o := range w.Options {
		body += "\n- " + o
	}
	t := d.notice(x, "pulse-test-title", body)
	t.Reply.Text = d.words.say(x.lang, "pulse-test", nil)
	return t, nil
}
