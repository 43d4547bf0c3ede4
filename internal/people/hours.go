package people

import (
	"slices"
	"time"
)

// Moment is a part of the day.
type Moment string

// The parts of the day a person can prefer. The zero value is no preference.
const (
	AnyMoment    Moment = ""
	BeforeSchool Moment = "before"
	AfterSchool  Moment = "after"
)

// Where the two parts of the day end and begin, in minutes after midnight: most schools teach between them.
const (
	BeforeUntil = 8*60 + 30
	AfterFrom   = 15 * 60
)

// Hours are when a person wants to hear from the bot. The zero value is always.
type Hours struct {
	Days   []time.Weekday
	Moment Moment
	Snooze time.Time
}

// Hours returns the hours this person chose.
func (s Staff) Hours() Hours { return Hours{Days: s.Days, Moment: s.Moment, Snooze: s.Snooze} }

// Span is a part of the day in minutes after midnight, both ends included.
type Span struct{ From, Until int }

// Works reports whether the person works on a day of the week.
func (h Hours) Works(day time.Weekday) bool { return len(h.Days) == 0 || slices.Contains(h.Days, day) }

// Within returns the part of a school's span that the person prefers, or the whole span when the school leaves nothing of that part: then a wish about the
// moment must not become a silent stop.
func (h Hours) Within(school Span) Span {
	own := school
	switch h.Moment {
	case BeforeSchool:
		own.Until = min(own.Until, BeforeUntil)
	case AfterSchool:
		own.From = max(own.From, AfterFrom)
	}
	if own.From >= own.Until {
		return school
	}
	return own
}

// MayReach reports whether the person wants to hear from the bot at a moment, read on the moment's own clock; school is when the school allows it.
func (h Hours) MayReach(at time.Time, school Span) bool {
	span, minute := h.Within(school), at.Hour()*60+at.Minute()
	return !at.Before(h.Snooze) && h.Works(at.Weekday()) && minute >= span.From && minute <= span.Until
}
