package dialog

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/pulse"
	"github.com/baken-bot/baken/internal/schedule"
)

// How long a round is open, and when its one reminder comes, in days; on a free day it is the next school day.
const (
	roundDays    = 6 // so that a weekly pulse has its result, and a day for a word about it, before the next
	reminderDays = 2
)

// resultGrace is how late a result may come. A result is no reminder: the day after is better than never.
const resultGrace = schedule.MaxGrace

// Invite opens a round and returns whom it is for. A reminder is for everybody, as far as anything that is kept can tell. It fills [schedule.Guests].
func (d *Dialog) Invite(ctx context.Context, f schedule.Firing, p schedule.Plan, members []chat.Address) ([]chat.Address, error) {
	if p.What.Pulse.Part == schedule.Reminder {
		return members, nil
	}
	ref := roundOf(f)
	if owed := p.What.Pulse.Owes; owed != "" && owed != ref.Round {
		return nil, d.tellOwner(ctx, f, p, schedule.Owed)
	}
	times, err := d.timesOf(ctx, f)
	if err != nil {
		return nil, err
	}
	willing, err := d.willing(ctx, f, p, members, times)
	if err != nil {
		return nil, err
	}
	least, err := d.thresholds(ctx, f.School)
	if err != nil {
		return nil, err
	}
	if len(willing) < least.Invited() {
		return nil, d.tellOwner(ctx, f, p, schedule.TooSmall)
	}
	invited, enough, err := d.places(ctx, f.School, willing, least.Invited())
	if err != nil {
		return nil, err
	}
	if !enough {
		return nil, d.tellOwner(ctx, f, p, schedule.FullWeek)
	}
	return invited, d.openRound(ctx, f, p, invited, times)
}

// roundOf names the round of a firing: the same firing always has the same one.
func roundOf(f schedule.Firing) pulse.Ref {
	return pulse.Ref{School: pulse.School(f.School), Round: f.ID()}
}

// times are when a round of a firing does what.
type times struct {
	school         schedule.School
	remind, closes time.Time
}

// timesOf works them out: so many days later, or on the first school day after it.
func (d *Dialog) timesOf(ctx context.Context, f schedule.Firing) (times, error) {
	settings, err := d.planning.Desk(f.School).Book.Settings(ctx, f.School)
	if err != nil {
		return times{}, fmt.Errorf("read settings: %w", err)
	}
	school, err := settings.School()
	if err != nil {
		return times{}, err
	}
	after := func(days int) time.Time { return school.Opens(f.At.In(school.Zone).AddDate(0, 0, days)) }
	return times{school, after(reminderDays), after(roundDays)}, nil
}

// willing are the members to whom the question can come before the round closes, each with the week in which it will. Who does not want messages, or is away until then, is not
// invited either, so that they count in nothing.
func (d *Dialog) willing(ctx context.Context, f schedule.Firing, p schedule.Plan, members []chat.Address, t times) ([]schedule.Claim, error) {
	var out []schedule.Claim
	for _, to := range members {
		s, _, err := d.people.Load(ctx, chat.Person{School: p.School, Address: to})
		if err != nil {
			return nil, fmt.Errorf("read wishes: %w", err)
		}
		at, ok := t.school.Reach(s.Hours(), f.At)
		if !s.Stopped && !slices.Contains(s.Left, string(p.ID)) && ok && at.Before(t.closes) {
			out = append(out, schedule.Claim{Delivery: schedule.Delivery{Firing: f, To: to}, Week: schedule.WeekOf(at)})
		}
	}
	return out, nil
}

// places takes a place in the week of each, and returns who got one. A question that the week has no room for would count somebody as asked who never was. When too few get a
// place, all are given back.
func (d *Dialog) places(ctx context.Context, school chat.School, willing []schedule.Claim, least int) (invited []chat.Address, enough bool, err error) {
	budget := d.planning.Desk(school).Budget
	got, err := budget.Reserve(ctx, willing)
	if err != nil {
		return nil, false, err
	}
	for i, c := range willing {
		if got[i] {
			invited = append(invited, c.To)
		}
	}
	if len(invited) < least {
		return nil, false, budget.Release(ctx, willing)
	}
	return invited, true, nil
}

