package dialog

import (
	"fmt"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/schedule"
)

// day writes a day as staff say it; the year only when it is not that of now.
func (d *Dialog) day(lang content.Lang, t, now time.Time) string {
	s := fmt.Sprintf("%s %d %s", d.words.say(lang, fmt.Sprintf("day-%d", int(t.Weekday())), nil), t.Day(), d.words.say(lang, fmt.Sprintf("month-%d", int(t.Month())), nil))
	if t.Year() != now.Year() {
		s += fmt.Sprintf(" %d", t.Year())
	}
	return s
}

// moment writes a day with its time, the clock as the language writes it.
func (d *Dialog) moment(lang content.Lang, t, now time.Time) string {
	return d.day(lang, t, now) + ", " + clock(lang, t)
}

func clock(lang content.Lang, t time.Time) string {
	if lang == content.Dutch {
		return t.Format("15.04")
	}
	return t.Format("15:04")
}

// reason says why a moment does not come.
func (d *Dialog) reason(lang content.Lang, r schedule.Reason) string {
	id := map[string]string{
		schedule.Weekend: "reason-weekend", schedule.PublicHoliday: "reason-public-holiday", schedule.SchoolHoliday: "reason-school-holiday",
		schedule.OwnFreeDay: "reason-own-free-day", schedule.OutsideWindow: "reason-outside-window",
	}[r.Kind]
	name := r.Name
	if r.Kind == schedule.OwnFreeDay {
		name = chat.PlainMarkup(name) // somebody at school wrote it
	}
	return d.words.say(lang, id, values{"Name": name, "From": schedule.Earliest, "Until": schedule.Latest})
}

// moments lists what a proposal comes to, in the order of the calendar: its moments, and between them what is skipped and why. Skipped moments of one reason in a row
// share a line.
func (d *Dialog) moments(lang content.Lang, p schedule.Proposal, now time.Time) string {
	var lines []string
	skipped := p.Skipped
	for _, m := range p.Moments {
		for len(skipped) > 0 && !skipped[0].At.After(m) {
			n := sameReason(skipped)
			lines = append(lines, d.skippedLine(lang, skipped[:n], p.Zone, now))
			skipped = skipped[n:]
		}
		lines = append(lines, "- **"+d.moment(lang, m.In(p.Zone), now)+"**")
	}
	return strings.Join(lines, "\n")
}

// sameReason counts how many moments at the front are left out for one reason. A moment that is moved has a line of its own.
func sameReason(skipped []schedule.Skipped) int {
	n := 1
	for n < len(skipped) && skipped[n].Reason == skipped[0].Reason && skipped[n].MovedTo.IsZero() && skipped[0].MovedTo.IsZero() {
		n++
	}
	return n
}

func (d *Dialog) skippedLine(lang content.Lang, row []schedule.Skipped, zone *time.Location, now time.Time) string {
	first, last := row[0], row[len(row)-1]
	v := values{"Day": d.day(lang, first.At.In(zone), now), "Why": d.reason(lang, first.Reason), "Count": len(row)}
	switch {
	case !first.MovedTo.IsZero():
		v["To"] = d.day(lang, first.MovedTo.In(zone), now)
		return "- " + d.words.say(lang, "moment-moved", v)
	case len(row) > 1:
		v["Last"] = d.day(lang, last.At.In(zone), now)
		return "- " + d.words.say(lang, "moments-skipped", v)
	}
	return "- " + d.words.say(lang, "moment-skipped", v)
}
