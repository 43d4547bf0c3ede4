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
	willing, err := d.willing(ctx, p, members)
	if err != nil {
		return nil, err
	}
	least, err := d.thresholds(ctx, f.School)
	if err != nil {
		return nil, err
	}
	ref := roundOf(f)
	switch owed := p.What.Pulse.Owes; {
	case owed != "" && owed != ref.Round:
		return nil, d.tellOwner(ctx, f, p, schedule.Owed)
	case len(willing) < least.Invited():
		return nil, d.tellOwner(ctx, f, p, schedule.TooSmall)
	}
	if err := d.openRound(ctx, f, p, willing); err != nil {
		return nil, err
	}
	return willing, nil
}

// roundOf names the round of a firing: the same firing always has the same one.
func roundOf(f schedule.Firing) pulse.Ref {
	return pulse.Ref{School: pulse.School(f.School), Round: f.ID()}
}

// willing are the members who want messages of this plan. Who does not is not invited either, so that they count in nothing.
func (d *Dialog) willing(ctx context.Context, p schedule.Plan, members []chat.Address) ([]chat.Address, error) {
	var out []chat.Address
	for _, to := range members {
		s, _, err := d.people.Load(ctx, chat.Person{School: p.School, Address: to})
		if err != nil {
			return nil, fmt.Errorf("read wishes: %w", err)
		}
		if !s.Stopped && !slices.Contains(s.Left, string(p.ID)) {
			out = append(out, to)
		}
	}
	return out, nil
}

// openRound opens the round, and plans its reminder and its result. Each step does nothing a second time.
func (d *Dialog) openRound(ctx context.Context, f schedule.Firing, p schedule.Plan, invited []chat.Address) error {
	desk := d.planning.Desk(f.School)
	closes, err := d.onSchoolDay(ctx, f, roundDays)
	if err != nil {
		return err
	}
	r := pulse.Round{Ref: roundOf(f), Pulse: string(p.ID), Opens: f.At.In(closes.Location()), Closes: closes}
	for _, id := range p.What.Pulse.Questions {
		q, err := pulse.FromBank(d.lib, id)
		if err != nil {
			return fmt.Errorf("open round: %w", err)
		}
		r.Questions = append(r.Questions, q)
	}
	if err := d.planning.Pulse(f.School).Open(ctx, r, personsOf(invited)); err != nil {
		return err
	}
	if err := desk.Owe(ctx, f.School, p.ID, r.Round); err != nil {
		return err
	}
	return d.planParts(ctx, f, p, closes)
}

// planParts plans the reminder of a round, and its result for whoever planned it and for every channel of the team.
func (d *Dialog) planParts(ctx context.Context, f schedule.Firing, p schedule.Plan, closes time.Time) error {
	remind, err := d.onSchoolDay(ctx, f, reminderDays)
	if err != nil {
		return err
	}
	places, err := schedule.Places(ctx, d.planning.Teams, p.Who.Members)
	if err != nil {
		return err
	}
	if remind.Before(closes) {
		if err := d.planPart(ctx, f, p, schedule.Reminder, schedule.Audience{Members: p.Who.Members}, remind); err != nil {
			return err
		}
	}
	var told []schedule.Audience
	for _, place := range places {
		told = append(told, schedule.Audience{Post: place})
	}
	if p.Owner != (chat.Address{}) {
		told = append(told, schedule.Audience{People: []chat.Address{p.Owner}})
	}
	for _, who := range told {
		if err := d.planPart(ctx, f, p, schedule.Outcomes, who, closes); err != nil {
			return err
		}
	}
	return nil
}

// onSchoolDay is the moment of a firing so many days later, or on the first school day after it.
func (d *Dialog) onSchoolDay(ctx context.Context, f schedule.Firing, days int) (time.Time, error) {
	desk := d.planning.Desk(f.School)
	settings, err := desk.Book.Settings(ctx, f.School)
	if err != nil {
		return time.Time{}, fmt.Errorf("read settings: %w", err)
	}
	school, err := settings.School()
	if err != nil {
		return time.Time{}, err
	}
	return school.Opens(f.At.In(school.Zone).AddDate(0, 0, days)), nil
}

// planPart plans a part of a round, once.
func (d *Dialog) planPart(ctx context.Context, f schedule.Firing, p schedule.Plan, part schedule.Part, who schedule.Audience, at time.Time) error {
	desk := d.planning.Desk(f.School)
	plan := schedule.Plan{
		ID: partID(f, part, who), School: f.School, Who: who, Owner: p.Owner, Lang: p.Lang, Move: true, When: at.Format("2006-01-02 15:04"), Start: schedule.DateOf(f.At.In(at.Location())),
		What: schedule.What{Pulse: &schedule.Pulse{Part: part, Round: f.ID(), Of: p.ID}},
	}
	if part == schedule.Outcomes {
		plan.Grace = resultGrace
	}
	if _, known, err := desk.Book.Plan(ctx, f.School, plan.ID); err != nil || known {
		return err
	}
	if _, err := desk.Create(ctx, plan); err != nil {
		return fmt.Errorf("plan %s of round: %w", part, err)
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
	desk := d.planning.Desk(f.School)
	settings, err := desk.Book.Settings(ctx, f.School)
	if err != nil {
		return fmt.Errorf("read settings: %w", err)
	}
	school, err := settings.School()
	if err != nil {
		return err
	}
	return d.planPart(ctx, f, p, why, schedule.Audience{People: []chat.Address{p.Owner}}, desk.Now().In(school.Zone).Add(2*time.Minute))
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
	if of.Part == schedule.Reminder {
		only := func(ctx context.Context, to chat.Address) (bool, error) { return d.waits(ctx, ref, to) }
		return schedule.Announcement{Reply: d.reminder(x, round), Only: only}, nil
	}
	return schedule.Announcement{Reply: d.question(x, round, 0)}, nil
}