// openRound opens the round, and plans its parts: its closing first, so that no round is open that nobody closes. Each step does nothing a second time.
func (d *Dialog) openRound(ctx context.Context, f schedule.Firing, p schedule.Plan, invited []chat.Address, t times) error {
	desk := d.planning.Desk(f.School)
	r := pulse.Round{Ref: roundOf(f), Pulse: string(p.ID), Opens: f.At.In(t.school.Zone), Closes: t.closes}
	var err error
	if r.Questions, err = d.questionsOf(p.What.Pulse); err != nil {
		return fmt.Errorf("open round: %w", err)
	}
	team := schedule.Audience{Members: p.Who.Members}
	if err := d.planPart(ctx, f, p, part{of: schedule.Closing, who: team, when: winding(t.closes), start: schedule.DateOf(t.closes)}); err != nil {
		return err
	}
	if err := d.planning.Pulse(f.School).Open(ctx, r, personsOf(invited)); err != nil {
		return err
	}
	if err := desk.Owe(ctx, f.School, p.ID, r.Round); err != nil {
		return err
	}
	return d.planParts(ctx, f, p, t)
}

// planParts plans the reminder of a round, and its result for whoever planned it and for every channel of the team.
func (d *Dialog) planParts(ctx context.Context, f schedule.Firing, p schedule.Plan, t times) error {
	places, err := schedule.Places(ctx, d.planning.Teams, p.Who.Members)
	if err != nil {
		return err
	}
	var parts []part
	for _, place := range places {
		parts = append(parts, at(schedule.Outcomes, schedule.Audience{Post: place}, t.closes))
	}
	if p.Owner != (chat.Address{}) {
		parts = append(parts, at(schedule.Outcomes, schedule.Audience{People: []chat.Address{p.Owner}}, t.closes))
	}
	if t.remind.Before(t.closes) {
		reminder := at(schedule.Reminder, schedule.Audience{Members: p.Who.Members}, t.remind)
		reminder.closes = t.closes
		parts = append(parts, reminder)
	}
	for _, part := range parts {
		if err := d.planPart(ctx, f, p, part); err != nil {
			return err
		}
	}
	return nil
}

// part is a part of a round to be planned.
type part struct {
	of    schedule.Part
	who   schedule.Audience
	when  string
	start schedule.Date
	// closes is set for a part that comes only to who has not answered.
	closes time.Time
}

// at is a part of one moment.
func at(of schedule.Part, who schedule.Audience, moment time.Time) part {
	return part{of: of, who: who, when: moment.Format("2006-01-02 15:04"), start: schedule.DateOf(moment)}
}

// planPart plans a part of a round, once.
func (d *Dialog) planPart(ctx context.Context, f schedule.Firing, p schedule.Plan, t part) error {
	desk := d.planning.Desk(f.School)
	plan := schedule.Plan{
		ID: partID(f, t.of, t.who), School: f.School, Who: t.who, Owner: p.Owner, Lang: p.Lang, Move: t.of != schedule.Closing, When: t.when, Start: t.start,
		What: schedule.What{Pulse: &schedule.Pulse{Part: t.of, Round: f.ID(), Of: p.ID, Closes: t.closes}},
	}
	if t.of == schedule.Outcomes {
		plan.Grace = resultGrace
	}
	if _, known, err := desk.Book.Plan(ctx, f.School, plan.ID); err != nil || known {
		return err
	}
	if _, err := desk.Create(ctx, plan); err != nil {
		return fmt.Errorf("plan %s of round: %w", t.of, err)
	}
	return nil
}

// partID is the same whenever the same firing is done again.
func partID(f schedule.Firing, part schedule.Part, who schedule.Audience) schedule.PlanID {
	sum := sha256.Sum256([]byte(f.ID() + "/" + string(part) + "/" + who.Post.String()))
	return schedule.PlanID(strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:12]))
}

