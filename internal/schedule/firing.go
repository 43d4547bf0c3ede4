package schedule

import (
	"fmt"
	"time"

	"github.com/baken-bot/baken/internal/chat"
)

// Firing is a plan at one moment. Every replica makes the same firing of the same moment, so that doing it again is harmless.
type Firing struct {
	School chat.School
	Plan   PlanID
	At     time.Time
	// Number counts the plan's moments from 0: which prompt of a series it is.
	Number int
	Grace  time.Duration
	// AfterPause is found out when it is delivered: it is the plan's first since a crisis pause ended.
	AfterPause bool `json:"-"`
}

// ID names the firing within its school.
func (f Firing) ID() string { return fmt.Sprintf("%s@%d", f.Plan, f.At.Unix()) }

// tooLate reports whether what was due at a moment may no longer go out.
func (f Firing) tooLate(due, now time.Time) bool { return now.After(due.Add(f.Grace)) }

// MaxBatch is how many people travel in one batch: enough that what a batch costs by itself does not show, few enough that one is done within a minute.
const MaxBatch = 50

// Batch is a firing on its way to people who are due at the same moment, at most [MaxBatch], or to the place it is posted. They only travel together: each of them is judged,
// claimed and recorded alone.
type Batch struct {
	Firing
	To []chat.Address
	// Post is true for a place: nobody's own wishes apply there.
	Post bool
	// Due is when it should go out, and what its grace counts from. Who has to wait is put anew with a later Due and the next Turn.
	Due  time.Time
	Turn int
	// Hold is set when it was tried and must not be tried again before then: its grace goes on counting from Due.
	Hold time.Time `json:",omitzero"`
}

// When is the moment at which the batch is to be done.
func (b Batch) When() time.Time {
	if b.Hold.After(b.Due) {
		return b.Hold
	}
	return b.Due
}

// Delivery is a firing on its way to one person, or to the place it is posted.
type Delivery struct {
	Firing
	To   chat.Address
	Post bool
	Due  time.Time
}

// Person is who gets the delivery.
func (d Delivery) Person() chat.Person { return chat.Person{School: d.School, Address: d.To} }

// Week is an ISO week of a school: the year times a hundred and the number of the week.
type Week int

// WeekOf returns the week in which a moment lies, on the moment's own clock.
func WeekOf(at time.Time) Week {
	year, week := at.ISOWeek()
	return Week(year*100 + week)
}

// Outcome is what became of a delivery, as it is counted for the coordinator. What a person chose for themselves is one outcome and no more, so that no figure says
// who stopped.
type Outcome string

// The outcomes.
const (
	Sent Outcome = "sent"
	// Gone: nobody is at the address any more.
	Gone Outcome = "gone"
	// GivenBack is not final: the platform surely did not take it, and it will be tried again.
	GivenBack Outcome = "given back"
	// Unknown: the bot or the line broke while sending. It is not sent again: better missed than doubled.
	Unknown Outcome = "unknown"
	// Missed: the bot was away for longer than the grace.
	Missed Outcome = "missed"
	// Dropped: the school's planned messages or the plan were paused or stopped.
	Dropped Outcome = "dropped"
	// FreeDay: no school within the time it could be held.
	FreeDay Outcome = "free day"
	// OwnChoice: the person's own wishes.
	OwnChoice Outcome = "own choice"
	// OverBudget: the person has had what a week may hold.
	OverBudget Outcome = "over budget"
)
