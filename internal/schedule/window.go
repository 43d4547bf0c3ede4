package schedule

import (
	"fmt"
	"time"
)

// The hard window: nothing the bot starts arrives outside it, on any day (product promise). A school can make it narrower, never wider.
const (
	Earliest = Clock(7*60 + 30)
	Latest   = Clock(17*60 + 30)
)

// Window is when on a school day the bot may speak first, from and until included.
type Window struct{ From, Until Clock }

// HardWindow returns the widest window there is.
func HardWindow() Window { return Window{Earliest, Latest} }

// NewWindow returns a narrower window. It is an error when it is wider than the hard one, or has no minute in it.
func NewWindow(from, until Clock) (Window, error) {
	if from < Earliest || until > Latest || from >= until {
		return Window{}, fmt.Errorf("read window %s to %s: it must lie within %s and %s", from, until, Earliest, Latest)
	}
	return Window{from, until}, nil
}

// Holds reports whether the bot may speak first at c.
func (w Window) Holds(c Clock) bool { return c >= w.From && c <= w.Until }

// closes is when the window of a day is over: with the last minute it shows, so that what is planned for that minute has it to arrive in.
func (w Window) closes(d Date, zone *time.Location) time.Time {
	return w.Until.On(d, zone).Add(time.Minute)
}
