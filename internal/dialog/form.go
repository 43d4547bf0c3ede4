package dialog

import (
	"cmp"
	"slices"
	"strings"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
)

// form is what a coordinator fills in, with what seed holds filled in already; old is the plan that the form changes, or nil. It is false for a kind there is not.
func (d *Dialog) form(x *exchange, kind string, seed schedule.Plan, old *schedule.Plan) (chat.Form, bool) {
	f := chat.Form{
		Do: chat.Action{Verb: verbPlanForm, Arg: kind}, Title: d.words.say(x.lang, "plan-form-title", nil), Submit: d.words.say(x.lang, "plan-form-submit", nil),
	}
	if x.Private {
		f.Intro = d.words.say(x.lang, "plan-form-private", values{"Teams": len(x.teams) > 0})
	}
	name, rest, _ := strings.Cut(kind, "/")
	if name == kindMove {
		f.Intro, f.Fields = "", []chat.Field{d.whenField(x, seed)}
		return f, true
	}
	change := name == kindChange && old != nil
	if name == kindDraft || change && seed.What.Pulse != nil {
		f.Fields = d.pulseFields(x, seed, old)
		if change {
			f.Intro = d.words.say(x.lang, "plan-form-pulse-change", nil)
		}
		return f, true
	}
	if change {
		f.Title, f.Intro, name, rest = d.words.say(x.lang, "plan-change-title", nil), "", kindOf(seed.What), ""
	}
	what, ok := d.whatField(x, name, rest, seed.What)
	if !ok {
		return f, false
	}
	if name == kindPulse && len(x.teams) == 0 {
		f.Fields = []chat.Field{what, d.whenField(x, seed), d.untilField(x), d.freeField(x, seed.Move)}
		return f, true
	}
	f.Fields = []chat.Field{
		what, d.whoField(x, name == kindPulse, seed.Who, old), d.whenField(x, seed),
		d.untilField(x), d.freeField(x, seed.Move),
	}
	return f, true
}

// whatField asks for the series, the tip of a series, or the text.
func (d *Dialog) whatField(x *exchange, kind, series string, seed schedule.What) (chat.Field, bool) {
	if kind == kindPulse {
		return d.questionsField(x, series, seed.Pulse)
	}
	f := chat.Field{Name: "what", Label: d.words.say(x.lang, "field-"+kind, nil), Kind: chat.OneOf}
	switch kind {
	case kindSeries:
		f.Options, f.Value = d.seriesOptions(x)
		f.Value = cmp.Or(seed.Series, f.Value)
	case kindTip:
		if series == "" {
			p, _ := d.lib.Prompt(seed.Prompt, x.lang)
			series = p.Series
		}
		s, _ := d.lib.Series(series, x.lang)
		for _, p := range s.Prompts {
			f.Options = append(f.Options, chat.Option{Value: p.ID, Label: clip(p.Question)})
		}
		f.Value = seed.Prompt
	case kindText:
		f.Kind, f.Value, f.Hint = chat.Area, seed.Text, d.words.say(x.lang, "field-text-hint", nil)
		return f, true
	default:
		return f, false
	}
	if len(f.Options) > chat.MaxOptions {
		f.Options = f.Options[:chat.MaxOptions]
	}
	if f.Value == "" && len(f.Options) > 0 {
		f.Value = f.Options[0].Value
	}
	return f, len(f.Options) > 0
}

// seriesOptions are all series, and the one that fits the month.
func (d *Dialog) seriesOptions(x *exchange) (options []chat.Option, fits string) {
	for _, id := range d.lib.SeriesIDs() {
		s, ok := d.lib.Series(id, x.lang)
		if !ok {
			continue
		}
		options = append(options, chat.Option{Value: id, Label: s.Title})
		if fits == "" && slices.Contains(s.Months, x.At.Month()) {
			fits = id
		}
	}
	return options, fits
}

// whoTeam begins the value of a saved team.
const whoTeam = "team/"

// whoField asks for whom; a pulse is for the members of a channel or of a team. The audience of a plan that is there comes first, and stands there once.
func (d *Dialog) whoField(x *exchange, isPulse bool, seed schedule.Audience, old *schedule.Plan) chat.Field {
	f := chat.Field{Name: "who", Label: d.words.say(x.lang, "field-who", nil), Kind: chat.OneOf}
	option := func(value, label string, who schedule.Audience) {
		if old != nil && old.Who.Same(who) {
			return
		}
		f.Options = append(f.Options, chat.Option{Value: value, Label: label})
		if seed.Same(who) {
			f.Value = value
		}
	}
	if old != nil {
		f.Options, f.Value = []chat.Option{{Value: keepWho, Label: clip(chat.PlainMarkup(d.audience(x, *old)))}}, keepWho
	}
	if !x.Private {
		option("members", d.words.say(x.lang, "who-members", nil), schedule.Audience{Members: x.Where})
		if !isPulse {
			option("post", d.words.say(x.lang, "who-post", nil), schedule.Audience{Post: x.Where})
		}
	}
	for _, t := range x.teams {
		option(whoTeam+t.ID, d.words.say(x.lang, "who-team", values{"Name": t.Name}), schedule.Audience{Members: schedule.TeamAddress(x.From.School, t.ID)})
	}
	if old == nil && !isPulse {
		option("me", d.words.say(x.lang, "who-me", nil), schedule.Audience{People: []chat.Address{x.From.Address}})
	}
	if f.Value == "" {
		f.Value = f.Options[0].Value
	}
	return f
}

func (d *Dialog) whenField(x *exchange, seed schedule.Plan) chat.Field {
	f := chat.Field{Name: "when", Label: d.words.say(x.lang, "field-when", nil), Hint: d.words.say(x.lang, "field-when-hint", nil), Kind: chat.Line, Value: seed.When}
	if f.Value == "" {
		f.Value = d.words.say(x.lang, "field-when-value", nil)
	}
	return f
}

func (d *Dialog) untilField(x *exchange) chat.Field {
	return chat.Field{Name: "until", Label: d.words.say(x.lang, "field-until", nil), Hint: d.words.say(x.lang, "field-until-hint", nil), Kind: chat.Line, Optional: true}
}

func (d *Dialog) freeField(x *exchange, move bool) chat.Field {
	f := chat.Field{Name: "free", Label: d.words.say(x.lang, "field-free", nil), Kind: chat.OneOf, Value: "skip", Options: []chat.Option{
		{Value: "skip", Label: d.words.say(x.lang, "free-skip", nil)}, {Value: "move", Label: d.words.say(x.lang, "free-move", nil)},
	}}
	if move {
		f.Value = "move"
	}
	return f
}

// clip shortens a text to what fits on a button or beside a box.
func clip(s string) string {
	if r := []rune(s); len(r) > chat.MaxLabel {
		return string(r[:chat.MaxLabel-2]) + " …"
	}
	return s
}
