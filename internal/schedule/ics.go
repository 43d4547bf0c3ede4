package schedule

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
)

// The limits of a calendar file, in bytes and days. A school's free days are a few dozen lines; more is a mistake or an attack.
const (
	MaxICS    = 2 << 20
	maxEvents = 1000
)

// ErrLarge is a calendar file that is not read because of its size.
var ErrLarge = fmt.Errorf("the calendar is larger than %d MB; export the free days alone", MaxICS>>20)

// ErrNoDays is a calendar file without a single day in it: an empty or broken file, which must not erase the days that are known.
var ErrNoDays = errors.New("no free days in the file")

// ReadICS reads a school's own free days from a calendar file (RFC 5545). Days are taken as they are written, in no zone; an event of hours does not
// count, nor does one that is cancelled. What repeats is read for four years. Its error says what to do; then the days known before stay.
func ReadICS(r io.Reader) ([]Holiday, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxICS+1))
	if err != nil {
		return nil, fmt.Errorf("read calendar: %w", err)
	}
	if len(data) > MaxICS {
		return nil, fmt.Errorf("read calendar: %w", ErrLarge)
	}
	if err := bearable(string(data)); err != nil {
		return nil, fmt.Errorf("read calendar: %w", err)
	}
	cal, err := ics.ParseCalendar(strings.NewReader(string(data)))
	if err != nil {
		// What the library says can hold what the file says, names too.
		return nil, errors.New("read calendar: the file is no calendar or a broken one; export it again")
	}
	// The library takes a file that was cut off between two events for a whole one.
	if !strings.HasSuffix(strings.TrimSpace(string(data)), "END:VCALENDAR") {
		return nil, errors.New("read calendar: the file is cut off; export it again")
	}
	out, err := freeDays(cal)
	if err == nil && len(out) == 0 {
		err = fmt.Errorf("%w; export the days as whole-day events", ErrNoDays)
	}
	if err != nil {
		return nil, fmt.Errorf("read calendar: %w", err)
	}
	return out, nil
}

// freeDays are the days of all events that count.
func freeDays(cal *ics.Calendar) ([]Holiday, error) {
	var out []Holiday
	for _, e := range cal.Events() {
		h, ok := freeDay(e)
		if !ok || cancelled(e) {
			continue
		}
		if h.From.daysTo(h.To) >= farthest {
			return nil, fmt.Errorf("what begins on %s lasts longer than ten weeks and is no free time; export the free days alone", h.From)
		}
		again, err := repeated(e, h)
		if err != nil {
			return nil, err
		}
		if out = append(out, again...); len(out) > maxEvents {
			return nil, fmt.Errorf("more than %d days; export the free days alone", maxEvents)
		}
	}
	return out, nil
}

// What the library may be made to do: it copies a line for each of its parameters, and an error of it holds the errors of all components that are open. Without a bound a file within
// [MaxICS] takes minutes and all memory.
const (
	maxOpen   = 8
	maxCopied = 1 << 30
)

// bearable refuses a file that would cost the library too much. It counts components as the library does, and parameters rather too many than too few.
func bearable(text string) error {
	open, copied := 0, 0
	for line := range strings.Lines(strings.NewReplacer("\r\n ", "", "\r\n\t", "", "\n ", "", "\n\t", "").Replace(text)) {
		switch copied += len(line) * (strings.Count(line, ";") + strings.Count(line, ",")); firstToken(line) {
		case "BEGIN":
			open++
		case "END":
			open--
		}
		if open > maxOpen || copied > maxCopied {
			return errors.New("the file is too tangled to be a calendar of free days; export the free days alone")
		}
	}
	return nil
}

// firstToken is what the library takes for the name of a line.
func firstToken(line string) string {
	other := func(r rune) bool {
		return r != '-' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}
	line = strings.TrimLeftFunc(line, other)
	if end := strings.IndexFunc(line, other); end >= 0 {
		line = line[:end]
	}
	return line
}

// freeDay reads an event of whole days. The end of such an event is the day after the last (RFC 5545, 3.6.1).
func freeDay(e *ics.VEvent) (Holiday, bool) {
	from, ok := icsDate(e.GetProperty(ics.ComponentPropertyDtStart))
	if !ok {
		return Holiday{}, false
	}
	h := Holiday{From: from, To: from}
	if end, ok := icsDate(e.GetProperty(ics.ComponentPropertyDtEnd)); ok && end.After(from) {
		h.To = end.Add(-1)
	}
	if p := e.GetProperty(ics.ComponentPropertySummary); p != nil {
		h.Name = strings.TrimSpace(p.Value)
	}
	return h, true
}

// icsDate reads a day without a clock; by calendar date and never by instant, so that no zone can shift it.
func icsDate(p *ics.IANAProperty) (Date, bool) {
	if p == nil || len(p.Value) != len("20060102") {
		return Date{}, false
	}
	t, err := time.Parse("20060102", p.Value)
	if err != nil {
		return Date{}, false
	}
	return DateOf(t), true
}
