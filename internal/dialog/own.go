package dialog

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/pulse"
	"github.com/baken-bot/baken/internal/schedule"
)

// own shows the form of an own question of a pulse under way: argument plan/number for one that is there, plan for a new one, and nothing for the first of a new pulse.
func (d *Dialog) own(ctx context.Context, x *exchange, arg string) (Turn, error) {
	if x.teamless() {
		return d.sentence(x, "pulse-in-channel", nil), nil
	}
	plan, at, ok, err := d.ownPlan(ctx, x, arg)
	if err != nil || !ok {
		return d.sentence(x, "plan-gone", nil), err
	}
	seed := schedule.Own{}
	if at < len(plan.What.Pulse.Own) {
		seed = plan.What.Pulse.Own[at]
	}
	form := chat.Form{
		Do: chat.Action{Verb: verbOwn, Arg: arg}, Title: d.words.say(x.lang, "own-form-title", nil), Intro: d.words.say(x.lang, "own-form-intro", nil),
		Submit: d.words.say(x.lang, "own-form-submit", nil), Fields: d.ownFields(x, seed),
	}
	return Turn{Reply: chat.Reply{Form: &form, Private: true}, Outcome: SmallTalk}, nil
}

// teamless reports that there is nobody here whom a pulse could ask: it is private, and no team is saved.
func (x *exchange) teamless() bool { return x.Private && len(x.teams) == 0 }

// ownPlan is the pulse under way that an argument names, a new one when it names none, and the place of the question in it.
func (d *Dialog) ownPlan(ctx context.Context, x *exchange, arg string) (schedule.Plan, int, bool, error) {
	id, number, numbered := strings.Cut(arg, "/")
	if id == "" {
		who := schedule.Audience{Members: x.Where}
		if x.Private && len(x.teams) > 0 {
			who.Members = schedule.TeamAddress(x.From.School, x.teams[0].ID) // until the form asks for whom
		}
		return schedule.Plan{
			ID: schedule.NewPlanID(), School: x.From.School, What: schedule.What{Pulse: &schedule.Pulse{}}, Who: who, Lang: string(x.lang),
			Owner: x.From.Address,
		}, 0, true, nil
	}
	plan, ok, err := d.draft(ctx, x, id)
	if err != nil || !ok || plan.What.Pulse == nil {
		return plan, 0, false, err
	}
	at := len(plan.What.Pulse.Own)
	if numbered {
		n, err := strconv.Atoi(number)
		if err != nil || n < 0 || n >= at {
			return plan, 0, false, nil //nolint:nilerr // a number that is none comes from a forged press
		}
		at = n
	}
	p := *plan.What.Pulse
	p.Own = slices.Clone(p.Own)
	plan.What.Pulse = &p
	return plan, at, true, nil
}

// ownLangs are the languages, that of the conversation first.
func ownLangs(x *exchange) []content.Lang {
	langs := content.Langs()
	slices.SortStableFunc(langs, func(a, b content.Lang) int {
		switch {
		case a == x.lang && b != x.lang:
			return -1
		case b == x.lang && a != x.lang:
			return 1
		}
		return 0
	})
	return langs
}

// ownFields ask for the question and its answers, in every language.
func (d *Dialog) ownFields(x *exchange, seed schedule.Own) []chat.Field {
	say := func(id string, v values) string { return d.words.say(x.lang, id, v) }
	var texts, options []chat.Field
	for _, lang := range ownLangs(x) {
		w := seed.Wording[string(lang)]
		texts = append(texts, chat.Field{
			Name: "text-" + string(lang), Label: say(fmt.Sprintf("field-own-text-%s", lang), nil), Hint: say("field-own-text-hint", values{"Max": content.MaxBankRunes}), Kind: chat.Line,
			Value: w.Text, Optional: true,
		})
		f := chat.Field{
			Name: "options-" + string(lang), Label: say(fmt.Sprintf("field-own-options-%s", lang), nil), Kind: chat.Area, Optional: true,
			Hint: say("field-own-options-hint", values{"Min": content.MinOptions, "Max": content.MaxOptions}),
		}
		if seed.Scale == "" || !slices.Equal(w.Options, d.scaleOptions(seed.Scale, lang)) {
			f.Value = strings.Join(w.Options, "\n")
		}
		options = append(options, f)
	}
	answers := chat.Field{Name: "answers", Label: say("field-own-answers", nil), Kind: chat.OneOf, Options: d.ownAnswers(x)}
	answers.Value = answers.Options[0].Value
	if seed.Kind != "" {
		answers.Value = answersOf(seed)
	}
	return slices.Concat(texts, []chat.Field{answers}, options)
}

// ownAnswers are the ways in which an own question can be answered: a scale of the bank with its good side, or answers of one's own.
func (d *Dialog) ownAnswers(x *exchange) []chat.Option {
	bank := d.lib.Bank(x.lang)
	var out []chat.Option
	for _, scale := range ownScales() {
		steps := bank.Scales[scale]
		if len(steps) == 0 {
			continue
		}
		v := values{"First": steps[0], "Last": steps[len(steps)-1]}
		for _, side := range []content.Direction{content.High, content.Low} {
			out = append(out, chat.Option{Value: scale + "-" + string(side), Label: d.words.say(x.lang, "own-scale-"+string(side), v)})
		}
	}
	for _, kind := range []content.Kind{content.One, content.Several} {
		out = append(out, chat.Option{Value: string(kind), Label: d.words.say(x.lang, "own-"+string(kind), nil)})
	}
	return out
}

