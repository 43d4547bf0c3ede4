package dialog

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/pulse/lint"
	"github.com/baken-bot/baken/internal/schedule"
)

// ownPrefix begins the id of an own question: none of the bank's has it.
const ownPrefix = "own-"

// finishOwn gives a question on a scale the options of that scale, and its id.
func (d *Dialog) finishOwn(o *schedule.Own) {
	for _, lang := range content.Langs() {
		if w := o.Wording[string(lang)]; o.Scale != "" && len(w.Options) == 0 {
			w.Options = d.scaleOptions(o.Scale, lang)
			o.Wording[string(lang)] = w
		}
	}
	o.ID = ""
	data, err := json.Marshal(o)
	if err != nil {
		panic(err) // text alone can always be written
	}
	sum := sha256.Sum256(data)
	o.ID = ownPrefix + strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:12])
}

// scaleOptions are the steps of a scale of the bank, and not applicable; none for a scale there is not.
func (d *Dialog) scaleOptions(scale string, lang content.Lang) []string {
	bank := d.lib.Bank(lang)
	if len(bank.Scales[scale]) == 0 {
		return nil
	}
	return append(slices.Clone(bank.Scales[scale]), bank.NotApplicable)
}

// ownWrong judges every own question of a plan, and says what is wrong with the first that may not be asked. No plan is kept or shown that has one.
func (d *Dialog) ownWrong(x *exchange, plan schedule.Plan) (Turn, bool, error) {
	if plan.What.Pulse == nil {
		return Turn{}, false, nil
	}
	for at := range plan.What.Pulse.Own {
		if t, wrong, err := d.ownJudged(x, plan, at); err != nil || wrong {
			return t, wrong, err
		}
	}
	return Turn{}, false, nil
}

// ownJudged says what is wrong with an own question, if anything is.
func (d *Dialog) ownJudged(x *exchange, plan schedule.Plan, at int) (Turn, bool, error) {
	o := plan.What.Pulse.Own[at]
	arg := fmt.Sprintf("%s/%d", plan.ID, at)
	change := d.button(x, "button-own-change", verbOwn, arg)
	if id, v := d.ownFault(plan.What.Pulse, at); id != "" {
		t := d.notice(x, "own-fault-title", d.words.say(x.lang, id, v), change)
		t.Reply.Cards[0].Footer = d.words.say(x.lang, "own-wrong-note", nil)
		return t, true, nil
	}
	linter, err := d.linter()
	if err != nil {
		return Turn{}, false, err
	}
	for _, lang := range ownLangs(x) {
		w := o.Wording[string(lang)]
		if found := linter.Check(lang, w.Text, ownOptions(o, w)...); len(found) > 0 {
			return d.ownBlocked(x, w.Text, found[0], arg, change), true, nil
		}
	}
	return Turn{}, false, nil
}

// ownOptions are those that somebody typed: a scale's are the library's.
func ownOptions(o schedule.Own, w schedule.Asking) []string {
	if o.Scale != "" {
		return nil
	}
	return w.Options
}

// ownBlocked says why a question may not be asked, and offers one that may.
func (d *Dialog) ownBlocked(x *exchange, text string, f lint.Finding, arg string, change chat.Button) Turn {
	body := d.words.say(x.lang, "own-wrong", values{"Text": chat.Literal(clipQuote(text)), "Why": f.Why, "Found": chat.Literal(f.Found)}) + "\n\n"
	buttons := []chat.Button{change}
	if f.Rewrite != "" {
		body += d.words.say(x.lang, "own-rewrite", values{"Rewrite": chat.Literal(f.Rewrite)})
		buttons = []chat.Button{d.button(x, "button-own-take", verbOwnTake, arg+"/"+string(f.Rule)), change}
		buttons[1].Quiet = true
	} else {
		body += f.Rephrase
	}
	t := d.notice(x, "own-wrong-title", body, buttons...)
	t.Reply.Cards[0].Footer = d.words.say(x.lang, "own-wrong-note", nil)
	return t
}

// ownTake puts the rewrite in the place of a question, in every language that needs it.
func (d *Dialog) ownTake(ctx context.Context, x *exchange, arg string) (Turn, error) {
	where, rule := arg[:max(0, strings.LastIndex(arg, "/"))], lint.Rule(arg[strings.LastIndex(arg, "/")+1:])
	plan, at, ok, err := d.ownPlan(ctx, x, where)
	if err != nil || !ok || at >= len(plan.What.Pulse.Own) || x.teamless() {
		return d.sentence(x, "plan-gone", nil), err
	}
	linter, err := d.linter()
	if err != nil {
		return Turn{}, err
	}
	plan.What.Pulse.Own[at] = rewritten(linter, plan.What.Pulse.Own[at], rule)
	t, err := d.ownKept(ctx, x, plan, at)
	t.Reply.Replace = t.Reply.Form == nil
	return t, err
}

// rewritten is a question after a rule's rewrite was taken over. A statement comes with its scale, so that it is taken in every language.
func rewritten(linter *lint.Linter, o schedule.Own, rule lint.Rule) schedule.Own {
	out := schedule.Own{Kind: o.Kind, Scale: o.Scale, Positive: o.Positive, Wording: map[string]schedule.Asking{}}
	for _, lang := range content.Langs() {
		w := o.Wording[string(lang)]
		if text, ok := linter.Statement(lang, rule); ok {
			out.Kind, out.Scale, out.Positive = string(content.Scale), lint.RewriteScale, string(content.High)
			out.Wording[string(lang)] = schedule.Asking{Text: text}
			continue
		}
		for _, f := range linter.Check(lang, w.Text, ownOptions(o, w)...) {
			if f.Rule == rule && f.Rewrite != "" {
				w.Text = f.Rewrite
			}
		}
		out.Wording[string(lang)] = w
	}
	return out
}

// ownFault is what keeps a question from being whole, as the id of a sentence and what fills it; empty when nothing does.
func (d *Dialog) ownFault(p *schedule.Pulse, at int) (string, values) {
	o := p.Own[at]
	if id, v := textFault(o); id != "" {
		return id, v
	}
	for _, lang := range content.Langs() {
		if o.Scale != "" && !slices.Equal(o.Wording[string(lang)].Options, d.scaleOptions(o.Scale, lang)) {
			return "own-fault-scale", nil
		}
	}
	if ownQuestion(o).Check() != nil {
		return "own-fault-options", values{"Min": content.MinOptions, "Max": content.MaxOptions, "Runes": content.MaxChoiceRunes}
	}
	for i, other := range p.Own {
		if i != at && other.ID == o.ID {
			return "own-fault-twice", nil
		}
	}
	return "", nil
}

// textFault is what is wrong with the texts of a question: it is asked of everybody in their own language.
func textFault(o schedule.Own) (string, values) {
	var missing []content.Lang
	for _, lang := range content.Langs() {
		text := o.Wording[string(lang)].Text
		if text == "" {
			missing = append(missing, lang)
		}
		if utf8.RuneCountInString(text) > content.MaxBankRunes {
			return "own-fault-long", values{"Max": content.MaxBankRunes}
		}
	}
	switch len(missing) {
	case 0:
		return "", nil
	case len(content.Langs()):
		return "own-fault-empty", nil
	}
	return "own-fault-language", values{"Missing": string(missing[0])}
}