// tellOwner tells whoever planned a pulse, in private, why no round opens.
func (d *Dialog) tellOwner(ctx context.Context, f schedule.Firing, p schedule.Plan, why schedule.Part) error {
	if p.Owner == (chat.Address{}) {
		return nil
	}
	t, err := d.timesOf(ctx, f)
	if err != nil {
		return err
	}
	// What was told of firings before this one has been read.
	if err := d.removeTold(ctx, f); err != nil {
		return err
	}
	soon := d.planning.Desk(f.School).Now().In(t.school.Zone).Add(2 * time.Minute)
	return d.planPart(ctx, f, p, at(why, schedule.Audience{People: []chat.Address{p.Owner}}, soon))
}

// waits reports whether somebody has a question of a round left to answer. It is told to nobody, and a round that is closed waits for nobody.
func (d *Dialog) waits(ctx context.Context, ref pulse.Ref, to chat.Address) (bool, error) {
	left, err := d.planning.Pulse(chat.School(ref.School)).Waiting(ctx, ref, []pulse.Person{person(to)})
	if errors.Is(err, pulse.ErrClosed) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("find who waits: %w", err)
	}
	return len(left) > 0, nil
}

// forgot reports whether somebody is to be reminded: the question came on an earlier day, and waits.
func (d *Dialog) forgot(ctx context.Context, f schedule.Firing, r pulse.Round, to chat.Address) (bool, error) {
	waits, err := d.waits(ctx, r.Ref, to)
	if err != nil || !waits {
		return false, err
	}
	t, err := d.timesOf(ctx, f)
	if err != nil {
		return false, err
	}
	s, _, err := d.people.Load(ctx, chat.Person{School: f.School, Address: to})
	if err != nil {
		return false, fmt.Errorf("read wishes: %w", err)
	}
	asked, came := t.school.Reach(s.Hours(), r.Opens)
	reminded, comes := t.school.Reach(s.Hours(), f.At)
	return came && comes && schedule.DateOf(asked).Before(schedule.DateOf(reminded)), nil
}

func person(a chat.Address) pulse.Person { return pulse.Person(a.String()) }

func personsOf(all []chat.Address) []pulse.Person {
	var out []pulse.Person
	for _, a := range all {
		out = append(out, person(a))
	}
	return out
}

// composePulse words a pulse or a part of it. A round that is closed has nothing more to ask.
func (d *Dialog) composePulse(ctx context.Context, x *exchange, f schedule.Firing, p schedule.Plan) (schedule.Announcement, error) {
	of := *p.What.Pulse
	x.From.School = f.School
	ref := pulse.Ref{School: pulse.School(f.School), Round: cmp.Or(of.Round, f.ID())}
	switch of.Part {
	case schedule.Outcomes:
		r, err := d.results(ctx, x, ref, of.Of, p.Who.Post == chat.Address{})
		return schedule.Announcement{Reply: r}, err
	case schedule.TooSmall:
		return schedule.Announcement{Reply: d.tooSmall(x).Reply}, nil
	case schedule.FullWeek:
		return schedule.Announcement{Reply: d.notice(x, "pulse-full-title", d.words.say(x.lang, "pulse-full", nil), d.button(x, "button-plans", verbPlans, "")).Reply}, nil
	case schedule.Owed:
		return schedule.Announcement{Reply: d.owed(x, of.Of).Reply}, nil
	}
	round, err := d.planning.Pulse(f.School).Archive.Round(ctx, ref)
	if errors.Is(err, pulse.ErrClosed) {
		return schedule.Announcement{}, nil
	}
	if err != nil {
		return schedule.Announcement{}, fmt.Errorf("read round: %w", err)
	}
	if of.Part == schedule.Again {
		return d.askAgain(ctx, x, round, p)
	}
	if of.Part == schedule.Reminder {
		only := func(ctx context.Context, to chat.Address) (bool, error) { return d.forgot(ctx, f, round, to) }
		return schedule.Announcement{Reply: d.reminder(x, round), Only: only}, nil
	}
	return schedule.Announcement{Reply: d.question(x, round, 0)}, nil
}
