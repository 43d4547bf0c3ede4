package dialog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
)

// Restarts keeps that a coordinator asks to start again after a crisis pause, until another agrees.
type Restarts interface {
	// Restart reports false when nobody asks.
	Restart(ctx context.Context, school chat.School) (Restart, bool, error)
	SaveRestart(ctx context.Context, school chat.School, r Restart) error
	DropRestart(ctx context.Context, school chat.School) error
}

// Restart is what is asked: to let the pause that began at Since end on a day.
type Restart struct {
	Since time.Time
	Day   schedule.Date
	By    chat.Address
	// Told are those who have the card: to ask again sends no second one.
	Told []chat.Address
}

// asked is the restart that waits for a second coordinator. One of a pause before this one counts no more.
func (d *Dialog) asked(ctx context.Context, x *exchange) (Restart, bool, error) {
	r, ok, err := d.planning.Restarts.Restart(ctx, x.From.School)
	if err != nil || !ok {
		return Restart{}, false, err
	}
	pause, err := d.desk(x).Book.Pause(ctx, x.From.School)
	if err != nil {
		return Restart{}, false, fmt.Errorf("read pause: %w", err)
	}
	now := x.now(d)
	return r, r.Since.Equal(pause.Since) && pause.Holds(now, now), nil
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
	first, err := d.firstFrom(ctx, x, rule.Start, school)
	if err != nil {
		return Turn{}, err
	}
	from := schedule.At(0, 0).On(rule.Start, school.Zone)
	body := d.words.say(x.lang, "restart-check", values{"Day": d.day(x.lang, from, now)}) + first
	return d.notice(x, "restart-title", body, d.button(x, "button-restart-now", verbRestart, rule.Start.String()), d.quiet(x, "button-back", verbCrisis, "")), nil
}

// firstFrom lists what comes first of each plan from a day on.
func (d *Dialog) firstFrom(ctx context.Context, x *exchange, day schedule.Date, school schedule.School) (string, error) {
	all, err := d.visible(ctx, x)
	if err != nil {
		return "", err
	}
	from, lines := schedule.At(0, 0).On(day, school.Zone), ""
	for _, k := range all[:min(len(all), maxListed)] {
		next, err := k.Plan.Next(school, from.Add(-time.Second))
		if err != nil || next.IsZero() {
			continue
		}
		k.Next = next
		line, err := d.listed(ctx, x, k, school.Zone)
		if err != nil {
			return "", err
		}
		if utf8.RuneCountInString(lines+line) > maxListText {
			break
		}
		lines += "\n- " + line
	}
	return lines, nil
}

// restartOn lets messages come again from a day on; where there is a second coordinator, that one is asked first.
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
	others, err := d.others(ctx, x)
	if err != nil {
		return Turn{}, err
	}
	asked, waiting, err := d.asked(ctx, x)
	switch {
	case err != nil:
		return Turn{}, err
	case len(others) == 0:
		return d.startAgain(ctx, x, day)
	case waiting && asked.By != x.From.Address && asked.Day == day:
		return d.agree(ctx, x, asked)
	case !waiting:
		asked = Restart{}
	}
	return d.askOthers(ctx, x, day, asked.Told, others)
}

// others are the coordinators beside whoever wrote who can be asked.
func (d *Dialog) others(ctx context.Context, x *exchange) ([]chat.Address, error) {
	all, _, err := d.planning.Roles.Roles(ctx, x.From.School)
	if err != nil {
		return nil, err
	}
	var out []chat.Address
	for _, h := range all {
		if h.Address == x.From.Address {
			continue
		}
		reachable, err := d.reachable(ctx, x.From.School, h.Address)
		if err != nil {
			return nil, err
		}
		if reachable {
			out = append(out, h.Address)
		}
	}
	return out, nil
}

// askOthers keeps what is asked and gives a card to each who has none. What is asked is kept before anybody is told, and who was told after it: a crash in between tells again
// what still waits, and forgets nobody.
func (d *Dialog) askOthers(ctx context.Context, x *exchange, day schedule.Date, told, others []chat.Address) (Turn, error) {
	desk := d.desk(x)
	pause, err := desk.Book.Pause(ctx, x.From.School)
	if err != nil {
		return Turn{}, fmt.Errorf("read pause: %w", err)
	}
	r := Restart{Since: pause.Since, Day: day, By: x.From.Address, Told: told}
	if err := d.planning.Restarts.SaveRestart(ctx, x.From.School, r); err != nil {
		return Turn{}, err
	}
	for _, to := range others {
		if slices.Contains(r.Told, to) {
			continue
		}
		if err := desk.Tell(ctx, chat.Person{School: x.From.School, Address: to}, schedule.Note{Kind: schedule.AskRestart}); err != nil {
			return Turn{}, err
		}
		r.Told = append(slices.Clip(r.Told), to)
	}
	if err := d.planning.Restarts.SaveRestart(ctx, x.From.School, r); err != nil {
		return Turn{}, err
	}
	return d.replaced(d.notice(x, "restart-title", d.words.say(x.lang, "restart-asked", nil), d.quiet(x, "button-contacts", verbContacts, ""))), nil
}

