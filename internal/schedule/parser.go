package schedule

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// parser reads tokens from left to right into a rule.
type parser struct {
	tokens   []token
	at       int
	rule     Rule
	today    Date
	calendar *Calendar

	unit      kind // kDays, kWeek or kMonth once named
	every     bool
	weekdays  bool
	dayOf     int // of the month
	on        Date
	afternoon bool
	morning   bool
}

func (p *parser) peek(offset int) token {
	if p.at+offset >= len(p.tokens) {
		return token{kind: -1}
	}
	return p.tokens[p.at+offset]
}

func (p *parser) read() error {
	for p.at < len(p.tokens) {
		t := p.peek(0)
		step, ok := p.steps()[t.kind]
		if !ok {
			return unreadable(Misplaced, t.word)
		}
		if err := step(t); err != nil {
			return err
		}
	}
	return p.finish()
}

// steps is what each kind of word does. A step moves past what it reads.
func (p *parser) steps() map[kind]func(token) error {
	skip := func(token) error { p.at++; return nil }
	return map[kind]func(token) error{
		kFiller: skip, kAnd: skip, kHour: skip, kMinutes: skip,
		kEvery:     func(token) error { p.every = true; p.at++; return nil },
		kOther:     func(token) error { p.rule.Every = 2; p.at++; return nil },
		kDay:       p.readDay,
		kThrough:   p.readThrough,
		kTo:        p.readThrough,
		kWeekdays:  func(token) error { p.weekdays = true; p.at++; return nil },
		kDays:      p.readUnit,
		kWeek:      p.readUnit,
		kMonth:     p.readUnit,
		kNth:       p.readNth,
		kNumber:    p.readNumber,
		kClock:     func(t token) error { return p.setClock(Clock(t.n), t.word, 1) },
		kHalf:      p.readHalf,
		kQuarter:   func(t token) error { return p.readParts(15, 1) },
		kMorning:   func(token) error { p.morning = true; p.at++; return nil },
		kAfternoon: func(token) error { p.afternoon = true; p.at++; return nil },
		kUntil:     p.readUntil,
		kFrom:      p.readFrom,
		kDate:      func(t token) error { p.on = t.date; p.at++; return nil },
	}
}

func (p *parser) readDay(t token) error {
	if !slices.Contains(p.rule.Days, time.Weekday(t.n)) {
		p.rule.Days = append(p.rule.Days, time.Weekday(t.n))
	}
	p.at++
	return nil
}

// readThrough reads the end of a row of days: "maandag t/m vrijdag".
func (p *parser) readThrough(t token) error {
	to := p.peek(1)
	if len(p.rule.Days) == 0 || to.kind != kDay {
		return unreadable(NeedsDays, t.word)
	}
	for d := p.rule.Days[len(p.rule.Days)-1]; d != time.Weekday(to.n); {
		d = (d + 1) % 7
		if !slices.Contains(p.rule.Days, d) {
			p.rule.Days = append(p.rule.Days, d)
		}
	}
	p.at += 2
	return nil
}

func (p *parser) readUnit(t token) error {
	p.unit = t.kind
	if t.n < 0 {
		p.every, p.rule.Every = true, -t.n
	}
	p.at++
	return nil
}

// readNth reads "eerste maandag", "15e van de maand", "every second week" and "elke tweede dinsdag van de maand".
func (p *parser) readNth(t token) error {
	switch next := p.peek(1); {
	case next.kind == kDay, next.kind == kAnd && p.peek(2).kind == kNth:
		p.rule.Nth = append(p.rule.Nth, t.n)
	case (next.kind == kWeek || next.kind == kDays) && p.every:
		p.rule.Every = t.n
	case next.kind == kMonthName:
		p.at++
		return p.readDate(t.n)
	default:
		p.dayOf = t.n
	}
	p.at++
	return nil
}

func (p *parser) readNumber(t token) error {
	switch next := p.peek(1); next.kind {
	case kWeek, kDays, kMonth:
		p.rule.Every, p.every = t.n, true
		if t.n < 1 || t.n > 52 {
			return unreadable(TooRare, strconv.Itoa(t.n))
		}
		p.at++
		return nil
	case kMonthName:
		p.at++
		return p.readDate(t.n)
	case kPast, kTo, kMinutes:
		return p.readParts(t.n, 1)
	}
	clock, err := clockOf(t.word, t.n, 0, "", len(t.word) == 2 && t.word[0] == '0')
	if err != nil {
		return err
	}
	return p.setClock(clock, t.word, 1)
}

