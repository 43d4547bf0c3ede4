package schedule

import (
	"slices"
	"strings"
	"time"
)

// kind is what a word of a phrase is.
type kind int

const (
	kFiller   kind = iota // says nothing: op, the
	kEvery                // elke, every
	kOther                // every other: one in two
	kDay                  // maandag
	kDays                 // dag, as a unit
	kWeekdays             // schooldag: Monday to Friday
	kWeek
	kMonth
	kNth       // eerste
	kNumber    // a bare number, or a number in words
	kClock     // 8:15, na school
	kMonthName // januari
	kSeason    // zomer, as the end of a period
	kUntil
	kFrom
	kThrough // tot en met; between two days: Monday to Friday
	kAnd
	kHalf    // half vier, half past three
	kQuarter // kwart
	kPast
	kTo // voor, to
	kHour
	kMorning
	kAfternoon
	kDate // 2027-06-01
	kMinutes
	kSchool
)

// token is a word of a phrase with what it is. n is its value: a weekday, a month, a number, minutes of a clock.
type token struct {
	word string
	kind kind
	n    int
	date Date
}

// The two moments staff name without a clock.
const (
	beforeSchool = Clock(8 * 60)
	afterSchool  = Clock(15*60 + 15)
)

// meaning is what a row of words means.
type meaning struct {
	kind  kind
	n     int
	words string
}

// meanings lists what single words mean, in both languages: a phrase may mix them. Of a word that stands twice, the last counts.
func meanings() []meaning {
	return slices.Concat([]meaning{
		{kFiller, 0, "op om de het in bij is 's s uur on at the a of u h o'clock oclock steeds telkens altijd dan per graag please stuur send always van een"},
		{kEvery, 1, "elke iedere elk ieder every each"},
		{kOther, 2, "other"},
		{kDays, 1, "dag dagen day days"},
		{kDays, -1, "dagelijks daily"},
		{kWeekdays, 0, "schooldag schooldagen werkdag werkdagen weekdag weekdagen doordeweeks doordeweekse weekday weekdays schoolday schooldays workday workdays"},
		{kWeek, 1, "week weken weeks"},
		{kWeek, -1, "wekelijks weekly"},
		{kWeek, -2, "tweewekelijks tweewekelijkse fortnight fortnightly biweekly"},
		{kMonth, 1, "maand maanden month months"},
		{kMonth, -1, "maandelijks monthly"},
		{kUntil, 0, "tot until till totdat"},
		{kThrough, 0, "t/m through thru -"},
		{kFrom, 0, "vanaf from starting sinds beginning"},
		{kAnd, 0, "en and ook & + ,"},
		{kHalf, 0, "half"},
		{kQuarter, 0, "kwart quarter"},
		{kPast, 0, "over past na after"},
		{kTo, 0, "voor before to"},
		{kMorning, 0, "ochtend ochtends morgens morning mornings am a.m"},
		{kAfternoon, 0, "middag middags afternoon afternoons pm p.m namiddag"},
		{kMinutes, 0, "minuten minuut min minutes minute"},
		{kClock, 12 * 60, "noon"},
		{kSchool, 0, "school"},
		{kSeason, int(summer), "zomer zomervakantie summer"},
		{kSeason, int(autumn), "herfst herfstvakantie autumn"},
		{kSeason, int(christmas), "kerst kerstvakantie christmas"},
		{kSeason, int(spring), "voorjaarsvakantie spring"},
		{kSeason, int(may), "meivakantie"},
	}, counted(kDay, 0,
		"zondag zondagen zondags zo sunday sundays sun", "maandag maandagen maandags ma monday mondays mon", "dinsdag dinsdagen dinsdags di tuesday tuesdays tue tues",
		"woensdag woensdagen woensdags wo wednesday wednesdays wed", "donderdag donderdagen donderdags do thursday thursdays thu thur thurs",
		"vrijdag vrijdagen vrijdags vr friday fridays fri", "zaterdag zaterdagen zaterdags za saturday saturdays sat",
	), counted(kNth, 1,
		"eerste first 1ste", "tweede second 2de", "derde third 3de", "vierde fourth 4de", "vijfde fifth 5de",
	), []meaning{{kNth, -1, "laatste last"}}, counted(kNumber, 1,
		"one", "twee two", "drie three", "vier four", "vijf five", "zes six", "zeven seven", "acht eight", "negen nine", "tien ten", "elf eleven", "twaalf twelve",
	), []meaning{{kNumber, 20, "twintig twenty"}}, counted(kMonthName, 1,
		"januari jan january", "februari feb february", "maart mrt march mar", "april apr", "mei may", "juni jun june", "juli jul july",
		"augustus aug august", "september sep sept", "oktober okt october oct", "november nov", "december dec",
	))
}

// counted gives rows of words of one kind rising numbers.
func counted(k kind, from int, rows ...string) []meaning {
	var out []meaning
	for i, words := range rows {
		out = append(out, meaning{k, from + i, words})
	}
	return out
}

// vocabulary returns each known word with what it means.
func vocabulary() map[string]token {
	v := map[string]token{}
	for _, m := range meanings() {
		for w := range strings.FieldsSeq(m.words) {
			v[w] = token{kind: m.kind, n: m.n}
		}
	}
	return v
}

// season is a holiday as staff name the end of a period: it ends on the last day before.
type season int

const (
	summer season = iota
	autumn
	christmas
	spring
	may
)

func (s season) holiday() string { return [...]string{Zomer, Herfst, Kerst, Voorjaar, Mei}[s] }

// weekdays are the days of a school week.
func weekdays() []time.Weekday {
	return []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
}
