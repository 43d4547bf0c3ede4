package dialog

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
)

// maxListed is how many plans are shown in a list, so that it fits in a card.
const maxListed = 8

// maxListText is how many characters the plans of a list may have together: a card that is too long is not shown at all.
const maxListText = 1500

// plans lists what is planned, for everybody.
func (d *Dialog) plans(ctx context.Context, x *exchange, _ string) (Turn, error) {
	if err := d.loadTeams(ctx, x); err != nil {
		return Turn{}, err
	}
	all, err := d.visible(ctx, x)
	if err != nil {
		return Turn{}, err
	}
	school, err := d.school(ctx, x)
	if err != nil {
		return Turn{}, err
	}
	may, err := d.mayPlan(ctx, x)
	if err != nil {
		return Turn{}, err
	}
	var lines []string
	paused, err := d.pauseLine(ctx, x, school.Zone)
	if err != nil {
		return Turn{}, err
	}
	if paused != "" {
		lines = append(lines, paused, "")
	}
	var listed []string
	for _, k := range all[:min(len(all), maxListed)] {
		line, err := d.listed(ctx, x, k, school.Zone)
		if err != nil {
			return Turn{}, err
		}
		listed = append(listed, "- "+line)
	}
	shown := fitting(listed)
	lines = append(lines, listed[:shown]...)
	switch {
	case len(all) == 0:
		lines = append(lines, d.words.say(x.lang, "plans-none", nil))
	case len(all) > shown:
		lines = append(lines, "", d.words.say(x.lang, "plans-more", values{"Count": len(all) - shown}))
	}
	t := d.notice(x, "plans-title", strings.Join(lines, "\n"))
	t.Reply.Cards[0].Footer = d.words.say(x.lang, "plans-note", nil)
	t.Reply.Cards[0].Buttons = d.plansButtons(x, may, all)
	return t, nil
}

// fitting is how many of the lines of a list fit on a card.
func fitting(lines []string) int {
	size := 0
	for i, line := range lines[:min(len(lines), maxListed)] {
		if size += utf8.RuneCountInString(line); size > maxListText {
			return i
		}
	}
	return min(len(lines), maxListed)
}

// plansButtons are for coordinators; the others' way is to their own settings.
func (d *Dialog) plansButtons(x *exchange, may bool, all []schedule.Kept) []chat.Button {
	if !may {
		return []chat.Button{d.button(x, "button-mine", verbMine, "")}
	}
	buttons := []chat.Button{d.button(x, "button-plan-new", verbPlanNew, "")}
	if len(all) > 0 {
		buttons = append(buttons, d.button(x, "button-plan-pick", verbPlanPick, ""))
	}
	return append(buttons, d.quiet(x, "button-school", verbSchool, ""), d.quiet(x, "button-crisis", verbCrisis, ""))
}

// visible returns the plans that have moments to come or are paused, and whose business the person's is: what somebody asked for alone is shown to nobody else.
func (d *Dialog) visible(ctx context.Context, x *exchange) ([]schedule.Kept, error) {
	all, err := d.desk(x).List(ctx, x.From.School)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(k schedule.Kept) bool {
		return k.Next.IsZero() && !k.Paused || k.What.Note != nil || k.IsPart() || len(k.Who.People) == 1 && !k.For(x.From.Address)
	}), nil
}

// listed is a plan in one line.
func (d *Dialog) listed(ctx context.Context, x *exchange, k schedule.Kept, zone *time.Location) (string, error) {
	what, err := d.subject(ctx, x, k.What)
	if err != nil {
		return "", err
	}
	next := d.words.say(x.lang, "plan-paused", nil)
	if !k.Paused {
		next = d.words.say(x.lang, "plan-next", values{"At": d.moment(x.lang, k.Next.In(zone), x.now(d).In(zone))})
	}
	return d.words.say(x.lang, "plan-line", values{"What": what, "Who": d.audience(x, k.Plan), "When": k.When, "Next": next}), nil
}

func (x *exchange) now(d *Dialog) time.Time { return d.desk(x).Now() }

// subject names what a plan says. A coordinator's own words are never part of a line: they are quoted where they are shown.
func (d *Dialog) subject(ctx context.Context, x *exchange, w schedule.What) (string, error) {
	if w.Pulse != nil {
		return d.pulseSubject(ctx, x, w.Pulse)
	}
	if w.Series != "" {
		s, _ := d.lib.Series(w.Series, x.lang)
		return d.words.say(x.lang, "subject-series", values{"Title": s.Title}), nil
	}
	if w.Prompt != "" {
		p, _ := d.lib.Prompt(w.Prompt, x.lang)
		return d.words.say(x.lang, "subject-tip", values{"Question": p.Question}), nil
	}
	return d.words.say(x.lang, "subject-text", nil), nil
}

