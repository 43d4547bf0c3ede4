// Package schedule decides when the bot speaks first, and sees that each person hears it once.
//
// When: a [Rule] gives moments on a wall clock, a [Calendar] knows on which days there is school and why not, and [Moments] brings both
// together within the hard window. A rule is read from plain words in Dutch or English or from a cron expression:
//
//	elke dinsdag na school            every two weeks on Monday at 8:15
//	eerste maandag van de maand 9:00  on weekdays before school until June 1
//	15 8 * * 1-5                      (minute, hour, day of the month, month, day of the week)
//
// Both clock changes behave by one rule: a moment that the clock leaves out comes at the first moment after the gap, a moment that comes twice counts the
// first time only.
//
// To whom, and once: a [Desk] makes and changes a [Plan]; a [Dispatcher] turns its moments into firings and each [Firing] into one [Delivery] a person; a
// [Deliverer] asks the rules (judge.go) whether a delivery may go out now, later or never, claims it, sends it and records what became of it. Any replica may do any
// step, any may die: ids make a step that is done again harmless. Where plans are kept, what is said and how it gets out is for others.
package schedule

import (
	"fmt"
	"time"
)

// Date is a day on the calendar, in no time zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the day of a moment in the moment's own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads a day written as 2027-06-01.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("read date %q: write it as 2027-06-01", s)
	}
	return DateOf(t), nil
}

// String writes the day as 2027-06-01.
func (d Date) String() string { return d.midnight().Format(time.DateOnly) }

// midnight stands for the day in calculations; it is a moment of no real clock.
func (d Date) midnight() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// Add returns the day n days later.
func (d Date) Add(n int) Date { return DateOf(d.midnight().AddDate(0, 0, n)) }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.midnight().Weekday() }

// Before reports whether d comes before e.
func (d Date) Before(e Date) bool { return d.midnight().Before(e.midnight()) }

// After reports whether d comes after e.
func (d Date) After(e Date) bool { return e.Before(d) }

// IsZero reports whether d is no day.
func (d Date) IsZero() bool { return d == Date{} }

// daysTo is the number of days from d to e.
func (d Date) daysTo(e Date) int { return int(e.midnight().Sub(d.midnight()).Hours() / 24) }

// Clock is a time of day, in minutes after midnight.
type Clock int

// At returns the clock at an hour and a minute.
func At(hour, minute int) Clock { return Clock(hour*60 + minute) }

// String writes the clock as 15:30.
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// On returns the moment at which the wall clock of a zone shows c on a day. When the clock leaves c out, it is the first moment after the gap; when it shows c
// twice, the first of the two.
func (c Clock) On(d Date, zone *time.Location) time.Time {
	t := time.Date(d.Year, d.Month, d.Day, int(c)/60, int(c)%60, 0, 0, zone)
	if t.Hour() != int(c)/60 || t.Minute() != int(c)%60 || DateOf(t) != d {
		return afterGap(t, c, d)
	}
	// The same wall clock may have been shown before the last change of the zone.
	if start, _ := t.ZoneBounds(); !start.IsZero() {
		_, now := t.Zone()
		_, before := start.Add(-time.Nanosecond).Zone()
		if earlier := t.Add(time.Duration(now-before) * time.Second); earlier.Before(start) {
			return earlier
		}
	}
	return t
}

// afterGap returns the change of the zone that left out c. t lies within a few hours of it, on either side.
func afterGap(t time.Time, c Clock, d Date) time.Time {
	want := d.midnight().Add(time.Duration(c) * time.Minute)
	start, end := t.ZoneBounds()
	for _, change := range []time.Time{start, end} {
		if change.IsZero() {
			continue
		}
		_, before := change.Add(-time.Nanosecond).Zone()
		_, after := change.Zone()
		from, to := change.UTC().Add(time.Duration(before)*time.Second), change.UTC().Add(time.Duration(after)*time.Second)
		if !want.Before(from) && want.Before(to) {
			return change
		}
	}
	return t
}
