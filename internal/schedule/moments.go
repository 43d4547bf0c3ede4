package schedule

import "time"

// School is what decides whether a moment may come: where the school's clock stands, when it has school, and when on a day the bot may speak first.
type School struct {
	Zone     *time.Location
	Calendar *Calendar
	Window   Window
	// Move puts a moment on a free day on the first school day after it; otherwise it is left out.
	Move bool
}

// Skipped is a moment of a rule that does not come, or not then.
type Skipped struct {
	At     time.Time
	Reason Reason
	// MovedTo is the moment it comes instead; zero when it is left out.
	MovedTo time.Time
}

// maxSkipped bounds how many moments in a row may be skipped before the rule is taken never to come.
const maxSkipped = 500

// Moments returns the first n moments of a rule after a time, in order, and those skipped on the way. Fewer than n come back when the rule ends, or when
// nothing but skipped moments is left of it. No moment is outside the window or on a free day, and no two are the same.
func Moments(r Rule, s School, after time.Time, n int) (moments []time.Time, skipped []Skipped) {
	local := after.In(s.Zone)
	// One minute earlier, so that a moment within the running minute is looked at and compared as a time.
	d, c := DateOf(local), At(local.Hour(), local.Minute())-1
	row := 0
	for len(moments) < n && row < maxSkipped {
		var ok bool
		if d, c, ok = r.next(d, c); !ok {
			return moments, skipped
		}
		at := c.On(d, s.Zone)
		if !at.After(after) {
			continue
		}
		row++
		skip, bad := s.check(d, c, at)
		if bad {
			skipped = append(skipped, skip)
			at = skip.MovedTo
		}
		if at.IsZero() || len(moments) > 0 && !at.After(moments[len(moments)-1]) {
			continue
		}
		moments, row = append(moments, at), 0
	}
	return moments, skipped
}

// check tells whether a moment must be skipped, and where it goes.
func (s School) check(d Date, c Clock, at time.Time) (Skipped, bool) {
	local := at.In(s.Zone)
	if !s.Window.Holds(At(local.Hour(), local.Minute())) {
		return Skipped{At: at, Reason: Reason{Kind: OutsideWindow}}, true
	}
	reason, free := s.Calendar.FreeDay(d)
	if !free {
		return Skipped{}, false
	}
	out := Skipped{At: at, Reason: reason}
	if s.Move {
		if to, ok := s.Calendar.NextSchoolDay(d); ok {
			out.MovedTo = c.On(to, s.Zone)
		}
	}
	return out, true
}

// Opens returns the first moment from a time on at which the bot may speak first: the time itself when it may now.
func (s School) Opens(from time.Time) time.Time {
	from = from.In(s.Zone)
	d := DateOf(from)
	opens := s.Window.From.On(d, s.Zone)
	switch _, free := s.Calendar.FreeDay(d); {
	case !free && from.Before(opens):
		return opens
	case !free && from.Before(s.Window.closes(d, s.Zone)):
		return from
	}
	if to, ok := s.Calendar.NextSchoolDay(d); ok {
		return s.Window.From.On(to, s.Zone)
	}
	return s.Window.From.On(d.Add(1), s.Zone)
}
