package schedule

import (
	"context"
	"errors"
	"fmt"

	"github.com/baken-bot/baken/internal/chat"
)

// Pulse is a plan that asks questions of the library's bank. Each firing opens a round; its reminder and its result are plans of one moment, made when the round opens.
type Pulse struct {
	Questions []string `json:",omitempty"`
	// Part is empty for the plan itself. Round and Of, the plan it belongs to, are set for its parts.
	Part  Part   `json:",omitempty"`
	Round string `json:",omitempty"`
	Of    PlanID `json:",omitempty"`
	// Owes is the round whose result the team has not had a word about yet. No next round opens until it has, or until a coordinator says that none comes.
	Owes string `json:",omitempty"`
	// OwesTo is the team of that round when the plan has another since; otherwise it is the plan's own.
	OwesTo chat.Address `json:",omitzero"`
}

// Part is a part of a round.
type Part string

// The parts.
const (
	Reminder Part = "reminder"
	// Outcomes of the round go to the team and to whoever planned it, at the same moment.
	Outcomes Part = "outcomes"
	// TooSmall and Owed tell whoever planned the pulse why no round opened: too few people, or the last one still waits for a word.
	TooSmall Part = "too small"
	Owed     Part = "owed"
)

// MaxQuestions is how many questions fit in a minute.
const MaxQuestions = 5

func (p *Pulse) validate() error {
	if p == nil {
		return nil
	}
	if n := len(p.Questions); p.Part == "" && (n < 1 || n > MaxQuestions) {
		return fmt.Errorf("check plan: %d questions, 1 to %d", n, MaxQuestions)
	}
	if p.Part != "" && (p.Round == "" || p.Of == "") {
		return errors.New("check plan: a part of no round")
	}
	return nil
}

// Owe notes that the team is owed a word about a round before the next one opens; empty means that it has had it.
func (d *Desk) Owe(ctx context.Context, school chat.School, id PlanID, round string) error {
	_, err := d.change(ctx, school, id, func(p *Plan, _ Date) {
		if p.What.Pulse != nil {
			of := *p.What.Pulse
			of.Owes, of.OwesTo = round, chat.Address{}
			p.What.Pulse = &of
		}
	})
	return err
}

// OwedTo is where the word goes that a pulse owes.
func (p Plan) OwedTo() chat.Address {
	if p.What.Pulse != nil && p.What.Pulse.OwesTo != (chat.Address{}) {
		return p.What.Pulse.OwesTo
	}
	return p.Who.Members
}

// Guests decides who is asked to join a round.
type Guests interface {
	// Invite returns whom of the members a firing of a pulse, or of its reminder, is for. Nobody is no error: there are too few of them, the last round still waits for a word,
	// or the round of a reminder is closed. Who has answered makes no difference: see [Announcement.Only]. Asking again for the same firing gives the same.
	Invite(ctx context.Context, f Firing, p Plan, members []chat.Address) ([]chat.Address, error)
}

// audience is who hears a firing: for a pulse those of the members who are asked.
func (d *Dispatcher) audience(ctx context.Context, f Firing, p Plan) (Audience, error) {
	if p.What.Pulse == nil || p.Who.Members == (chat.Address{}) {
		return p.Who, nil
	}
	if d.Guests == nil {
		return Audience{}, errors.New("invite to round: no pulse can be held here")
	}
	var members []chat.Address
	err := d.Members.Each(ctx, p.Who.Members, func(a chat.Address) error {
		members = append(members, a)
		return nil
	})
	if err != nil {
		return Audience{}, fmt.Errorf("invite to round: %w", err)
	}
	invited, err := d.Guests.Invite(ctx, f, p, members)
	if err != nil {
		return Audience{}, fmt.Errorf("invite to round: %w", err)
	}
	return Audience{People: invited}, nil
}

// empty reports an audience of nobody.
func (a Audience) empty() bool {
	return len(a.People) == 0 && a.Members == chat.Address{} && a.Post == chat.Address{}
}
