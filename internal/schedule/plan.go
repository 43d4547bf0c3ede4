package schedule

import (
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/chat"
)

// PlanID names a plan within its school. It is random and says nothing.
type PlanID string

// NewPlanID returns an id that is not in use.
func NewPlanID() PlanID { return PlanID(strings.ToLower(rand.Text()[:12])) }

// Plan is what the bot will say by itself, to whom, and when. It is kept per school and everybody in the school may see it, the audience's names left out.
type Plan struct {
	ID     PlanID
	School chat.School
	What   What
	Who    Audience
	// When is the rule as it was written, read in the school's zone and calendar; Start is the day it counts from.
	When  string
	Start Date
	// Until is the last day, or zero.
	Until Date
	// Grace is how late a message may still go out; after it the moment is missed.
	Grace time.Duration
	// Move puts a moment on a free day on the next school day; otherwise it is left out.
	Move bool
	// Paused plans keep their place and have no moments. Stopped is when the plan ended for good, or zero.
	Paused  bool
	Stopped time.Time
	// Lang is the language of whoever made the plan, for people who chose none.
	Lang string `json:",omitempty"`
	// Owner is the coordinator who answers for the plan.
	Owner chat.Address
}

// What is what a plan says: exactly one of a series of the library, a prompt of the library, a coordinator's own text, a pulse, and a note of the bot itself.
type What struct {
	Series string `json:",omitempty"`
	Prompt string `json:",omitempty"`
	Text   string `json:",omitempty"`
	Pulse  *Pulse `json:",omitempty"`
	Note   *Note  `json:",omitempty"`
}

// Audience is who hears a plan: exactly one of a list of people, the members behind an address that its adapter resolves, and a place where it is posted once.
// Addresses are opaque here.
type Audience struct {
	People  []chat.Address `json:",omitempty"`
	Members chat.Address   `json:",omitzero"`
	Post    chat.Address   `json:",omitzero"`
}

// Same reports whether two audiences are one.
func (a Audience) Same(b Audience) bool {
	return a.Members == b.Members && a.Post == b.Post && slices.Equal(a.People, b.People)
}

// AskedBy reports whether the plan is a person's own, for that person alone.
func (p Plan) AskedBy(who chat.Address) bool { return p.Owner == who && p.For(who) }

// For reports whether the plan is for one person alone: others are not shown it.
func (p Plan) For(who chat.Address) bool { return len(p.Who.People) == 1 && p.Who.has(who) }

// The limits of a plan.
const (
	// DefaultGrace is how late a message may be when a plan says nothing of it: within the same part of the day.
	DefaultGrace = 2 * time.Hour
	MaxGrace     = 24 * time.Hour
	// MaxText is a coordinator's own text in bytes: it fits any platform with a line beside it.
	MaxText = 1500
	// MaxPeople is the longest list of people; a larger audience is named by its members' address.
	MaxPeople = 2000
)

// Validate reports every way in which the plan cannot be kept.
func (p Plan) Validate() error {
	var errs []error
	if countTrue(p.What.Series != "", p.What.Prompt != "", p.What.Text != "", p.What.Pulse != nil, p.What.Note != nil) != 1 {
		errs = append(errs, errors.New("check plan: want one of a series, a prompt, a text, a pulse and a note"))
	}
	errs = append(errs, p.What.Pulse.validate(), p.What.Note.validate())
	if len(p.What.Text) > MaxText {
		errs = append(errs, fmt.Errorf("check plan: the text is too long; at most %d characters", MaxText))
	}
	if p.Stopped.IsZero() && countTrue(len(p.Who.People) > 0, p.Who.Members != chat.Address{}, p.Who.Post != chat.Address{}) != 1 {
		errs = append(errs, errors.New("check plan: want one of a list of people, members and a place to post"))
	}
	if len(p.Who.People) > MaxPeople {
		errs = append(errs, fmt.Errorf("check plan: more than %d people; name their channel instead", MaxPeople))
	}
	if p.Grace < 0 || p.Grace > MaxGrace {
		errs = append(errs, fmt.Errorf("check plan: a grace of %s; at most %s", p.Grace, MaxGrace))
	}
	if p.School == "" || p.ID == "" {
		errs = append(errs, errors.New("check plan: no school or no id"))
	}
	return errors.Join(errs...)
}

func countTrue(all ...bool) int {
	n := 0
	for _, b := range all {
		if b {
			n++
		}
	}
	return n
}

// Rule reads when the plan comes. The earlier of the plan's own end and the one in the phrase counts.
func (p Plan) Rule(s School) (Rule, error) {
	r, err := Parse(p.When, p.Start, s.Calendar)
	if err != nil {
		return Rule{}, err
	}
	if !p.Until.IsZero() && (r.Until.IsZero() || p.Until.Before(r.Until)) {
		r.Until = p.Until
	}
	return r, nil
}

// Next returns the first moment of the plan after a time, and the zero time when none comes: the plan is paused or stopped, or its rule has ended.
func (p Plan) Next(s School, after time.Time) (time.Time, error) {
	if p.Paused || !p.Stopped.IsZero() {
		return time.Time{}, nil
	}
	rule, err := p.Rule(s)
	if err != nil {
		return time.Time{}, err
	}
	s.Move = p.Move
	moments, _ := Moments(rule, s, after, 1)
	if len(moments) == 0 {
		return time.Time{}, nil
	}
	return moments[0], nil
}

// Stuck reports a plan that is meant to come again and never will: its rule cannot be read in this school, or has moments left of which each is skipped. One that is paused or
// stopped, or whose rule has ended, is not stuck.
func (p Plan) Stuck(s School, now time.Time) bool {
	if p.Paused || !p.Stopped.IsZero() {
		return false
	}
	rule, err := p.Rule(s)
	if err != nil {
		return true
	}
	local := now.In(s.Zone)
	if _, _, more := rule.next(DateOf(local), At(local.Hour(), local.Minute())); !more {
		return false
	}
	s.Move = p.Move
	moments, _ := Moments(rule, s, now, 1)
	return len(moments) == 0
}
