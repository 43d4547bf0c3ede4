package schedule

import "fmt"

// Fault is what is wrong with a phrase that cannot be read.
type Fault string

// The faults. Each has a sentence in [Unreadable.Error]; whoever speaks another language words them anew.
const (
	Nothing        Fault = "nothing"
	TooLong        Fault = "too-long"
	Misplaced      Fault = "misplaced"
	NeedsDays      Fault = "needs-days"
	TooRare        Fault = "too-rare"
	NoDay          Fault = "no-day"
	NeedsHour      Fault = "needs-hour"
	NoTime         Fault = "no-time"
	SecondTime     Fault = "second-time"
	UnknownHoliday Fault = "unknown-holiday"
	NeedsDate      Fault = "needs-date"
	UnknownWord    Fault = "unknown-word"
	TimeMissing    Fault = "time-missing"
	EndsEarly      Fault = "ends-early"
	DayMissing     Fault = "day-missing"
	OnceOrMore     Fault = "once-or-more"
	Passed         Fault = "passed"
	NoMonthDay     Fault = "no-month-day"
	WhichDay       Fault = "which-day"
	BadCron        Fault = "bad-cron"
	NeverComes     Fault = "never-comes"
	TooWide        Fault = "too-wide"
	TooManyDays    Fault = "too-many-days"
)

// Faults lists them all.
func Faults() []Fault {
	return []Fault{
		Nothing, TooLong, Misplaced, NeedsDays, TooRare, NoDay, NeedsHour, NoTime, SecondTime, UnknownHoliday, NeedsDate, UnknownWord, TimeMissing,
		EndsEarly, DayMissing, OnceOrMore, Passed, NoMonthDay, WhichDay, BadCron, NeverComes, TooWide, TooManyDays,
	}
}

// Unreadable says why a phrase cannot be read: which word is wrong, and the nearest that would be right, where there is one.
type Unreadable struct {
	Fault Fault
	Word  string
	Near  string
}

// Error is the sentence for operators and the command line.
func (u *Unreadable) Error() string {
	says := map[Fault]string{
		Nothing:        `nothing is written; write for instance "elke dinsdag 15:30"`,
		TooLong:        fmt.Sprintf("too long; at most %d characters", maxPhrase),
		Misplaced:      fmt.Sprintf("%q does not fit there", u.Word),
		NeedsDays:      fmt.Sprintf("%q wants a day of the week on both sides", u.Word),
		TooRare:        fmt.Sprintf("every %s is not possible; at most 52", u.Word),
		NoDay:          fmt.Sprintf("%q is no day", u.Word),
		NeedsHour:      fmt.Sprintf("%q wants an hour after it", u.Word),
		NoTime:         fmt.Sprintf("%q is no time of day; write for instance 15:30", u.Word),
		SecondTime:     fmt.Sprintf("%q is a second time of day; give one", u.Word),
		UnknownHoliday: fmt.Sprintf("the next %s is not known; write a date", u.Word),
		NeedsDate:      fmt.Sprintf("after %q comes a date, such as 1 juni or 2027-06-01", u.Word),
		UnknownWord:    fmt.Sprintf("the word %q is not understood%s", u.Word, u.hint()),
		TimeMissing:    `the time of day is missing; add for instance 15:30 or "na school"`,
		EndsEarly:      fmt.Sprintf("the end, %s, lies before the start", u.Word),
		DayMissing:     `the day is missing; write for instance "elke dinsdag" or "on weekdays"`,
		OnceOrMore:     `one day or a repetition, not both; write "vanaf" before a first day`,
		Passed:         u.Word + " has passed",
		NoMonthDay:     "a month has no such day",
		WhichDay:       `which day of the month? write for instance "eerste maandag van de maand"`,
		BadCron:        fmt.Sprintf("the cron expression %q cannot be read; want five fields: minute, hour, day of the month, month and day of the week", u.Word),
		TooWide:        fmt.Sprintf("%q is a row of more than %d days; write it in parts if it is meant", u.Word, farthest),
		TooManyDays:    fmt.Sprintf("more than %d days; leave out what is over or far away", maxDayLines),
		NeverComes:     fmt.Sprintf("no moment of %q ever comes within school time", u.Word),
	}
	return "read when: " + says[u.Fault]
}

func (u *Unreadable) hint() string {
	if u.Near == "" {
		return `; write for instance "elke dinsdag 15:30" or "every two weeks on Monday at 8:15"`
	}
	return fmt.Sprintf("; did you mean %q?", u.Near)
}

func unreadable(f Fault, word string) error { return &Unreadable{Fault: f, Word: word} }
