package schedule

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/baken-bot/baken/internal/chat"
)

// Pulse is a plan that asks questions of the library's bank, and after those the coordinator's own. Each firing opens a round; its parts are plans of their own, made when the round opens and removed when it is over.
type Pulse struct {
	Questions []string `json:",omitempty"`
	Own       []Own    `json:",omitempty"`
	// Part is empty for the plan itself. Round and Of, the plan it belongs to, are set for its parts.
	Part  Part   `json:",omitempty"`
	Round string `json:",omitempty"`
	Of    PlanID `json:",omitempty"`
	// Closes is set for parts that come only to who has not answered: when nothing may tell any more to whom they came.
	Closes time.Time `json:",omitzero"`
	// Owes is the round whose result the team has not had a word about yet. No next round opens until it has, or until a coordinator says that none comes.
	Owes string `json:",omitempty"`
	// OwesTo is the team of that round when the plan has another since; otherwise it is the plan's own.
	OwesTo chat.Address `json:",omitzero"`
	// Moved is since when the plan has the team it has, when it had another before. Results of two teams are not compared.
	Moved time.Time `json:",omitzero"`
}

// Part is a part of a round.
type Part string

// The parts.
const (
	Reminder Part = "reminder"
	// Outcomes of the round go to the team and to whoever planned it, at the same moment.
	Outcomes Part = "outcomes"
	// Closing sends nothing and is held up by nothing: it closes the round at its time, sees that its result is told, and removes the parts of a round that is over.
	Closing Part = "closing"
	// Again is the question once more, for somebody who asked for it later.
	Again Part = "again"
	// TooSmall, FullWeek and Owed tell whoever planned the pulse why no round opened: too few people, too few who had room for a message this week, or the last round still waits
	// for a word.
	TooSmall Part = "too small"
	FullWeek Part = "full week"
	Owed     Part = "owed"
)

// MaxQuestions is how many questions fit in a minute.
const MaxQuestions = 5

func (p *Pulse) validate() error {
	if p == nil {
		return nil
	}
	if n := p.Count(); p.Part == "" && (n < 1 || n > MaxQuestions) {
		return fmt.Errorf("check plan: %d questions, 1 to %d", n, MaxQuestions)
	}
	for _, o := range p.Own {
		if err := o.validate(); err != nil {
			return err
		}
	}
	if p.Part != "" && (p.Round == "" || p.Of == "") {
		return errors.New("check plan: a part of no round")
	}
	return nil
}

// IsPart reports whether the plan is part of a round, and so nobody's own.
func (p Plan) IsPart() bool { return p.What.Pulse != nil && p.What.Pulse.Part != "" }

// leastKept is how long what became of a delivery is remembered at least: longer than its claim.
const leastKept = 5 * time.Minute

// keeps is how long what became of a delivery of the plan may be remembered; 0 is as long as of any other.
func (p Plan) keeps(now time.Time) time.Duration {
	if !p.IsPart() || p.What.Pulse.Closes.IsZero() {
		return 0
	}
	return max(leastKept, p.What.Pulse.Closes.Sub(now))
}

// closes reports whether the plan is the closing of a round.
func (p Plan) closes() bool { return p.IsPart() && p.What.Pulse.Part == Closing }

// asks reports whether the plan is a pulse itself: its question cards have their place in the week since the round opened.
func (p Plan) asks() bool { return p.What.Pulse != nil && p.What.Pulse.Part == "" }

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

// errNoPulse means that something of a pulse is planned where none can be held.
var errNoPulse = errors.New("hold round: no pulse can be held here")

// Guests decides who is asked to join a round.
type Guests interface {
	// Invite returns whom of the members a firing of a pulse, or of its reminder, is for. Nobody is no error: there are too few of them, the last round still waits for a word,
	// or the round of a reminder is closed. Who has answered makes no difference: see [Announcement.Only]. Asking again for the same firing gives the same.
	Invite(ctx context.Context, f Firing, p Plan, members []chat.Address) ([]chat.Address, error)
	// WindUp does what is left to do of a round whose closing fires: nothing before its time. It is called again until the round is over, and any number of times at once.
	WindUp(ctx context.Context, f Firing, p Plan) error
}

// audience is who hears a firing: for a pulse those of the members who are asked.
func (d *Dispatcher) audience(ctx context.Context, f Firing, p Plan) (Audience, error) {
	if p.What.Pulse == nil || p.Who.Members == (chat.Address{}) {
		return p.Who, nil
	}
	if d.Guests == nil {
		return Audience{}, errNoPulse
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
