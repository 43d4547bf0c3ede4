package schedule

import (
	"slices"
	"strings"
	"time"
)

// maxPhrase is the longest phrase that is read, in bytes.
const maxPhrase = 200

// Parse reads a rule from plain words in Dutch or English, or from a cron expression. start is the first day that counts unless the phrase names one; cal tells when the
// holiday is that the phrase ends with ("tot de zomer"). Its error is an [Unreadable], which says which word is wrong.
func Parse(phrase string, start Date, cal *Calendar) (Rule, error) {
	switch {
	case strings.TrimSpace(phrase) == "":
		return Rule{}, unreadable(Nothing, "")
	case len(phrase) > maxPhrase:
		return Rule{}, unreadable(TooLong, "")
	case looksLikeCron(strings.TrimSpace(phrase)):
		return parseCron(strings.TrimSpace(phrase), start)
	}
	tokens, err := scan(phrase)
	if err != nil {
		return Rule{}, err
	}
	p := &parser{tokens: tokens, rule: Rule{Every: 1, Start: start, At: -1}, today: start, calendar: cal}
	return p.rule, p.read()
}

// finish brings together what was read, and says what is missing.
func (p *parser) finish() error {
	r := &p.rule
	if p.afternoon && r.At >= 0 && r.At < At(12, 0) {
		r.At += At(12, 0)
	}
	if p.morning && r.At >= At(13, 0) && r.At < At(19, 0) {
		r.At -= At(12, 0)
	}
	if r.At < 0 {
		return unreadable(TimeMissing, "")
	}
	if !r.Until.IsZero() && r.Until.Before(r.Start) {
		return unreadable(EndsEarly, r.Until.String())
	}
	return p.pattern()
}

// pattern decides what the words describe, the most telling first.
func (p *parser) pattern() error {
	r := &p.rule
	switch {
	case !p.on.IsZero():
		return p.once()
	case len(r.Nth) > 0 || p.dayOf > 0 || p.unit == kMonth:
		return p.monthly()
	case len(r.Days) > 0:
		r.Unit = Weekly
		// "Every two weeks" counts from the week of the first moment.
		for !slices.Contains(r.Days, r.Start.Weekday()) {
			r.Start = r.Start.Add(1)
		}
	case p.weekdays:
		r.Unit, r.Days = Daily, weekdays()
	case p.unit == kWeek:
		r.Unit, r.Days = Weekly, []time.Weekday{r.Start.Weekday()}
	case p.unit == kDays:
		r.Unit = Daily
	default:
		return unreadable(DayMissing, "")
	}
	return nil
}

func (p *parser) once() error {
	if p.every || len(p.rule.Days) > 0 {
		return unreadable(OnceOrMore, "")
	}
	if p.on.Before(p.today) {
		return unreadable(Passed, p.on.String())
	}
	p.rule.Unit, p.rule.Start = Once, p.on
	return nil
}

func (p *parser) monthly() error {
	r := &p.rule
	r.Unit = Monthly
	switch {
	case len(r.Nth) > 0 && (slices.Max(r.Nth) > 5 || len(r.Days) == 0):
		return unreadable(NoMonthDay, "")
	case len(r.Nth) > 0:
		return nil
	case p.dayOf > 31:
		return unreadable(NoMonthDay, "")
	case p.dayOf > 0:
		r.Day = p.dayOf
	case len(r.Days) == 0:
		return unreadable(WhichDay, "")
	default:
		r.Nth = []int{1}
	}
	return nil
}
