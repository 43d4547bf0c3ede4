package dialog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/people"
	"github.com/baken-bot/baken/internal/schedule"
)

// What a press on a nudge can ask for, as it stands in actions.
const (
	laterToday    = "today"
	laterTomorrow = "tomorrow"
	laterWeek     = "week"

	lessOften = "often"
	lessTopic = "topic"
	lessPlan  = "plan"
)

// read shows the topic behind a nudge, below it.
func (d *Dialog) readOn(_ context.Context, x *exchange, topic string) (Turn, error) {
	return d.answer(x, topic), nil
}

// nudgeRead shows a heavy prompt after all.
func (d *Dialog) nudgeRead(_ context.Context, x *exchange, arg string) (Turn, error) {
	plan, id, _ := strings.Cut(arg, "/")
	p, ok := d.lib.Prompt(id, x.lang)
	if !ok {
		return d.expired(x), nil
	}
	card := d.nudge(x, schedule.PlanID(plan), p, !x.Private)
	return Turn{Reply: chat.Reply{Cards: []chat.Card{card}, Replace: x.Private}, Outcome: SmallTalk}, nil
}

func (d *Dialog) skip(_ context.Context, x *exchange, _ string) (Turn, error) {
	t := d.sentence(x, "skipped", nil)
	t.Reply.Replace = true
	return t, nil
}

// later asks when a nudge is to come again, or has it come again then. It is a plan of the person's own: nobody else sees it and it does not count in the week.
func (d *Dialog) later(ctx context.Context, x *exchange, arg string) (Turn, error) {
	if t, stopped, err := d.stopped(ctx, x, "later-stopped"); err != nil || stopped {
		return t, err
	}
	desk := d.desk(x)
	school, err := d.school(ctx, x)
	if err != nil {
		return Turn{}, err
	}
	now := desk.Now().In(school.Zone)
	when, rest, chosen := strings.Cut(arg, ":")
	if !chosen {
		return d.laterWhen(x, arg, now), nil
	}
	staff, _, err := d.people.Load(ctx, x.From)
	if err != nil {
		return Turn{}, err
	}
	at, ok := laterAt(when, now, staff.Moment)
	what, known, err := d.saidBy(ctx, x, rest)
	if err != nil || !ok || !known {
		return d.expired(x), err
	}
	kept, err := desk.Create(ctx, schedule.Plan{
		School: x.From.School, What: what, Who: schedule.Audience{People: []chat.Address{x.From.Address}}, Owner: x.From.Address, Lang: string(x.lang), Move: true, When: at,
	})
	var bad *schedule.Unreadable
	if errors.As(err, &bad) {
		return d.expired(x), nil
	}
	if err != nil {
		return Turn{}, err
	}
	t := d.sentence(x, "later-done", values{"At": d.moment(x.lang, kept.Next.In(school.Zone), now)})
	t.Reply.Replace = true
	return t, nil
}

// laterWhen offers the moments that lie ahead.
func (d *Dialog) laterWhen(x *exchange, arg string, now time.Time) Turn {
	t := d.notice(x, "later-title", "")
	for _, w := range []string{laterToday, laterTomorrow, laterWeek} {
		if _, ok := laterAt(w, now, people.AnyMoment); ok {
			t.Reply.Cards[0].Buttons = append(t.Reply.Cards[0].Buttons, d.button(x, "later-"+w, verbLater, w+":"+arg))
		}
	}
	return t
}

// saidBy is what a nudge said: its prompt, or the text of its plan.
func (d *Dialog) saidBy(ctx context.Context, x *exchange, arg string) (schedule.What, bool, error) {
	id, prompt, _ := strings.Cut(arg, "/")
	if prompt != "" {
		_, ok := d.lib.Prompt(prompt, x.lang)
		return schedule.What{Prompt: prompt}, ok, nil
	}
	p, ok, err := d.desk(x).Book.Plan(ctx, x.From.School, schedule.PlanID(id))
	if err != nil {
		return schedule.What{}, false, fmt.Errorf("load plan: %w", err)
	}
	return schedule.What{Text: p.What.Text}, ok && p.What.Text != "", nil
}

// laterAt is a moment as a phrase; this afternoon only while it lies ahead.
func laterAt(when string, now time.Time, moment people.Moment) (string, bool) {
	clock, day := "15:15", schedule.DateOf(now)
	if moment == people.BeforeSchool {
		clock = "08:00"
	}
	switch when {
	case laterToday:
		return day.String() + " 15:15", now.Hour() < 15
	case laterTomorrow:
		return day.Add(1).String() + " " + clock, true
	case laterWeek:
		return day.Add(7-(int(now.Weekday())+6)%7).String() + " " + clock, true
	}
	return "", false
}

// less asks what there is to be less of, or keeps it, at once and without a reason.
func (d *Dialog) less(ctx context.Context, x *exchange, arg string) (Turn, error) {
	if t, stopped, err := d.stopped(ctx, x, "less-stopped"); err != nil || stopped {
		return t, err
	}
	what, rest, chosen := strings.Cut(arg, ":")
	if !chosen {
		return d.lessOf(x, arg), nil
	}
	plan, prompt, _ := strings.Cut(rest, "/")
	p, known := d.lib.Prompt(prompt, x.lang)
	var alter func(*people.Staff)
	switch {
	case what == lessOften:
		alter = func(s *people.Staff) { s.LessOften = true }
	case what == lessTopic && known:
		alter = func(s *people.Staff) { s.Unwanted = with(s.Unwanted, p.Topic) }
	case what == lessPlan && len(plan) <= maxPlanID:
		alter = func(s *people.Staff) { s.Left = with(s.Left, plan) }
	default:
		return d.expired(x), nil
	}
	if err := d.alter(ctx, x, alter); err != nil {
		return Turn{}, err
	}
	t := d.sentence(x, "less-"+what+"-done", nil)
	t.Reply.Replace = true
	return t, nil
}

// stopped answers a press on an old nudge by somebody who gets no messages any more, forgotten people among them: nothing is kept of it.
func (d *Dialog) stopped(ctx context.Context, x *exchange, said string) (Turn, bool, error) {
	staff, _, err := d.people.Load(ctx, x.From)
	if err != nil || !staff.Stopped {
		return Turn{}, false, err
	}
	return d.notice(x, "stopped-title", d.words.say(x.lang, said, nil), d.quiet(x, "button-quit-undo", verbQuit, "back")), true, nil
}

// maxPlanID bounds what a forged press can have kept.
const maxPlanID = 20

func (d *Dialog) lessOf(x *exchange, arg string) Turn {
	t := d.notice(x, "less-title", "")
	add := func(what string) {
		t.Reply.Cards[0].Buttons = append(t.Reply.Cards[0].Buttons, d.button(x, "less-"+what, verbLess, what+":"+arg))
	}
	add(lessOften)
	if strings.Contains(arg, "/") {
		add(lessTopic)
	}
	add(lessPlan)
	return t
}

// with returns a list with one more, once.
func with(list []string, one string) []string {
	if slices.Contains(list, one) {
		return list
	}
	return append(slices.Clip(list), one)
}

// alter changes what a person chose, beginning with nothing.
func (d *Dialog) alter(ctx context.Context, x *exchange, change func(*people.Staff)) error {
	staff, known, err := d.people.Load(ctx, x.From)
	if err != nil {
		return err
	}
	if !known {
		staff = people.Met(x.At)
	}
	if staff.Since.IsZero() {
		staff.Since = people.Met(x.At).Since // forgotten, and now choosing again
	}
	change(&staff)
	return d.people.Save(ctx, x.From, staff)
}
