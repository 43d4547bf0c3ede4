package dialog

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/people"
)

// mine shows the form of one's own moments. Typed text gets a button to it.
func (d *Dialog) mine(ctx context.Context, x *exchange, _ string) (Turn, error) {
	if x.Press == nil && !x.Command {
		return d.notice(x, "mine-title", d.words.say(x.lang, "mine", nil), d.button(x, "button-mine", verbMine, "")), nil
	}
	staff, _, err := d.people.Load(ctx, x.From)
	if err != nil {
		return Turn{}, err
	}
	form := chat.Form{
		Do: chat.Action{Verb: verbMine}, Title: d.words.say(x.lang, "mine-title", nil), Intro: d.words.say(x.lang, "mine-intro", nil), Submit: d.words.say(x.lang, "mine-submit", nil),
		Fields: d.mineFields(x, staff),
	}
	return Turn{Reply: chat.Reply{Form: &form, Private: true}, Outcome: SmallTalk}, nil
}

// schoolWeek are the days one can work on.
func schoolWeek() []time.Weekday {
	return []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
}

func (d *Dialog) mineFields(x *exchange, s people.Staff) []chat.Field {
	say := func(id string) string { return d.words.say(x.lang, id, nil) }
	days := chat.Field{Name: "days", Label: say("field-days"), Kind: chat.SomeOf, Optional: true}
	var chosen []string
	for _, day := range schoolWeek() {
		n := strconv.Itoa(int(day))
		days.Options = append(days.Options, chat.Option{Value: n, Label: say(fmt.Sprintf("weekday-%d", day))})
		if (people.Hours{Days: s.Days}).Works(day) {
			chosen = append(chosen, n)
		}
	}
	days.Value = strings.Join(chosen, ",")
	moment := chat.Field{Name: "moment", Label: say("field-moment"), Kind: chat.OneOf, Value: "any", Options: []chat.Option{
		{Value: "any", Label: say("moment-any")}, {Value: string(people.BeforeSchool), Label: say("moment-before")}, {Value: string(people.AfterSchool), Label: say("moment-after")},
	}}
	if s.Moment != people.AnyMoment {
		moment.Value = string(s.Moment)
	}
	often := chat.Field{Name: "often", Label: say("field-often"), Kind: chat.OneOf, Value: "all", Options: []chat.Option{{Value: "all", Label: say("often-all")}, {Value: "less", Label: say("often-less")}}}
	if s.LessOften {
		often.Value = "less"
	}
	unwanted := chat.Field{Name: "unwanted", Label: say("field-unwanted"), Kind: chat.SomeOf, Optional: true, Value: strings.Join(s.Unwanted, ",")}
	for _, id := range d.heavyTopics(s.Unwanted) {
		if t, ok := d.topic(x, id); ok {
			unwanted.Options = append(unwanted.Options, chat.Option{Value: id, Label: clip(t.Title)})
		}
	}
	fields := []chat.Field{days, moment, often}
	if len(unwanted.Options) > 0 {
		fields = append(fields, unwanted)
	}
	if len(s.Left) > 0 {
		fields = append(fields, chat.Field{Name: "back", Label: say("field-back"), Kind: chat.SomeOf, Optional: true, Options: []chat.Option{{Value: "all", Label: say("back-all")}}})
	}
	return fields
}

// heavyTopics are those of prompts that weigh on a reader, after the ones a person turned down already.
func (d *Dialog) heavyTopics(already []string) []string {
	out := slices.Clone(already)
	for _, id := range d.lib.SeriesIDs() {
		s, _ := d.lib.Series(id, "nl")
		for _, p := range s.Prompts {
			if p.Heavy != "" {
				out = with(out, p.Topic)
			}
		}
	}
	return out[:min(len(out), chat.MaxOptions)]
}

// mineForm keeps one's own moments. What the form did not offer is not taken.
func (d *Dialog) mineForm(ctx context.Context, x *exchange, s chat.Submission) (Turn, error) {
	err := d.alter(ctx, x, func(staff *people.Staff) {
		staff.Days = nil
		for _, day := range schoolWeek() {
			if slices.Contains(s.Many["days"], strconv.Itoa(int(day))) {
				staff.Days = append(staff.Days, day)
			}
		}
		if len(staff.Days) == len(schoolWeek()) {
			staff.Days = nil
		}
		staff.Moment = people.AnyMoment
		if m := people.Moment(s.Values["moment"]); m == people.BeforeSchool || m == people.AfterSchool {
			staff.Moment = m
		}
		staff.LessOften = s.Values["often"] == "less"
		offered := d.heavyTopics(staff.Unwanted)
		staff.Unwanted = slices.DeleteFunc(slices.Clone(s.Many["unwanted"]), func(id string) bool { return !slices.Contains(offered, id) })
		if slices.Contains(s.Many["back"], "all") {
			staff.Left = nil
		}
	})
	if err != nil {
		return Turn{}, err
	}
	return d.notice(x, "mine-title", d.words.say(x.lang, "mine-done", nil), d.quiet(x, "button-settings", verbSettings, "")), nil
}

// snooze asks until when nothing is to come, or keeps it.
func (d *Dialog) snooze(ctx context.Context, x *exchange, arg string) (Turn, error) {
	days := map[string]int{"0": 0, "1": 1, "7": 7, "28": 28}
	n, ok := days[arg]
	if !ok {
		return d.notice(x, "snooze-title", "", d.button(x, "snooze-tomorrow", verbSnooze, "1"), d.button(x, "snooze-week", verbSnooze, "7"),
			d.button(x, "snooze-month", verbSnooze, "28"), d.quiet(x, "snooze-none", verbSnooze, "0")), nil
	}
	school, err := d.school(ctx, x)
	if err != nil {
		return Turn{}, err
	}
	now := x.now(d).In(school.Zone)
	until := time.Date(now.Year(), now.Month(), now.Day()+n, 0, 0, 0, 0, school.Zone)
	said := "snoozed"
	if n == 0 {
		until, said = time.Time{}, "snooze-ended"
	}
	if err := d.alter(ctx, x, func(s *people.Staff) { s.Snooze = until }); err != nil {
		return Turn{}, err
	}
	t := d.sentence(x, said, values{"Day": d.day(x.lang, until, now)})
	t.Reply.Replace = x.Press != nil
	return t, nil
}

// quit ends all messages the bot starts with this person, or lets them come again.
func (d *Dialog) quit(ctx context.Context, x *exchange, arg string) (Turn, error) {
	stopped := arg != "back"
	if err := d.alter(ctx, x, func(s *people.Staff) { s.Stopped = stopped }); err != nil {
		return Turn{}, err
	}
	if !stopped {
		t := d.sentence(x, "quit-undone", nil)
		t.Reply.Replace = true
		return t, nil
	}
	return d.notice(x, "quit-title", d.words.say(x.lang, "quit", nil), d.quiet(x, "button-quit-undo", verbQuit, "back")), nil
}
