package schedule

import "time"

// Pause is a crisis pause: one action that stops every planned message of a school. What was planned for before its end is dropped and never sent later.
type Pause struct {
	Since time.Time
	// Until is when planned messages may come again; zero while nobody has set a date.
	Until time.Time
}

// Holds reports whether the pause forbids a firing: it is in force now, or it was when the firing should have come, or the firing was waiting when it began.
func (p Pause) Holds(firing, now time.Time) bool {
	switch {
	case p.Since.IsZero():
		return false
	case p.Until.IsZero():
		return true
	}
	return now.Before(p.Until) || firing.Before(p.Until)
}
