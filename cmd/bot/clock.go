package main

import "time"

// clock is the time that plans, messages and platforms live by. The zero one is the real time.
type clock struct {
	now func() time.Time
	// look is how often it is looked for what has come due; 0 means as often as each part does by itself. A clock that leaps is looked at more often.
	look time.Duration
}

// Now is the time.
func (c clock) Now() time.Time {
	if c.now == nil {
		return time.Now()
	}
	return c.now()
}
