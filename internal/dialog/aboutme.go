package dialog

import (
	"context"
	"fmt"
	"strings"

	"github.com/baken-bot/baken/internal/people"
	"github.com/baken-bot/baken/internal/schedule"
)

// aboutMe lists what is kept about a person, in plain words.
func (d *Dialog) aboutMe(ctx context.Context, x *exchange, _ string) (Turn, error) {
	staff, known, err := d.people.Load(ctx, x.From)
	if err != nil {
		return Turn{}, err
	}
	say := func(id string, v values) string { return d.words.say(x.lang, id, v) }
	lines := []string{say("about-me-session", nil)}
	if known && !staff.Since.IsZero() {
		lines = append(lines, say("about-me-since", values{"Bot": d.bot, "Month": d.words.month(x.lang, staff.Since)}))
	}
	if staff.Lang != "" {
		lines = append(lines, say("about-me-lang", nil))
	}
	lines = append(lines, d.wishLines(x, staff)...)
	if d.planning != nil {
		more, err := d.planLines(ctx, x)
		if err != nil {
			return Turn{}, err
		}
		lines = append(lines, more...)
	}
	lines = append(lines, say("about-me-nothing", nil), "", say("about-me-not", nil))
	if d.chooser != nil {
		lines = append(lines, "", say("about-me-chooser", nil))
	}
	return d.notice(x, "about-me-title", strings.Join(lines, "\n"), d.button(x, "button-forget", verbForget, "")), nil
}

// wishLines are what the person asked of messages the bot starts.
func (d *Dialog) wishLines(x *exchange, s people.Staff) []string {
	var lines []string
	add := func(id string, v values) { lines = append(lines, d.words.say(x.lang, id, v)) }
	if len(s.Days) > 0 {
		var days []string
		for _, day := range s.Days {
			days = append(days, d.words.say(x.lang, fmt.Sprintf("weekday-%d", day), nil))
		}
		add("about-me-days", values{"Days": strings.Join(days, ", ")})
	}
	if s.Moment != people.AnyMoment {
		add("about-me-moment-"+string(s.Moment), nil)
	}
	if s.Snooze.After(x.At) {
		add("about-me-snooze", values{"Day": d.day(x.lang, s.Snooze, x.At)})
	}
	if s.LessOften {
		add("about-me-less", nil)
	}
	if len(s.Unwanted) > 0 {
		var titles []string
		for _, id := range s.Unwanted {
			if t, ok := d.topic(x, id); ok {
				titles = append(titles, t.Title)
			}
		}
		add("about-me-unwanted", values{"Topics": strings.Join(titles, ", ")})
	}
	if len(s.Left) > 0 {
		add("about-me-left", values{"Count": len(s.Left)})
	}
	if s.Stopped {
		add("about-me-stopped", nil)
	}
	return lines
}

// planLines are what plans and roles keep of the person.
func (d *Dialog) planLines(ctx context.Context, x *exchange) ([]string, error) {
	all, err := d.desk(x).List(ctx, x.From.School)
	if err != nil {
		return nil, err
	}
	lines := []string{d.words.say(x.lang, "about-me-week", nil)}
	if d.planning.Pulse != nil {
		lines = append(lines, d.words.say(x.lang, "about-me-pulse", nil))
	}
	lines = append(lines, d.ownLines(x, all)...)
	_, draft, err := d.planning.Drafts.LoadDraft(ctx, x.From)
	if err != nil {
		return nil, err
	}
	if draft {
		lines = append(lines, d.words.say(x.lang, "about-me-draft", nil))
	}
	holder, ok, err := d.holder(ctx, x)
	if err != nil {
		return nil, err
	}
	if ok {
		lines = append(lines, d.words.say(x.lang, "about-me-role", values{"Role": d.roleName(x, holder.Role)}))
	}
	return lines, nil
}

// ownLines are how many of the school's plans are for the person alone or made by the person.
func (d *Dialog) ownLines(x *exchange, all []schedule.Kept) []string {
	own, made, later := 0, 0, false
	for _, k := range all {
		switch {
		case k.What.Note != nil:
		case k.IsPart():
			later = later || k.What.Pulse.Part == schedule.Again && k.For(x.From.Address)
		case k.For(x.From.Address):
			own++
		case k.Owner == x.From.Address:
			made++
		}
	}
	var lines []string
	if later {
		lines = append(lines, d.words.say(x.lang, "about-me-later", nil))
	}
	if own > 0 {
		lines = append(lines, d.words.say(x.lang, "about-me-own-plans", values{"Count": own}))
	}
	if made > 0 {
		lines = append(lines, d.words.say(x.lang, "about-me-made", values{"Count": made}))
	}
	return lines
}
