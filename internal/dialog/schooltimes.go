package dialog

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
)

// maxDaysShown is how many of its own days a card shows.
const maxDaysShown = 12

// schoolTimes shows everybody when the bot may speak first, and coordinators the way to change that and all else that is set for the school.
func (d *Dialog) schoolTimes(ctx context.Context, x *exchange, _ string) (Turn, error) {
	settings, err := d.desk(x).Book.Settings(ctx, x.From.School)
	if err != nil {
		return Turn{}, fmt.Errorf("read settings: %w", err)
	}
	school, err := settings.School()
	if err != nil {
		return Turn{}, err
	}
	window := school.Window
	lines := []string{
		d.words.say(x.lang, "school-window", values{"From": window.From, "Until": window.Until}),
		d.words.say(x.lang, "school-region", values{"Region": d.region(x, settings.Region)}), "",
	}
	free := d.dayLines(x, settings.Free)
	switch {
	case len(free) > 0:
		lines = append(append(lines, d.words.say(x.lang, "school-free", nil)), free...)
	case len(settings.Fetched) == 0:
		lines = append(lines, d.words.say(x.lang, "school-none", nil))
	}
	if open := d.dayLines(x, settings.Open); len(open) > 0 {
		lines = append(append(lines, "", d.words.say(x.lang, "school-open", nil)), open...)
	}
	if n := len(settings.Fetched); n > 0 {
		lines = append(lines, "", d.words.say(x.lang, "school-fetched", values{"Count": n}))
	}
	t := d.notice(x, "school-title", strings.Join(lines, "\n"))
	may, err := d.mayPlan(ctx, x)
	if may {
		t.Reply.Cards[0].Buttons = d.schoolButtons(x)
	}
	return t, err
}

// schoolButtons lead a coordinator to all that is set for the school as a whole.
func (d *Dialog) schoolButtons(x *exchange) []chat.Button {
	buttons := []chat.Button{d.button(x, "button-school-set", verbSchoolSet, ""), d.button(x, "button-teams", verbTeams, "")}
	if d.planning.Pulse != nil {
		buttons = append(buttons, d.button(x, "button-limits", verbThresholds, ""))
	}
	return append(buttons, d.quiet(x, "button-plans", verbPlans, ""))
}

// region names a region, or nothing when none was chosen.
func (d *Dialog) region(x *exchange, r schedule.Region) string {
	if r == "" {
		return ""
	}
	return d.words.say(x.lang, "region-"+string(r), nil)
}

// dayLines are days that are not over, as staff say them.
func (d *Dialog) dayLines(x *exchange, days []schedule.Holiday) []string {
	now := x.now(d)
	today := schedule.DateOf(now)
	var out []string
	for _, h := range days {
		if h.To.Before(today) {
			continue
		}
		line := "- " + d.day(x.lang, schedule.At(12, 0).On(h.From, now.Location()), now)
		if h.To != h.From {
			line += " – " + d.day(x.lang, schedule.At(12, 0).On(h.To, now.Location()), now)
		}
		if h.Name != "" {
			line += " · " + chat.PlainMarkup(h.Name)
		}
		out = append(out, line)
	}
	if more := len(out) - maxDaysShown; more > 0 {
		out = append(out[:maxDaysShown], "- "+d.words.say(x.lang, "school-days-more", values{"Count": more}))
	}
	return out
}

