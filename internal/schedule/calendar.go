package schedule

import "time"

// Calendar tells on which days a school has school.
type Calendar struct {
	Region Region
	// Free are the school's own free days: study days, an extra May week, other dates than the advice.
	Free []Holiday
	// Open are days on which the school is open although the calendar says otherwise; a weekend day stays free.
	Open []Holiday

	term map[int][]Holiday // school and public holidays by year
}

// NewCalendar returns the calendar of a school.
func NewCalendar(region Region, free, open []Holiday) *Calendar {
	c := &Calendar{Region: region, Free: free, Open: open, term: map[int][]Holiday{}}
	for _, h := range SchoolHolidays(region) {
		for year := h.From.Year; year <= h.To.Year; year++ {
			c.term[year] = append(c.term[year], h)
		}
	}
	return c
}

// Reason is why a moment does not come.
type Reason struct {
	// Kind is one of the constants below; Name says which holiday.
	Kind string
	Name string
}

// The kinds of reason.
const (
	Weekend       = "weekend"
	PublicHoliday = "public holiday"
	SchoolHoliday = "school holiday"
	OwnFreeDay    = "own free day"
	OutsideWindow = "outside the window"
)

// String is the reason in words.
func (r Reason) String() string {
	if r.Name == "" {
		return r.Kind
	}
	return r.Kind + ": " + r.Name
}

// FreeDay reports whether there is no school on a day, and why.
func (c *Calendar) FreeDay(d Date) (Reason, bool) {
	if w := d.Weekday(); w == time.Saturday || w == time.Sunday {
		return Reason{Kind: Weekend}, true
	}
	for _, h := range c.Free {
		if h.holds(d) {
			return Reason{OwnFreeDay, h.Name}, true
		}
	}
	for _, h := range c.Open {
		if h.holds(d) {
			return Reason{}, false
		}
	}
	for _, h := range c.term[d.Year] {
		if h.holds(d) {
			return Reason{SchoolHoliday, h.Name}, true
		}
	}
	for _, h := range PublicHolidays(d.Year) {
		if h.holds(d) {
			return Reason{PublicHoliday, h.Name}, true
		}
	}
	return Reason{}, false
}

// farthest is how long a row of free days can be before the calendar is taken to be wrong: longer than any summer.
const farthest = 70

// NextSchoolDay returns the first school day after d, and false when there is none within ten weeks.
func (c *Calendar) NextSchoolDay(d Date) (Date, bool) {
	for range farthest {
		d = d.Add(1)
		if _, free := c.FreeDay(d); !free {
			return d, true
		}
	}
	return Date{}, false
}
