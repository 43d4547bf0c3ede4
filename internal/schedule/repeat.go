package schedule

import (
	"fmt"
	"slices"
	"strings"

	ics "github.com/arran4/golang-ical"
	"github.com/teambition/rrule-go"
)

// repeatYears is how far ahead an event that repeats is read: longer than the school holidays are known.
const repeatYears = 4

// cancelled reports an event that stands in the calendar and does not take place.
func cancelled(e *ics.VEvent) bool {
	p := e.GetProperty(ics.ComponentPropertyStatus)
	return p != nil && strings.EqualFold(strings.TrimSpace(p.Value), "CANCELLED")
}

// repeated returns an event as often as it comes (RFC 5545, 3.8.5), or once when it does not repeat. A day that its calendar has moved or taken out counts as well as where it was
// moved to: a message too few harms nobody.
func repeated(e *ics.VEvent, first Holiday) ([]Holiday, error) {
	p := e.GetProperty(ics.ComponentPropertyRrule)
	if p == nil {
		return []Holiday{first}, nil
	}
	o, err := rrule.StrToROption(p.Value)
	if err != nil || !countable(o) {
		return nil, fmt.Errorf("what begins on %s repeats in a way that cannot be read; write its days out", first.From)
	}
	start := first.From.midnight()
	o.Dtstart = start
	if end := start.AddDate(repeatYears, 0, 0); o.Until.IsZero() || o.Until.After(end) {
		o.Until = end
	}
	rule, err := rrule.NewRRule(*o)
	if err != nil {
		return nil, fmt.Errorf("what begins on %s repeats in a way that cannot be read; write its days out", first.From)
	}
	days, next := first.From.daysTo(first.To), rule.Iterator()
	out := []Holiday{first}
	for at, ok := next(); ok && len(out) <= maxEvents; at, ok = next() {
		if from := DateOf(at); from != first.From {
			out = append(out, Holiday{Name: first.Name, From: from, To: from.Add(days)})
		}
	}
	return out, nil
}

// countable refuses rules within a day, and those that can search for centuries for a day that never comes.
func countable(o *rrule.ROption) bool {
	if o.Freq == rrule.DAILY {
		return len(slices.Concat(o.Bymonth, o.Bymonthday, o.Byyearday, o.Byweekno, o.Bysetpos)) == 0 && len(o.Byweekday) == 0
	}
	return o.Freq < rrule.DAILY && len(slices.Concat(o.Byhour, o.Byminute, o.Bysecond)) == 0
}
