package dialog

import (
	"context"
	"fmt"
	"strings"

	"github.com/baken-bot/baken/internal/schedule"
)

// composeNote words what the bot tells a coordinator about how the school's messages run, as things are when it arrives. What no longer holds is not told.
func (d *Dialog) composeNote(ctx context.Context, x *exchange, p schedule.Plan) (schedule.Announcement, error) {
	x.From.School, x.From.Address, x.Where, x.Private = p.School, p.Owner, p.Owner, true
	if err := d.loadTeams(ctx, x); err != nil {
		return schedule.Announcement{}, err
	}
	t, err := d.noteTurn(ctx, x, *p.What.Note)
	return schedule.Announcement{Reply: t.Reply}, err
}

func (d *Dialog) noteTurn(ctx context.Context, x *exchange, n schedule.Note) (Turn, error) {
	if n.Kind == schedule.Inherited {
		return d.inherited(ctx, x, n.Plans)
	}
	school, err := d.school(ctx, x)
	if err != nil {
		return Turn{}, err
	}
	paused, err := d.pauseLine(ctx, x, school.Zone)
	if err != nil {
		return Turn{}, err
	}
	asked, waiting, err := d.asked(ctx, x)
	switch {
	case err != nil:
		return Turn{}, err
	case n.Kind == schedule.AskRestart && waiting && asked.By != x.From.Address:
		return d.restartAsk(ctx, x, asked)
	case n.Kind == schedule.RestartRefused && paused != "" && !waiting:
		return d.notice(x, "paused-title", paused+"\n\n"+d.words.say(x.lang, "restart-was-refused", nil), d.button(x, "button-restart", verbRestart, ""), d.quiet(x, "button-contacts", verbContacts, "")), nil
	case n.Kind == schedule.RestartAgreed:
		return d.agreed(ctx, x, school)
	}
	return Turn{}, nil
}

// agreed tells from when on messages come again, unless they were paused anew.
func (d *Dialog) agreed(ctx context.Context, x *exchange, school schedule.School) (Turn, error) {
	pause, err := d.desk(x).Book.Pause(ctx, x.From.School)
	if err != nil {
		return Turn{}, fmt.Errorf("read pause: %w", err)
	}
	if pause.Until.IsZero() {
		return Turn{}, nil
	}
	v := values{"Day": d.day(x.lang, pause.Until.In(school.Zone), x.now(d).In(school.Zone))}
	return d.notice(x, "restart-title", d.words.say(x.lang, "restart-was-agreed", v), d.quiet(x, "button-plans", verbPlans, "")), nil
}

// inherited tells which plans became the coordinator's, as far as they still are.
func (d *Dialog) inherited(ctx context.Context, x *exchange, plans []schedule.PlanID) (Turn, error) {
	school, err := d.school(ctx, x)
	if err != nil {
		return Turn{}, err
	}
	var lines []string
	for _, id := range plans {
		line, err := d.stillMine(ctx, x, id, school)
		if err != nil {
			return Turn{}, err
		}
		if line != "" {
			lines = append(lines, "- "+line)
		}
	}
	paused, err := d.pauseLine(ctx, x, school.Zone)
	if err != nil || len(lines) == 0 {
		return Turn{}, err
	}
	if more := len(lines) - fitting(lines); more > 0 {
		lines = append(lines[:len(lines)-more], "", d.words.say(x.lang, "plans-more", values{"Count": more}))
	}
	if paused != "" {
		lines = append(lines, "", paused)
	}
	t := d.notice(x, "inherited-title", d.words.say(x.lang, "inherited", nil)+"\n"+strings.Join(lines, "\n"), d.button(x, "button-plan-pick", verbPlanPick, ""))
	t.Reply.Cards[0].Footer = d.words.say(x.lang, "inherited-note", nil)
	return t, nil
}

// stillMine is a plan in one line; empty when it has ended or is somebody else's by now.
func (d *Dialog) stillMine(ctx context.Context, x *exchange, id schedule.PlanID, school schedule.School) (string, error) {
	desk := d.desk(x)
	p, ok, err := desk.Book.Plan(ctx, x.From.School, id)
	if err != nil {
		return "", fmt.Errorf("read plan: %w", err)
	}
	if !ok || !p.Stopped.IsZero() || p.Owner != x.From.Address {
		return "", nil
	}
	k := schedule.Kept{Plan: p}
	if k.Next, err = p.Next(school, desk.Now()); err != nil {
		return "", err
	}
	return d.listed(ctx, x, k, school.Zone)
}
