package dialog

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
)

// crisis asks once whether everything is to stop, or tells that it has and offers the careful way back.
func (d *Dialog) crisis(ctx context.Context, x *exchange, _ string) (Turn, error) {
	school, err := d.school(ctx, x)
	if err != nil {
		return Turn{}, err
	}
	paused, err := d.pauseLine(ctx, x, school.Zone)
	if err != nil {
		return Turn{}, err
	}
	if paused == "" {
		return d.notice(x, "crisis-title", d.words.say(x.lang, "crisis", nil), d.button(x, "button-crisis-now", verbCrisisNow, ""), d.quiet(x, "button-back", verbPlans, "")), nil
	}
	return d.notice(x, "paused-title", paused+"\n\n"+d.words.say(x.lang, "paused", nil), d.button(x, "button-restart", verbRestart, ""), d.quiet(x, "button-contacts", verbContacts, "")), nil
}

// crisisNow stops every planned message of the school, and offers people to turn to; it sends nothing.
func (d *Dialog) crisisNow(ctx context.Context, x *exchange, _ string) (Turn, error) {
	if err := d.desk(x).Crisis(ctx, x.From.School); err != nil {
		return Turn{}, err
	}
	t := d.notice(x, "paused-title", d.words.say(x.lang, "crisis-done", nil), d.button(x, "button-contacts", verbContacts, ""), d.quiet(x, "button-restart", verbRestart, ""))
	t.Reply.Replace = true
	return t, nil
}

// pauseLine says since when nothing comes and until when, or is empty when nothing is paused.
func (d *Dialog) pauseLine(ctx context.Context, x *exchange, zone *time.Location) (string, error) {
	pause, err := d.desk(x).Book.Pause(ctx, x.From.School)
	if err != nil {
		return "", fmt.Errorf("read pause: %w", err)
	}
	now := x.now(d).In(zone)
	if !pause.Holds(now, now) {
		return "", nil
	}
	v := values{"Since": d.moment(x.lang, pause.Since.In(zone), now), "Until": ""}
	if !pause.Until.IsZero() {
		v["Until"] = d.day(x.lang, pause.Until.In(zone), now)
	}
	return d.words.say(x.lang, "paused-since", v), nil
}

// contacts lists the people and numbers to turn to.
func (d *Dialog) contacts(_ context.Context, x *exchange, _ string) (Turn, error) {
	var lines []string
	for _, role := range []string{"school-leader", "care-coordinator", "confidential-counsellor", "school-psychologist", "board"} {
		lines = append(lines, "- "+d.lib.Contact(role, x.lang))
	}
	return d.notice(x, "contacts-title", d.words.say(x.lang, "contacts", values{"Emergency": d.number("emergency")})+"\n"+strings.Join(lines, "\n")), nil
}

// restart asks for the day.
func (d *Dialog) restart(ctx context.Context, x *exchange, arg string) (Turn, error) {
	if arg != "" {
		return d.restartOn(ctx, x, arg)
	}
	form := chat.Form{
		Do: chat.Action{Verb: verbRestart}, Title: d.words.say(x.lang, "restart-form-title", nil), Intro: d.words.say(x.lang, "restart-form", nil),
		Submit: d.words.say(x.lang, "plan-form-submit", nil),
		Fields: []chat.Field{{Name: "day", Label: d.words.say(x.lang, "field-day", nil), Hint: d.words.say(x.lang, "field-day-hint", nil), Kind: chat.Line}},
	}
	return Turn{Reply: chat.Reply{Form: &form, Private: true}, Outcome: SmallTalk}, nil
}

// restartForm reads the day and shows what comes first from then on. Nothing starts yet.
func (d *Dialog) restartForm(ctx context.Context, x *exchange, s chat.Submission) (Turn, error) {
	school, err := d.school(ctx, x)
	if err != nil {
		return Turn{}, err
	}
	now := x.now(d).In(school.Zone)
	rule, err := schedule.Parse(s.Values["day"]+" 12:00", schedule.DateOf(now), school.Calendar)
	var bad *schedule.Unreadable
	switch {
	case errors.As(err, &bad):
		return d.unreadable(x, bad, d.button(x, "button-try-again", verbRestart, "")), nil
	case err != nil:
		return Turn{}, err
	case rule.Unit != schedule.Once:
		return d.notice(x, "unreadable-title", d.words.say(x.lang, "restart-one-day", nil), d.button(x, "button-try-again", verbRestart, "")), nil
	}
	all, err := d.visible(ctx, x)
	if err != nil {
		return Turn{}, err
	}
	from := schedule.At(0, 0).On(rule.Start, school.Zone)
	body := d.words.say(x.lang, "restart-check", values{"Day": d.day(x.lang, from, now)})
	for _, k := range all[:min(len(all), maxListed)] {
		if next, err := k.Plan.Next(school, from.Add(-time.Second)); err == nil && !next.IsZero() {
			k.Next = next
			line, err := d.listed(ctx, x, k, school.Zone)
			if err != nil {
				return Turn{}, err
			}
			body += "\n- " + line
		}
	}
	return d.notice(x, "restart-title", body, d.button(x, "button-restart-now", verbRestart, rule.Start.String()), d.quiet(x, "button-back", verbCrisis, "")), nil
}

// restartOn lets messages come again from a day on.
func (d *Dialog) restartOn(ctx context.Context, x *exchange, arg string) (Turn, error) {
	day, err := schedule.ParseDate(arg)
	if err != nil {
		return d.expired(x), nil
	}
	school, err := d.school(ctx, x)
	if err != nil {
		return Turn{}, err
	}
	if paused, err := d.pauseLine(ctx, x, school.Zone); err != nil || paused == "" {
		return d.sentence(x, "restart-not-paused", nil), err
	}
	if err := d.desk(x).Restart(ctx, x.From.School, day); err != nil {
		return Turn{}, err
	}
	at := schedule.At(0, 0).On(day, school.Zone)
	t := d.notice(x, "restart-title", d.words.say(x.lang, "restarted", values{"Day": d.day(x.lang, at, x.now(d).In(school.Zone))}), d.quiet(x, "button-plans", verbPlans, ""))
	t.Reply.Replace = true
	return t, nil
}
