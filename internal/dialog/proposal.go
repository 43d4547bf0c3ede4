package dialog

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
)

// propose shows what a draft comes to, or which word of it cannot be read.
func (d *Dialog) propose(ctx context.Context, x *exchange, plan schedule.Plan) (Turn, error) {
	desk := d.desk(x)
	proposal, err := desk.Propose(ctx, plan)
	var bad *schedule.Unreadable
	if errors.As(err, &bad) {
		return d.unreadable(x, bad, d.button(x, "button-change", verbPlanEdit, string(plan.ID))), nil
	}
	if err != nil {
		return Turn{}, err
	}
	size, wrong, err := d.askable(ctx, x, plan)
	if err != nil || wrong != nil {
		return *cmp.Or(wrong, &Turn{}), err
	}
	now := desk.Now().In(proposal.Zone)
	what, err := d.subject(ctx, x, plan.What)
	if err != nil {
		return Turn{}, err
	}
	about := d.words.say(x.lang, "proposal", values{"What": what, "Who": d.audience(x, plan), "When": plan.When})
	full, err := d.fullWeeks(ctx, x, proposal)
	if err != nil {
		return Turn{}, err
	}
	t := d.notice(x, "proposal-title", about+size+"\n\n"+d.moments(x.lang, proposal, now)+full, d.button(x, "button-plan-save", verbPlanSave, string(plan.ID)),
		d.quiet(x, "button-change", verbPlanEdit, string(plan.ID)), d.quiet(x, "button-plan-test", verbPlanTest, string(plan.ID)))
	t.Reply.Cards[0].Quote = clipQuote(plan.What.Text)
	// What a plan asks is chosen before it is kept for the first time; that is when its grace is set.
	if p := plan.What.Pulse; p != nil && p.Count() < schedule.MaxQuestions && plan.Grace == 0 {
		t.Reply.Cards[0].Buttons = append(t.Reply.Cards[0].Buttons, d.quiet(x, "button-own-more", verbOwn, string(plan.ID)))
	}
	return t, nil
}

// askable is how many people a pulse asks, as a paragraph, or what is wrong with asking them; of other plans neither.
func (d *Dialog) askable(ctx context.Context, x *exchange, plan schedule.Plan) (size string, wrong *Turn, err error) {
	if plan.What.Pulse == nil {
		return "", nil, nil
	}
	if t, bad, err := d.ownWrong(x, plan); err != nil || bad {
		return "", &t, err
	}
	line, enough, err := d.pulseSize(ctx, x, plan)
	if err != nil {
		return "", nil, err
	}
	if !enough {
		t := d.tooFewPeople(x, line)
		return "", &t, d.planning.Drafts.DropDraft(ctx, x.From)
	}
	return "\n\n" + line, nil, nil
}

// fullWeeks says in which weeks the team has its two messages already; empty when there are none. It counts plans and names nobody.
func (d *Dialog) fullWeeks(ctx context.Context, x *exchange, p schedule.Proposal) (string, error) {
	weeks, err := d.desk(x).FullWeeks(ctx, p)
	if err != nil || len(weeks) == 0 {
		return "", err
	}
	var names []string
	for _, monday := range weeks {
		names = append(names, d.day(x.lang, schedule.At(0, 0).On(monday, p.Zone), d.desk(x).Now().In(p.Zone)))
	}
	v := values{"Weeks": strings.Join(names, ", "), "Count": len(weeks), "Budget": schedule.WeekBudget}
	return "\n\n" + d.words.say(x.lang, "full-weeks", v), nil
}

// unreadable words what is wrong with a phrase. The word itself comes back as a quote: anybody may have typed anything.
func (d *Dialog) unreadable(x *exchange, u *schedule.Unreadable, again chat.Button) Turn {
	t := d.notice(x, "unreadable-title", d.words.say(x.lang, "fault-"+string(u.Fault), values{"Near": u.Near}), again)
	t.Reply.Cards[0].Quote = clipQuote(u.Word)
	t.Reply.Cards[0].Footer = d.words.say(x.lang, "unreadable-note", nil)
	return t
}
