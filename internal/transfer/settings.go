package transfer

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/schedule"
)

// Settings are what a school has set about its time, with days as 2027-06-01 and clocks as 15:30.
type Settings struct {
	Zone   string `json:"zone"`
	Region string `json:"region,omitempty"`
	// From and Until are the window; both are left out for the widest.
	From  string `json:"from,omitempty"`
	Until string `json:"until,omitempty"`
	Free  []Days `json:"free,omitempty"`
	Open  []Days `json:"open,omitempty"`
}

// Days are a row of days, both ends included.
type Days struct {
	Name string `json:"name,omitempty"`
	From string `json:"from"`
	To   string `json:"to"`
}

// The limits of a school's own days. A calendar has a few dozen; more is a mistake or an attack.
const (
	maxDays    = 300
	maxDayName = 200
)

func settingsOf(s schedule.Settings) Settings {
	out := Settings{Zone: s.Zone, Region: string(s.Region), Free: daysOf(s.Free), Open: daysOf(s.Open)}
	if s.Window != (schedule.Window{}) {
		out.From, out.Until = s.Window.From.String(), s.Window.Until.String()
	}
	return out
}

func daysOf(all []schedule.Holiday) []Days {
	var out []Days
	for _, h := range all {
		out = append(out, Days{h.Name, h.From.String(), h.To.String()})
	}
	return out
}

// read returns the settings, and reports what is wrong with them.
func (s Settings) read(fault *faults) schedule.Settings {
	out := schedule.Settings{Zone: s.Zone, Region: schedule.Region(s.Region)}
	out.Free, out.Open = readDays(s.Free, "settings.free", fault), readDays(s.Open, "settings.open", fault)
	if s.From != "" || s.Until != "" {
		var errs [2]error
		out.Window.From, errs[0] = readClock(s.From)
		out.Window.Until, errs[1] = readClock(s.Until)
		if err := errors.Join(errs[:]...); err != nil {
			fault.add("settings.from", err)
			return out
		}
		// The zero window means the widest one, which these are not.
		if _, err := schedule.NewWindow(out.Window.From, out.Window.Until); err != nil {
			fault.add("settings.from", err)
			return out
		}
	}
	if _, err := out.School(); err != nil {
		fault.add("settings", err)
	}
	return out
}

func readDays(all []Days, where string, fault *faults) []schedule.Holiday {
	if len(all) > maxDays {
		fault.add(where, fmt.Errorf("holds %d rows of days, at most %d", len(all), maxDays))
		return nil
	}
	var out []schedule.Holiday
	for i, d := range all {
		at := fmt.Sprintf("%s[%d]", where, i)
		from, errFrom := schedule.ParseDate(d.From)
		to, errTo := schedule.ParseDate(d.To)
		switch err := errors.Join(errFrom, errTo); {
		case err != nil:
			fault.add(at, errors.New("a day is no date; write it as 2027-06-01"))
		case to.Before(from):
			fault.add(at, errors.New("ends before it begins"))
		case len(d.Name) > maxDayName:
			fault.add(at, fmt.Errorf("has a name of more than %d bytes", maxDayName))
		default:
			out = append(out, schedule.Holiday{Name: d.Name, From: from, To: to})
		}
	}
	return out
}

func readClock(s string) (schedule.Clock, error) {
	t, err := time.Parse("15:04", strings.TrimSpace(s))
	if err != nil {
		return 0, fmt.Errorf("%q is no time of day; write it as 15:30", clip(s))
	}
	return schedule.At(t.Hour(), t.Minute()), nil
}
