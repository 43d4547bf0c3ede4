package schedule

import (
	"slices"
	"time"

	"github.com/robfig/cron/v3"
)

// Unit is what a rule counts in.
type Unit int

// The units.
const (
	Once Unit = iota
	Daily
	Weekly
	Monthly
	Cron
)

// Rule gives moments on a wall clock. It knows no calendar: see [Moments].
type Rule struct {
	Unit Unit
	// Every is how many units lie between moments, counted from the week or the day of Start; at least 1.
	Every int
	// Days are the days of the week, for Daily (all when empty), Weekly and, with Nth, Monthly.
	Days []time.Weekday
	// Nth is which of the month's Days, from 1, or -1 for the last; empty for a Day of the month.
	Nth []int
	// Day of the month, for Monthly; a month that lacks it is left out.
	Day int
	// At is when on the day.
	At Clock
	// Start is the first day that counts, and Until the last; Until may be zero.
	Start, Until Date

	cron cron.Schedule
}

// on reports whether the rule has a moment on a day.
func (r Rule) on(d Date) bool {
	switch r.Unit {
	case Once:
		return d == r.Start
	case Daily:
		return (len(r.Days) == 0 || slices.Contains(r.Days, d.Weekday())) && r.Start.daysTo(d)%max(r.Every, 1) == 0
	case Weekly:
		return slices.Contains(r.Days, d.Weekday()) && monday(r.Start).daysTo(monday(d))/7%max(r.Every, 1) == 0
	case Monthly:
		return r.onMonthDay(d)
	}
	return false
}

func (r Rule) onMonthDay(d Date) bool {
	if months := (d.Year-r.Start.Year)*12 + int(d.Month-r.Start.Month); months < 0 || months%max(r.Every, 1) != 0 {
		return false
	}
	if len(r.Nth) == 0 {
		return d.Day == r.Day
	}
	if !slices.Contains(r.Days, d.Weekday()) {
		return false
	}
	last := d.Add(7).Month != d.Month
	return slices.Contains(r.Nth, (d.Day-1)/7+1) || last && slices.Contains(r.Nth, -1)
}

// monday returns the Monday of a day's week: a week begins there (ISO 8601).
func monday(d Date) Date { return d.Add(-(int(d.Weekday()) + 6) % 7) }

// horizon is how far ahead a moment is looked for: a leap day comes at most eight years after another.
const horizon = 366 * 9

// next returns the first wall-clock moment after day d and clock c, and false when there is none.
func (r Rule) next(d Date, c Clock) (Date, Clock, bool) {
	if r.Unit == Cron {
		return r.nextCron(d, c)
	}
	if d.Before(r.Start) {
		d, c = r.Start, -1
	}
	for range horizon {
		if !r.Until.IsZero() && d.After(r.Until) {
			return Date{}, 0, false
		}
		if r.on(d) && r.At > c {
			return d, r.At, true
		}
		d, c = d.Add(1), -1
	}
	return Date{}, 0, false
}

// nextCron asks the cron expression on a clock that never changes, so that neither clock change skips or doubles a moment.
func (r Rule) nextCron(d Date, c Clock) (Date, Clock, bool) {
	if d.Before(r.Start) {
		d, c = r.Start, -1
	}
	t := r.cron.Next(d.midnight().Add(time.Duration(c) * time.Minute))
	if t.IsZero() {
		return Date{}, 0, false
	}
	next := DateOf(t)
	if !r.Until.IsZero() && next.After(r.Until) {
		return Date{}, 0, false
	}
	return next, At(t.Hour(), t.Minute()), true
}