// restartAsk is the card on which another coordinator agrees, or does not.
func (d *Dialog) restartAsk(ctx context.Context, x *exchange, asked Restart) (Turn, error) {
	school, err := d.school(ctx, x)
	if err != nil {
		return Turn{}, err
	}
	first, err := d.firstFrom(ctx, x, asked.Day, school)
	if err != nil {
		return Turn{}, err
	}
	day := schedule.At(0, 0).On(asked.Day, school.Zone)
	body := d.words.say(x.lang, "restart-ask", values{"Day": d.day(x.lang, day, x.now(d).In(school.Zone))}) + first
	return d.notice(x, "restart-ask-title", body, d.button(x, "button-restart-now", verbRestartYes, asked.Day.String()), d.quiet(x, "button-restart-no", verbRestartNo, "")), nil
}

// restartYes is the second coordinator's word. A card of another day shows what is asked now instead.
func (d *Dialog) restartYes(ctx context.Context, x *exchange, arg string) (Turn, error) {
	asked, waiting, err := d.asked(ctx, x)
	switch {
	case err != nil:
		return Turn{}, err
	case !waiting:
		return d.replaced(d.sentence(x, "restart-gone", nil)), nil
	case asked.By == x.From.Address:
		return d.sentence(x, "restart-own", nil), nil
	case asked.Day.String() != arg:
		t, err := d.restartAsk(ctx, x, asked)
		return d.replaced(t), err
	}
	return d.agree(ctx, x, asked)
}

func (d *Dialog) agree(ctx context.Context, x *exchange, asked Restart) (Turn, error) {
	t, err := d.startAgain(ctx, x, asked.Day)
	if err != nil {
		return Turn{}, err
	}
	return t, d.desk(x).Tell(ctx, chat.Person{School: x.From.School, Address: asked.By}, schedule.Note{Kind: schedule.RestartAgreed})
}

// restartNo leaves everything paused and tells whoever asked, without saying who refused.
func (d *Dialog) restartNo(ctx context.Context, x *exchange, _ string) (Turn, error) {
	asked, waiting, err := d.asked(ctx, x)
	if err != nil || !waiting {
		return d.replaced(d.sentence(x, "restart-gone", nil)), err
	}
	if err := d.planning.Restarts.DropRestart(ctx, x.From.School); err != nil {
		return Turn{}, err
	}
	if asked.By != x.From.Address {
		err = d.desk(x).Tell(ctx, chat.Person{School: x.From.School, Address: asked.By}, schedule.Note{Kind: schedule.RestartRefused})
	}
	return d.replaced(d.sentence(x, "restart-refused", nil)), err
}

// startAgain lets messages come from a day on.
func (d *Dialog) startAgain(ctx context.Context, x *exchange, day schedule.Date) (Turn, error) {
	school, err := d.school(ctx, x)
	if err != nil {
		return Turn{}, err
	}
	if err := d.desk(x).Restart(ctx, x.From.School, day); err != nil {
		return Turn{}, err
	}
	if err := d.planning.Restarts.DropRestart(ctx, x.From.School); err != nil {
		return Turn{}, err
	}
	at := schedule.At(0, 0).On(day, school.Zone)
	return d.replaced(d.notice(x, "restart-title", d.words.say(x.lang, "restarted", values{"Day": d.day(x.lang, at, x.now(d).In(school.Zone))}), d.quiet(x, "button-plans", verbPlans, ""))), nil
}

// withoutRestart takes somebody who is no coordinator any more out of what is asked: their question falls, and their card does not count as told.
func (d *Dialog) withoutRestart(ctx context.Context, who chat.Person) error {
	r, ok, err := d.planning.Restarts.Restart(ctx, who.School)
	switch {
	case err != nil || !ok:
		return err
	case r.By == who.Address:
		return d.planning.Restarts.DropRestart(ctx, who.School)
	case !slices.Contains(r.Told, who.Address):
		return nil
	}
	r.Told = slices.DeleteFunc(r.Told, func(a chat.Address) bool { return a == who.Address })
	return d.planning.Restarts.SaveRestart(ctx, who.School, r)
}
