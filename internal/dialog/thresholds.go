package dialog

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/pulse"
)

// limits shows everybody how many people must be asked and must answer, and who changed that.
func (d *Dialog) limits(ctx context.Context, x *exchange, _ string) (Turn, error) {
	now, err := d.thresholds(ctx, x.From.School)
	if err != nil {
		return Turn{}, err
	}
	may, err := d.mayPlan(ctx, x)
	if err != nil {
		return Turn{}, err
	}
	lines := []string{d.words.say(x.lang, "limits", values{"Invited": now.Invited(), "Answers": now.Answers()})}
	_, changes, err := d.planning.Roles.Roles(ctx, x.From.School)
	if err != nil {
		return Turn{}, err
	}
	changes = slices.DeleteFunc(slices.Clone(changes), func(c Change) bool { return c.Thresholds == "" })
	if len(changes) > 0 {
		lines = append(lines, "", d.words.say(x.lang, "role-changes", nil))
	}
	for _, c := range changes[max(0, len(changes)-maxChanges):] {
		lines = append(lines, d.changeLine(x, c))
	}
	t := d.notice(x, "limits-title", strings.Join(lines, "\n"))
	if may && d.planning.Pulse != nil {
		t.Reply.Cards[0].Buttons = []chat.Button{d.button(x, "button-raise", verbRaise, ""), d.quiet(x, "button-back", verbPlans, "")}
	}
	return t, nil
}

// raise asks for higher thresholds, or sets those of its argument.
func (d *Dialog) raise(ctx context.Context, x *exchange, arg string) (Turn, error) {
	if d.planning.Pulse == nil {
		return d.sentence(x, "planning-none", nil), nil
	}
	now, err := d.thresholds(ctx, x.From.School)
	if err != nil {
		return Turn{}, err
	}
	if arg != "" {
		return d.raiseTo(ctx, x, now, arg)
	}
	field := func(name string, value int) chat.Field {
		return chat.Field{Name: name, Label: d.words.say(x.lang, "field-limit-"+name, nil), Kind: chat.Line, Value: strconv.Itoa(value)}
	}
	form := chat.Form{
		Do: chat.Action{Verb: verbRaise}, Title: d.words.say(x.lang, "limits-form-title", nil), Intro: d.words.say(x.lang, "limits-form-intro", nil),
		Submit: d.words.say(x.lang, "limits-form-submit", nil), Fields: []chat.Field{field("invited", now.Invited()), field("answers", now.Answers())},
	}
	return Turn{Reply: chat.Reply{Form: &form, Private: true}, Outcome: SmallTalk}, nil
}

// raiseForm reads the numbers and asks once more: what is raised is never lowered.
func (d *Dialog) raiseForm(ctx context.Context, x *exchange, s chat.Submission) (Turn, error) {
	now, err := d.thresholds(ctx, x.From.School)
	if err != nil {
		return Turn{}, err
	}
	again := d.button(x, "button-try-again", verbRaise, "")
	v := values{"Invited": now.Invited(), "Answers": now.Answers(), "Max": pulse.MaxThreshold, "Silent": pulse.MinSilent}
	refuse := func(id string) (Turn, error) {
		return d.notice(x, "limits-title", d.words.say(x.lang, id, v), again), nil
	}
	invited, err1 := strconv.Atoi(strings.TrimSpace(s.Values["invited"]))
	answers, err2 := strconv.Atoi(strings.TrimSpace(s.Values["answers"]))
	switch {
	case err1 != nil || err2 != nil || invited > pulse.MaxThreshold || answers > pulse.MaxThreshold:
		return refuse("limits-number")
	case invited < now.Invited() || answers < now.Answers():
		return refuse("limits-lower")
	case invited-answers < pulse.MinSilent:
		return refuse("limits-close")
	case invited == now.Invited() && answers == now.Answers():
		return refuse("limits-same")
	}
	v = values{"Invited": invited, "Answers": answers}
	return d.notice(x, "limits-title", d.words.say(x.lang, "limits-sure", v), d.button(x, "button-raise-now", verbRaise, fmt.Sprintf("%d/%d", invited, answers)),
		d.quiet(x, "button-back", verbThresholds, "")), nil
}

// raiseTo raises the thresholds to "invited/answers", which a forged press can hold anything in, and notes who did.
func (d *Dialog) raiseTo(ctx context.Context, x *exchange, now pulse.Thresholds, arg string) (Turn, error) {
	var to pulse.Thresholds
	if err := to.UnmarshalText([]byte(arg)); err != nil {
		return d.expired(x), nil
	}
	if _, err := now.Raise(to.Invited(), to.Answers()); err != nil || to == now {
		return d.limits(ctx, x, "")
	}
	school := pulse.School(x.From.School)
	if err := d.planning.Pulse(x.From.School).Limits.Raise(ctx, school, to); err != nil {
		return Turn{}, fmt.Errorf("raise thresholds: %w", err)
	}
	c := Change{At: d.desk(x).Now(), Name: x.From.Name, Of: x.From.Address, Thresholds: fmt.Sprintf("%d/%d", to.Invited(), to.Answers())}
	if err := d.planning.Journal.Note(ctx, x.From.School, c); err != nil {
		return Turn{}, err
	}
	return d.replaced(d.notice(x, "limits-title", d.words.say(x.lang, "limits-raised", values{"Invited": to.Invited(), "Answers": to.Answers()}),
		d.quiet(x, "button-plans", verbPlans, ""))), nil
}