// ownScales are the scales of the bank, in the order in which they are offered.
func ownScales() []string { return []string{"often", "agree"} }

// answersOf is how a question is answered, as the form names it.
func answersOf(o schedule.Own) string {
	if o.Scale != "" {
		return o.Scale + "-" + o.Positive
	}
	return o.Kind
}

// ownForm takes in an own question. One that may not be asked stays in the draft, so that it can be mended, and nowhere else.
func (d *Dialog) ownForm(ctx context.Context, x *exchange, s chat.Submission) (Turn, error) {
	plan, at, ok, err := d.ownPlan(ctx, x, s.Form.Arg)
	if err != nil || !ok || x.teamless() {
		return d.sentence(x, "plan-gone", nil), err
	}
	again := d.button(x, "button-try-again", verbOwn, s.Form.Arg)
	o, typed := d.ownOf(s)
	for _, text := range typed {
		if m := d.reader.Read(text, x.context()); len(m.Personal) > 0 {
			return d.notice(x, "plan-personal-title", d.words.say(x.lang, "own-fault-personal", values{"Kinds": d.kinds(x, m.Personal)}), again), nil
		}
	}
	p := plan.What.Pulse
	if at == len(p.Own) {
		if p.Count() >= schedule.MaxQuestions {
			return d.pulseCount(x, d.button(x, "button-change", verbPlanEdit, string(plan.ID))), nil
		}
		p.Own = append(p.Own, o)
	} else {
		p.Own[at] = o
	}
	return d.ownKept(ctx, x, plan, at)
}

// ownOf reads the form, and returns all that was typed into it too.
func (d *Dialog) ownOf(s chat.Submission) (o schedule.Own, typed []string) {
	o = schedule.Own{Kind: s.Values["answers"], Positive: string(content.Neither), Wording: map[string]schedule.Asking{}}
	if scale, side, ok := strings.Cut(o.Kind, "-"); ok {
		o.Kind, o.Scale, o.Positive = string(content.Scale), scale, side
	}
	for _, lang := range content.Langs() {
		w := schedule.Asking{Text: oneLine(s.Values["text-"+string(lang)])}
		for line := range strings.Lines(s.Values["options-"+string(lang)]) {
			if line = oneLine(line); line != "" {
				w.Options = append(w.Options, line)
			}
		}
		o.Wording[string(lang)] = w
		for _, text := range append([]string{w.Text}, w.Options...) {
			if text != "" {
				typed = append(typed, text)
			}
		}
	}
	return o, typed
}

// oneLine is typed text without its line breaks and double spaces, and without what cannot be seen.
func oneLine(typed string) string { return chat.PlainMarkup(chat.Literal(typed)) }

// ownKept keeps the draft and goes on: with what is wrong with the question, or with what comes next.
func (d *Dialog) ownKept(ctx context.Context, x *exchange, plan schedule.Plan, at int) (Turn, error) {
	d.finishOwn(&plan.What.Pulse.Own[at])
	if err := d.planning.Drafts.SaveDraft(ctx, x.From, plan); err != nil {
		return Turn{}, err
	}
	if t, wrong, err := d.ownJudged(x, plan, at); err != nil || wrong {
		return t, err
	}
	if plan.When != "" {
		return d.propose(ctx, x, plan)
	}
	if t, wrong, err := d.ownWrong(x, plan); err != nil || wrong {
		return t, err
	}
	return d.ownReady(x, plan, at), nil
}

// ownReady shows a question that may be asked, as it will be read in either language.
func (d *Dialog) ownReady(x *exchange, plan schedule.Plan, at int) Turn {
	langs := ownLangs(x)
	o := plan.What.Pulse.Own[at]
	here, there := o.Wording[string(langs[0])], o.Wording[string(langs[1])]
	options := ""
	for _, option := range here.Options {
		options += "\n- " + chat.Literal(option)
	}
	other := "*" + chat.Literal(there.Text) + "*"
	if o.Scale == "" {
		other += " (" + chat.Literal(strings.Join(there.Options, ", ")) + ")"
	}
	id := string(plan.ID)
	t := d.notice(x, "own-ready-title", d.words.say(x.lang, "own-ready", values{"Text": chat.Literal(here.Text), "Options": options, "Other": other}),
		d.button(x, "button-own-when", verbPlanEdit, id), d.quiet(x, "button-own-change", verbOwn, fmt.Sprintf("%s/%d", id, at)))
	if plan.What.Pulse.Count() < schedule.MaxQuestions {
		t.Reply.Cards[0].Buttons = append(t.Reply.Cards[0].Buttons, d.quiet(x, "button-own-more", verbOwn, id))
	}
	return t
}

// ownQuestion is an own question as a round asks it.
func ownQuestion(o schedule.Own) pulse.Question {
	q := pulse.Question{ID: o.ID, Kind: content.Kind(o.Kind), Positive: content.Direction(o.Positive), Wording: map[content.Lang]pulse.Wording{}}
	for lang, w := range o.Wording {
		q.Wording[content.Lang(lang)] = pulse.Wording{Text: w.Text, Options: w.Options}
	}
	return q
}
