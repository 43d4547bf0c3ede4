package schedule

import (
	"errors"
	"strings"
)

// maxDayLines is how many lines a list of days may have. A school's own days are a few dozen a year.
const maxDayLines = 100

// ReadDays reads days from lines in Dutch or English, one day or row of days each, with a name behind it if there is one:
//
//	12 februari 2027
//	12 t/m 16 februari studieweek
//	21-12-2026 to 4-1-2027: own Christmas
//
// Both ends count. A day without a year is the next such day. Days that are over by today are left out. Its error is an [Unreadable] whose word is the line.
func ReadDays(text string, today Date) ([]Holiday, error) {
	known := vocabulary()
	var out []Holiday
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		switch {
		case len(out) == maxDayLines:
			return nil, unreadable(TooManyDays, "")
		case len(line) > maxPhrase:
			return nil, unreadable(TooLong, line)
		}
		h, err := dayLine{words: strings.Fields(line), known: known, today: today}.read()
		var bad *Unreadable
		if errors.As(err, &bad) {
			return nil, unreadable(bad.Fault, line)
		}
		if !h.To.Before(today) {
			out = append(out, h)
		}
	}
	return out, nil
}

// WriteDays writes days as [ReadDays] reads them.
func WriteDays(days []Holiday) string {
	var b strings.Builder
	for _, h := range days {
		b.WriteString(h.From.String())
		if h.To != h.From {
			b.WriteString(" t/m " + h.To.String())
		}
		if h.Name != "" {
			b.WriteString(" " + h.Name)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// dayLine is one line of a list of days.
type dayLine struct {
	words []string
	known map[string]token
	today Date
	at    int
}

func (l dayLine) read() (Holiday, error) {
	l.skip(kDay, kFiller)
	// "12 t/m 16 februari": the month stands with the second day only.
	if first := l.peek(0); first.kind == kNumber && l.through(1) > 0 {
		l.at += 1 + l.through(1)
		to, err := l.date(l.today)
		if err != nil {
			return Holiday{}, err
		}
		from := to
		if from.Day = first.n; DateOf(from.midnight()) != from {
			return Holiday{}, unreadable(NoDay, "")
		}
		return l.row(from, to)
	}
	from, err := l.date(l.today)
	if err != nil {
		return Holiday{}, err
	}
	to, n := from, l.through(0)
	if n > 0 {
		l.at += n
		if to, err = l.date(from); err != nil {
			return Holiday{}, err
		}
	}
	return l.row(from, to)
}

// row is what was read, with the rest of the line as its name.
func (l *dayLine) row(from, to Date) (Holiday, error) {
	switch {
	case to.Before(from):
		return Holiday{}, unreadable(EndsEarly, "")
	case from.daysTo(to) >= farthest:
		return Holiday{}, unreadable(TooWide, "")
	}
	return Holiday{From: from, To: to, Name: strings.Trim(strings.Join(l.words[l.at:], " "), " :;,-–")}, nil
}

// date reads a day; without a year it is the first such day that is not before one.
func (l *dayLine) date(notBefore Date) (Date, error) {
	l.skip(kDay, kFiller)
	p := &parser{today: notBefore}
	for i := range 3 {
		if t := l.peek(i); t.kind >= 0 {
			p.tokens = append(p.tokens, t)
		}
	}
	d, err := p.day(token{})
	l.at += p.at
	return d, err
}

// through is how many words from here say that a row of days goes on: none, one, or the three of "tot en met".
func (l *dayLine) through(from int) int {
	word := func(i int) string {
		if l.at+from+i >= len(l.words) {
			return ""
		}
		return strings.ToLower(l.words[l.at+from+i])
	}
	switch word(0) {
	case "tot", "tot-en-met":
		if word(1) == "en" && word(2) == "met" {
			return 3
		}
		return 1
	case "t/m", "-", "–", "to", "until", "through", "thru", "till":
		return 1
	}
	return 0
}

func (l *dayLine) skip(kinds ...kind) {
	for t := l.peek(0); t.word != "" && (t.kind == kinds[0] || t.kind == kinds[1]); t = l.peek(0) {
		l.at++
	}
}

// peek is a word as a part of a date, or of no kind.
func (l *dayLine) peek(offset int) token {
	none := token{kind: -1}
	if l.at+offset >= len(l.words) {
		return none
	}
	word := strings.ToLower(strings.Trim(l.words[l.at+offset], ".,:;()"))
	if t, ok, err := figure(word); err == nil && ok {
		t.word = word
		return t
	}
	if t, ok := l.known[word]; ok {
		t.word = word
		return t
	}
	return none
}

// From returns the days that are not over by a day.
func From(days []Holiday, day Date) []Holiday {
	var out []Holiday
	for _, h := range days {
		if !h.To.Before(day) {
			out = append(out, h)
		}
	}
	return out
}