// schoolSet shows the form, with what holds now filled in.
func (d *Dialog) schoolSet(ctx context.Context, x *exchange, _ string) (Turn, error) {
	settings, err := d.desk(x).Book.Settings(ctx, x.From.School)
	if err != nil {
		return Turn{}, fmt.Errorf("read settings: %w", err)
	}
	school, err := settings.School()
	if err != nil {
		return Turn{}, err
	}
	today := schedule.DateOf(x.now(d).In(school.Zone))
	say := func(id string) string { return d.words.say(x.lang, id, nil) }
	region := chat.Field{Name: "region", Label: say("field-region"), Kind: chat.OneOf, Value: "none", Options: []chat.Option{{Value: "none", Label: say("region-none")}}}
	for _, r := range schedule.Regions() {
		region.Options = append(region.Options, chat.Option{Value: string(r), Label: d.region(x, r)})
	}
	if settings.Region != "" {
		region.Value = string(settings.Region)
	}
	form := chat.Form{
		Do: chat.Action{Verb: verbSchoolSet}, Title: say("school-title"), Intro: say("school-form"), Submit: say("mine-submit"),
		Fields: []chat.Field{
			region,
			{Name: "from", Label: say("field-earliest"), Hint: say("field-window-hint"), Kind: chat.Line, Value: school.Window.From.String()},
			{Name: "until", Label: say("field-latest"), Hint: say("field-window-hint"), Kind: chat.Line, Value: school.Window.Until.String()},
			{Name: "free", Label: say("field-free-days"), Hint: say("field-free-days-hint"), Kind: chat.Area, Optional: true, Value: schedule.WriteDays(schedule.From(settings.Free, today))},
			{Name: "open", Label: say("field-open-days"), Hint: say("field-open-days-hint"), Kind: chat.Area, Optional: true, Value: schedule.WriteDays(schedule.From(settings.Open, today))},
		},
	}
	return Turn{Reply: chat.Reply{Form: &form, Private: true}, Outcome: SmallTalk}, nil
}

// schoolForm keeps what was filled in, and has every plan look for its next moment again. When anything of it cannot be read nothing is kept.
func (d *Dialog) schoolForm(ctx context.Context, x *exchange, s chat.Submission) (Turn, error) {
	settings, err := d.desk(x).Book.Settings(ctx, x.From.School)
	if err != nil {
		return Turn{}, fmt.Errorf("read settings: %w", err)
	}
	again := d.button(x, "button-try-again", verbSchoolSet, "")
	err = d.fillIn(x, &settings, s)
	var bad *schedule.Unreadable
	switch {
	case errors.As(err, &bad):
		return d.unreadable(x, bad, again), nil
	case errors.Is(err, errWindow):
		return d.notice(x, "school-title", d.words.say(x.lang, "school-window-wrong", values{"From": schedule.Earliest, "Until": schedule.Latest}), again), nil
	case err != nil:
		return d.expired(x), nil
	}
	for _, h := range append(settings.Free[:len(settings.Free):len(settings.Free)], settings.Open...) {
		if m := d.reader.Read(h.Name, x.context()); h.Name != "" && len(m.Personal) > 0 {
			return d.notice(x, "plan-personal-title", d.words.say(x.lang, "school-personal", values{"Kinds": d.kinds(x, m.Personal)}), again), nil
		}
	}
	if err := d.desk(x).Settle(ctx, x.From.School, settings); err != nil {
		return Turn{}, err
	}
	t, err := d.schoolTimes(ctx, x, "")
	if err == nil {
		t.Reply.Cards[0].Body = d.words.say(x.lang, "school-saved", nil) + "\n\n" + t.Reply.Cards[0].Body
	}
	return t, err
}

// errWindow means that the hours lie outside those in which the bot may ever speak first.
var errWindow = errors.New("no such window")

// fillIn puts what was filled in into the settings. What a form cannot hold is an error of its own: the form is old or forged.
func (d *Dialog) fillIn(x *exchange, settings *schedule.Settings, s chat.Submission) error {
	settings.Region = schedule.Region(s.Values["region"])
	if settings.Region == "none" {
		settings.Region = ""
	}
	from, err := schedule.ParseClock(s.Values["from"])
	if err != nil {
		return err
	}
	until, err := schedule.ParseClock(s.Values["until"])
	if err != nil {
		return err
	}
	if settings.Window, err = schedule.NewWindow(from, until); err != nil {
		return errWindow
	}
	if settings.Free, err = d.readDays(x, s.Values["free"]); err != nil {
		return err
	}
	if settings.Open, err = d.readDays(x, s.Values["open"]); err != nil {
		return err
	}
	_, err = settings.School()
	return err
}

// maxDaysText is the longest list of days in bytes: the form must be able to show it again, and a field of Slack holds 3000 characters
// (https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element).
const maxDaysText = 2800

func (d *Dialog) readDays(x *exchange, text string) ([]schedule.Holiday, error) {
	days, err := schedule.ReadDays(text, schedule.DateOf(x.now(d)))
	if err == nil && len(schedule.WriteDays(days)) > maxDaysText {
		err = &schedule.Unreadable{Fault: schedule.TooManyDays}
	}
	return days, err
}