// readDate reads the rest of "13 januari" or "13 januari 2027"; without a year it is the next such day.
func (p *parser) readDate(day int) error {
	d, err := p.date(day)
	p.on = d
	return err
}

func (p *parser) date(day int) (Date, error) {
	month := p.peek(0)
	p.at++
	d := Date{p.today.Year, time.Month(month.n), day}
	if year := p.peek(0); year.kind == kNumber && year.n > 1000 {
		d.Year = year.n
		p.at++
	} else if d.Before(p.today) {
		d.Year++
	}
	if DateOf(d.midnight()) != d {
		return Date{}, unreadable(NoDay, fmt.Sprintf("%d %s %d", day, month.word, d.Year))
	}
	return d, nil
}

// readHalf reads "half vier", which is half past three, and "half past three".
func (p *parser) readHalf(t token) error {
	if p.peek(1).kind == kPast {
		return p.readParts(30, 1)
	}
	hour := p.peek(1)
	if hour.kind != kNumber || hour.n < 1 || hour.n > 12 {
		return unreadable(NeedsHour, t.word)
	}
	return p.setClock(p.guess(hour.n-1, 30), t.word, 2)
}

// readParts reads minutes over or before an hour: "kwart voor vier", "tien over half vier", "twenty past three". skip is how many words the minutes took.
func (p *parser) readParts(minutes, skip int) error {
	if p.peek(skip).kind == kMinutes {
		skip++
	}
	side := p.peek(skip)
	hour, half := p.peek(skip+1), 0
	used := skip + 2
	if hour.kind == kHalf {
		hour, half, used = p.peek(skip+2), 30, skip+3
	}
	if side.kind != kPast && side.kind != kTo || hour.kind != kNumber || hour.n < 1 || hour.n > 12 || minutes > 30 {
		return unreadable(NoTime, p.peek(0).word)
	}
	if side.kind == kTo {
		minutes = -minutes
	}
	return p.setClock(p.guess(hour.n, 0)+Clock(minutes-half), p.peek(0).word, used)
}

// guess puts an hour said in words in the part of the day in which a school has it.
func (p *parser) guess(hour, minute int) Clock {
	if hour < earlyHour {
		hour += 12
	}
	return At(hour, minute)
}

func (p *parser) setClock(c Clock, word string, used int) error {
	if p.rule.At >= 0 {
		return unreadable(SecondTime, word)
	}
	if c < 0 || c >= 24*60 {
		return unreadable(NoTime, word)
	}
	p.rule.At = c
	p.at += used
	return nil
}

func (p *parser) readFrom(t token) error {
	p.at++
	d, err := p.day(t)
	if err != nil {
		return err
	}
	p.rule.Start = d
	return nil
}

func (p *parser) readUntil(t token) error {
	p.at++
	for p.peek(0).kind == kFiller {
		p.at++
	}
	if s := p.peek(0); s.kind == kSeason {
		p.at++
		return p.untilHoliday(season(s.n).holiday())
	}
	d, err := p.day(t)
	if err != nil {
		return err
	}
	p.rule.Until = d
	return nil
}

// untilHoliday ends the rule on the last day before the next holiday of that name.
func (p *parser) untilHoliday(name string) error {
	if p.calendar == nil {
		return unreadable(UnknownHoliday, name)
	}
	var first Date
	for _, h := range SchoolHolidays(p.calendar.Region) {
		if h.Name == name && h.From.After(p.today) && (first.IsZero() || h.From.Before(first)) {
			first = h.From
		}
	}
	if first.IsZero() {
		return unreadable(UnknownHoliday, name)
	}
	p.rule.Until = first.Add(-1)
	return nil
}

// day reads a day of the calendar, after a word such as "tot" or "vanaf".
func (p *parser) day(after token) (Date, error) {
	for p.peek(0).kind == kFiller {
		p.at++
	}
	t := p.peek(0)
	switch {
	case t.kind == kDate:
		p.at++
		return t.date, nil
	case (t.kind == kNumber || t.kind == kNth) && p.peek(1).kind == kMonthName:
		p.at++
		return p.date(t.n)
	case t.kind == kMonthName && (p.peek(1).kind == kNumber || p.peek(1).kind == kNth):
		p.tokens[p.at], p.tokens[p.at+1] = p.tokens[p.at+1], p.tokens[p.at]
		return p.day(after)
	case t.kind == kMonthName:
		return p.date(1)
	}
	return Date{}, unreadable(NeedsDate, after.word)
}
