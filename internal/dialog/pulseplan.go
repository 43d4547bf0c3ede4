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
	buttons = append(buttons, d.button(x, "plan-kind-own", verbOwn, ""))
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

// pulseFields ask for a pulse again, one under way or, when old is given, one that is kept. The questions of the bank are all of one theme; own ones are changed one by one while the
// pulse is under way.
func (d *Dialog) pulseFields(x *exchange, plan schedule.Plan, old *schedule.Plan) []chat.Field {
	var fields []chat.Field
	if p := plan.What.Pulse; len(p.Questions) > 0 {
		q, _ := d.lib.BankQuestion(p.Questions[0], x.lang)
		if f, ok := d.questionsField(x, q.Theme, p); ok {
			f.Optional = len(p.Own) > 0
			fields = append(fields, f)
		}
	}
	if old != nil || len(x.teams) > 0 {
		fields = append(fields, d.whoField(x, true, plan.Who, old))
	}
	return append(fields, d.whenField(x, plan), d.untilField(x), d.freeField(x, plan.Move))
}

// pulseWho is whom a pulse may be for: the members of a channel or a team. A list of people could be chosen to get at one.
func pulseWho(name string) string {
	if name == keepWho || strings.HasPrefix(name, whoTeam) {
		return name
	}
	return "members"
}

// pulseRefilled is a pulse with what the form changes of it, or what is wrong with that.
func (d *Dialog) pulseRefilled(x *exchange, plan schedule.Plan, f filled) (schedule.Plan, *Turn) {
	bank, known := d.pulseOf(x, f.Many["what"])
	who := &plan.Who
	if name, asked := f.Values["who"]; asked {
		who = d.audienceOf(x, pulseWho(name), plan.Who)
	}
	if !known || who == nil {
		t := d.expired(x)
		return plan, &t
	}
	p := *plan.What.Pulse
	p.Questions = bank.Questions
	if n := p.Count(); n < 1 || n > schedule.MaxQuestions {
		t := d.pulseCount(x, f.again)
		return plan, &t
	}
	plan.What.Pulse, plan.Who, plan.Move = &p, *who, f.Values["free"] == "move"
	return plan, nil
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

// pulseCount says how many questions fit.
func (d *Dialog) pulseCount(x *exchange, again chat.Button) Turn {
	return d.notice(x, "pulse-count-title", d.words.say(x.lang, "pulse-count", nil), again)
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

// questionsOf are the questions a pulse asks: those of the bank, then the coordinator's own.
func (d *Dialog) questionsOf(p *schedule.Pulse) ([]pulse.Question, error) {
	var out []pulse.Question
	for _, id := range p.Questions {
		q, err := pulse.FromBank(d.lib, id)
		if err != nil {
			return nil, err
		}
		out = append(out, q)
	}
	for _, o := range p.Own {
		out = append(out, ownQuestion(o))
	}
	return out, nil
}

// firstText is how a pulse begins, as marked-up text; empty when its question is no longer in the bank.
func (d *Dialog) firstText(x *exchange, p *schedule.Pulse) string {
	if len(p.Questions) == 0 {
		return chat.Literal(p.Own[0].Wording[string(x.lang)].Text)
	}
	q, _ := d.lib.BankQuestion(p.Questions[0], x.lang)
	return chat.Literal(q.Text)
}

// pulseSubject names a pulse by its first question.
func (d *Dialog) pulseSubject(ctx context.Context, x *exchange, p *schedule.Pulse) (string, error) {
	if p.Count() == 0 {
		return d.words.say(x.lang, "subject-pulse-part", nil), nil
	}
	t, err := d.thresholds(ctx, x.From.School)
	if err != nil {
		return "", err
	}
	return d.words.say(x.lang, "subject-pulse", values{"Question": d.firstText(x, p), "More": p.Count() - 1, "Answers": t.Answers()}), nil
}

// pulseTest shows the coordinator the first question without anything to press: a test counts nothing.
func (d *Dialog) pulseTest(x *exchange, p *schedule.Pulse) (Turn, error) {
	all, err := d.questionsOf(p)
	if err != nil || len(all) == 0 {
		return d.sentence(x, "plan-gone", nil), err
	}
	w := all[0].Wording[x.lang]
	body := "**" + chat.Literal(w.Text) + "**\n"
	for _, o := range w.Options {
		body += "\n- " + chat.Literal(o)
	}
	t := d.notice(x, "pulse-test-title", body)
	t.Reply.Text = d.words.say(x.lang, "pulse-test", nil)
	return t, nil
}
