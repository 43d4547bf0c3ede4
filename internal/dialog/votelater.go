package dialog

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/people"
	"github.com/baken-bot/baken/internal/pulse"
	"github.com/baken-bot/baken/internal/schedule"
)

// voteLater asks when a question is to come once more, or has it come when its argument says. It is a part of the round for this person alone: sealed like every plan, shown to nobody, and gone before the
// answers are counted.
func (d *Dialog) voteLater(ctx context.Context, x *exchange, arg string) (Turn, error) {
	a, ok, err := d.askedBy(ctx, x, arg)
	if err != nil || !ok {
		return d.pulseClosed(x), err
	}
	staff, _, err := d.people.Load(ctx, x.From)
	if err != nil {
		return Turn{}, err
	}
	if staff.Stopped {
		return d.notice(x, "stopped-title", d.words.say(x.lang, "later-stopped", nil), d.quiet(x, "button-quit-undo", verbQuit, "back")), nil
	}
	day := d.closingDay(x, a)
	if a.rest != "" {
		plan, at, ok, err := d.again(ctx, x, a, staff, a.rest)
		if err != nil || !ok {
			return d.sentence(x, "pulse-later-none", values{"Day": day}), err
		}
		if err := d.keepAgain(ctx, x, plan); err != nil {
			return Turn{}, err
		}
		return d.replaced(d.sentence(x, "pulse-later-done", values{"At": d.moment(x.lang, at.In(a.round.Closes.Location()), x.now(d).In(a.round.Closes.Location())), "Day": day})), nil
	}
	return d.voteLaterWhen(ctx, x, a, staff)
}

// voteLaterWhen offers the moments that come before the closing.
func (d *Dialog) voteLaterWhen(ctx context.Context, x *exchange, a asked, staff people.Staff) (Turn, error) {
	place := d.questionArg(x, a.round, a.number)
	var buttons []chat.Button
	for _, w := range []string{laterToday, laterTomorrow} {
		_, _, ok, err := d.again(ctx, x, a, staff, w)
		if err != nil {
			return Turn{}, err
		}
		if ok {
			buttons = append(buttons, d.button(x, "later-"+w, verbVoteLater, place+"/"+w))
		}
	}
	if len(buttons) == 0 {
		return d.sentence(x, "pulse-later-none", values{"Day": d.closingDay(x, a)}), nil
	}
	buttons = append(buttons, d.quiet(x, "button-pulse-now", verbPulseAsk, place))
	return d.replaced(d.notice(x, "later-title", "", buttons...)), nil
}

func (d *Dialog) closingDay(x *exchange, a asked) string {
	return d.day(x.lang, a.round.Closes, x.now(d).In(a.round.Closes.Location()))
}

// again is the question once more, and when it would come: false when that is not before the round closes.
func (d *Dialog) again(ctx context.Context, x *exchange, a asked, staff people.Staff, when string) (schedule.Plan, time.Time, bool, error) {
	desk := d.desk(x)
	school, err := d.school(ctx, x)
	if err != nil {
		return schedule.Plan{}, time.Time{}, false, err
	}
	text, ok := laterAt(when, desk.Now().In(school.Zone), staff.Moment)
	if !ok || when == laterWeek {
		return schedule.Plan{}, time.Time{}, false, nil
	}
	proposal, err := desk.Propose(ctx, schedule.Plan{
		School: x.From.School, Who: schedule.Audience{People: []chat.Address{x.From.Address}}, Owner: x.From.Address, Lang: string(x.lang), Move: true, When: text,
		What: schedule.What{Pulse: &schedule.Pulse{Part: schedule.Again, Round: a.round.Round, Of: schedule.PlanID(a.round.Pulse), Closes: a.round.Closes}},
	})
	var bad *schedule.Unreadable
	if errors.As(err, &bad) {
		return schedule.Plan{}, time.Time{}, false, nil
	}
	if err != nil {
		return schedule.Plan{}, time.Time{}, false, err
	}
	at, ok := school.Reach(staff.Hours(), proposal.Moments[0])
	return proposal.Plan, at, ok && at.Before(a.round.Closes), nil
}

// keepAgain keeps the wish in the place of an earlier one: who asks twice is asked once.
func (d *Dialog) keepAgain(ctx context.Context, x *exchange, plan schedule.Plan) error {
	desk := d.desk(x)
	parts, err := desk.Parts(ctx, plan.School, plan.What.Pulse.Of)
	if err != nil {
		return err
	}
	for _, k := range ofRound(parts, plan.What.Pulse.Round) {
		if k.What.Pulse.Part == schedule.Again && k.For(x.From.Address) {
			if err := desk.Past.Remove(ctx, k.School, k.ID); err != nil {
				return fmt.Errorf("replace question for later: %w", err)
			}
		}
	}
	if _, err := desk.Create(ctx, plan); err != nil {
		return fmt.Errorf("ask question later: %w", err)
	}
	return nil
}

// askAgain is the question for somebody who asked for it later, from the first that is left. What is kept of it is the same when none is.
func (d *Dialog) askAgain(ctx context.Context, x *exchange, r pulse.Round, p schedule.Plan) (schedule.Announcement, error) {
	if len(p.Who.People) != 1 {
		return schedule.Announcement{}, nil
	}
	n, _, err := d.planning.Pulse(p.School).First(ctx, r.Ref, person(p.Who.People[0]))
	if errors.Is(err, pulse.ErrClosed) {
		return schedule.Announcement{}, nil
	}
	if err != nil {
		return schedule.Announcement{}, fmt.Errorf("find question: %w", err)
	}
	only := func(ctx context.Context, to chat.Address) (bool, error) { return d.waits(ctx, r.Ref, to) }
	return schedule.Announcement{Reply: d.question(x, r, n), Only: only}, nil
}
