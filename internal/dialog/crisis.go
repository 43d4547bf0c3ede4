package dialog

import (
	"context"
	"fmt"
	"strings"
	"time"

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
	asked, waiting, err := d.asked(ctx, x)
	switch {
	case err != nil:
		return Turn{}, err
	case waiting && asked.By != x.From.Address:
		return d.restartAsk(ctx, x, asked)
	case waiting:
		day := schedule.At(0, 0).On(asked.Day, school.Zone)
		paused += "\n\n" + d.words.say(x.lang, "restart-waits", values{"Day": d.day(x.lang, day, x.now(d).In(school.Zone))})
	default:
		paused += "\n\n" + d.words.say(x.lang, "paused", nil)
	}
	return d.notice(x, "paused-title", paused, d.button(x, "button-restart", verbRestart, ""), d.quiet(x, "button-contacts", verbContacts, "")), nil
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
