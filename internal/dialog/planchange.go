package dialog

import (
	"context"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
)

// keepWho is what the form of a plan that is there names its own audience by.
const keepWho = "same"

// planChange shows the form of a plan as it was filled in. What it is, a series or a pulse, stays; all else can be changed.
func (d *Dialog) planChange(ctx context.Context, x *exchange, id string) (Turn, error) {
	plan, ok, err := d.desk(x).Book.Plan(ctx, x.From.School, schedule.PlanID(id))
	if err != nil || !ok || !plan.Stopped.IsZero() {
		return d.sentence(x, "plan-gone", nil), err
	}
	form, ok := d.form(x, kindChange+"/"+id, plan, &plan)
	if !ok {
		return d.sentence(x, "plan-gone", nil), nil
	}
	return Turn{Reply: chat.Reply{Form: &form, Private: true}, Outcome: SmallTalk}, nil
}

// kindOf is the kind of form a plan was made with.
func kindOf(w schedule.What) string {
	switch {
	case w.Series != "":
		return kindSeries
	case w.Prompt != "":
		return kindTip
	case w.Pulse != nil:
		return kindPulse
	}
	return kindText
}

// changedPlan is a plan as the form changes it, or what is wrong with that.
func (d *Dialog) changedPlan(x *exchange, old schedule.Plan, s chat.Submission) (schedule.Plan, *Turn) {
	filled := filled{kind: kindOf(old.What), Submission: s, again: d.button(x, "button-try-again", verbPlanChange, string(old.ID))}
	if old.What.Pulse != nil {
		return d.pulseRefilled(x, old, filled)
	}
	what, who, wrong := d.whatAndWho(x, filled, old.Who)
	if wrong != nil {
		return schedule.Plan{}, wrong
	}
	out := old
	out.What, out.Who, out.Move = what, who, s.Values["free"] == "move"
	return out, nil
}

// kept changes the plan that is there to what was drafted. A channel that hears it from now on is told first: when that fails the plan is as it was, with its place in a series and the day it counts from.
func (d *Dialog) kept(ctx context.Context, x *exchange, plan, old schedule.Plan) (Turn, error) {
	desk := d.desk(x)
	proposal, err := desk.Propose(ctx, plan)
	if err != nil {
		return Turn{}, err
	}
	school, err := d.school(ctx, x)
	if err != nil {
		return Turn{}, err
	}
	told := ""
	if !plan.Who.Same(old.Who) {
		if told, err = d.tellChannel(ctx, x, schedule.Kept{Plan: plan, Next: proposal.Moments[0]}, school); err != nil {
			return d.sentence(x, "plan-change-not-told", nil), announcing(err, nil)
		}
	}
	k, err := desk.Change(ctx, plan)
	if err != nil {
		return Turn{}, err
	}
	if err := d.planning.Drafts.DropDraft(ctx, x.From); err != nil {
		return Turn{}, err
	}
	body := d.words.say(x.lang, "plan-is-paused", nil)
	if !k.Next.IsZero() {
		body = d.words.say(x.lang, "plan-changed", values{"Next": d.moment(x.lang, k.Next.In(school.Zone), desk.Now().In(school.Zone))})
	}
	return d.replaced(d.notice(x, "plan-saved-title", body+told, d.button(x, "button-plans", verbPlans, ""))), nil
}