// audience says who hears a plan, and names nobody.
func (d *Dialog) audience(x *exchange, p schedule.Plan) string {
	id := "audience-people"
	if t, ok := x.teamAt(p.Who.Members); ok {
		return d.words.say(x.lang, "audience-team", values{"Name": t.Name})
	}
	switch {
	case p.For(x.From.Address):
		id = "audience-me"
	case p.Who.Members == x.Where:
		id = "audience-members-here"
	case p.Who.Post == x.Where:
		id = "audience-post-here"
	case p.Who.Members != chat.Address{}:
		id = "audience-members"
	case p.Who.Post != chat.Address{}:
		id = "audience-post"
	}
	return d.words.say(x.lang, id, nil)
}

// planPick offers the plans one by one.
func (d *Dialog) planPick(ctx context.Context, x *exchange, _ string) (Turn, error) {
	all, err := d.visible(ctx, x)
	if err != nil {
		return Turn{}, err
	}
	t := d.notice(x, "plan-pick-title", "")
	for row := range slices.Chunk(all, chat.MaxButtons) {
		last := len(t.Reply.Cards) - 1
		if len(t.Reply.Cards[last].Buttons) > 0 {
			if last+1 == chat.MaxCards {
				break
			}
			t.Reply.Cards, last = append(t.Reply.Cards, chat.Card{}), last+1
		}
		for _, k := range row {
			what, err := d.subject(ctx, x, k.What)
			if err != nil {
				return Turn{}, err
			}
			label := clip(chat.PlainMarkup(what) + " · " + k.When)
			t.Reply.Cards[last].Buttons = append(t.Reply.Cards[last].Buttons, chat.Button{Label: label, Do: chat.Action{Verb: verbPlanShow, Arg: string(k.ID)}})
		}
	}
	return t, nil
}

// planShow shows one plan with its next five moments and what can be done with it.
func (d *Dialog) planShow(ctx context.Context, x *exchange, id string) (Turn, error) {
	desk := d.desk(x)
	plan, ok, err := desk.Book.Plan(ctx, x.From.School, schedule.PlanID(id))
	if err != nil || !ok || !plan.Stopped.IsZero() {
		return d.sentence(x, "plan-gone", nil), err
	}
	what, err := d.subject(ctx, x, plan.What)
	if err != nil {
		return Turn{}, err
	}
	body := d.words.say(x.lang, "proposal", values{"What": what, "Who": d.audience(x, plan), "When": plan.When})
	pause := d.button(x, "button-plan-pause", verbPlanPause, id)
	if plan.Paused {
		body += "\n\n" + d.words.say(x.lang, "plan-is-paused", nil)
		pause = d.button(x, "button-plan-resume", verbPlanResume, id)
	} else if p, err := desk.Propose(ctx, plan); err == nil {
		body += "\n\n" + d.moments(x.lang, p, desk.Now().In(p.Zone))
	}
	t := d.notice(x, "plan-title", body, d.button(x, "button-plan-change", verbPlanChange, id), d.button(x, "button-plan-move", verbPlanMove, id), pause, d.quiet(x, "button-plan-stop", verbPlanStop, id))
	t.Reply.Cards[0].Quote = clipQuote(plan.What.Text)
	return t, nil
}

// planMove asks for another time.
func (d *Dialog) planMove(ctx context.Context, x *exchange, id string) (Turn, error) {
	plan, ok, err := d.desk(x).Book.Plan(ctx, x.From.School, schedule.PlanID(id))
	if err != nil || !ok {
		return d.sentence(x, "plan-gone", nil), err
	}
	form, _ := d.form(x, kindMove+"/"+id, plan, nil)
	return Turn{Reply: chat.Reply{Form: &form, Private: true}, Outcome: SmallTalk}, nil
}

func (d *Dialog) planPause(ctx context.Context, x *exchange, id string) (Turn, error) {
	return d.changed(ctx, x, id, "plan-paused-now", d.desk(x).Pause)
}

func (d *Dialog) planResume(ctx context.Context, x *exchange, id string) (Turn, error) {
	return d.changed(ctx, x, id, "plan-resumed-now", func(ctx context.Context, _ chat.School, id schedule.PlanID) (schedule.Kept, error) {
		return d.desk(x).Resume(ctx, x.From, id)
	})
}

func (d *Dialog) planStop(ctx context.Context, x *exchange, id string) (Turn, error) {
	return d.changed(ctx, x, id, "plan-stopped-now", d.desk(x).Stop)
}

// changed does one thing to a plan and says so in the place of its card.
func (d *Dialog) changed(ctx context.Context, x *exchange, id, said string, do func(context.Context, chat.School, schedule.PlanID) (schedule.Kept, error)) (Turn, error) {
	k, err := do(ctx, x.From.School, schedule.PlanID(id))
	var bad *schedule.Unreadable
	switch {
	case errors.Is(err, schedule.ErrNoPlan):
		return d.sentence(x, "plan-gone", nil), nil
	case errors.As(err, &bad):
		return d.unreadable(x, bad, d.button(x, "button-plan-move", verbPlanMove, id)), nil
	case err != nil:
		return Turn{}, err
	}
	what, err := d.subject(ctx, x, k.What)
	if err != nil {
		return Turn{}, err
	}
	t := d.notice(x, "plan-title", d.words.say(x.lang, said, values{"What": what}), d.quiet(x, "button-plans", verbPlans, ""))
	t.Reply.Replace = true
	return t, nil
}
