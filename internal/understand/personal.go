package understand

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/content"
)

// Kind is a kind of personal data.
type Kind string

// The kinds the guard looks for.
const (
	Name      Kind = "name"
	Birthdate Kind = "birthdate"
	Street    Kind = "address"
	Phone     Kind = "phone"
	Email     Kind = "email"
	BSN       Kind = "bsn"
	// Number is another number that stands for one pupil, such as a pupil number.
	Number Kind = "number"
)

// finding is personal data at a place in a text.
type finding struct {
	kind       Kind
	start, end int
}

// guard finds data that points at a person. It would rather see one too many: a wrong finding costs one tap, a missed one stays in a
// chat history.
type guard struct {
	names   nameBook
	numbers map[string]bool // helplines, digits only
}

func newGuard(lib *content.Library) *guard {
	g := &guard{names: newNameBook(lib.Names()), numbers: map[string]bool{}}
	for _, h := range lib.Helplines() {
		g.numbers[digits(h.Number)] = true
	}
	return g
}

// Built once per call of [newGuard] would be the same again and again; a compiled expression is a constant in all but the language's eyes.
var (
	emailLike    = regexp.MustCompile(`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`)
	phoneLike    = regexp.MustCompile(`(?:\+\d{2}[\s-]?(?:\(0\))?|\b0)[1-9](?:[\s-]?\d){7,9}\b`)
	nineDigits   = regexp.MustCompile(`\b\d{8,9}\b|\b\d{3}[. ]\d{3}[. ]\d{3}\b|\b\d{4}[. ]\d{2}[. ]\d{3}\b`)
	pupilNumber  = regexp.MustCompile(`(?i)(?:leerling|student|pupil|lln|stamnr|onderwijs)[\s-]?(?:nummer|number|nr|no)\.?[\s:]*(?:is\s)?[a-z]?\d{4,}`)
	numericDate  = regexp.MustCompile(`\b(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})\b`)
	isoDate      = regexp.MustCompile(`\b(\d{4})-(\d{1,2})-(\d{1,2})\b`)
	writtenDate  = regexp.MustCompile(`(?i)\b\d{1,2}(?:st|nd|rd|th)?\s(?:of\s)?(?:jan|feb|mrt|maart|mar|apr|mei|may|jun|jul|aug|sep|okt|oct|nov|dec)[a-z]*\.?,?\s'?(\d{4}|\d{2})\b`)
	writtenDate2 = regexp.MustCompile(`(?i)\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\s\d{1,2}(?:st|nd|rd|th)?,?\s(\d{4})\b`)
	bornCue      = regexp.MustCompile(`(?i)\b(?:geb\.?|geboren|geboortedatum|born|dob|d\.o\.b|birth\w*|jarig)\b`)
	bornDay      = regexp.MustCompile(`(?i)\b(?:geb\.?|geboren|geboortedatum|born|dob|date of birth)\b[\s:]*(?:is\s|op\s|on\s|the\s)*\d{1,2}(?:st|nd|rd|th)?[\s/-](?:\d{1,2}|[a-z]{3,9})\b`)
	postcode     = regexp.MustCompile(`\b[1-9]\d{3}\s?[A-Z]{2}\b`)
	streetLike   = regexp.MustCompile(`(?i)\b[\p{L}']+(?:straat|laan|weg|plein|gracht|kade|dijk|singel|hof|pad|dreef|steeg|plantsoen|baan|erf|wal|kwartier)\s\d{1,4}(?:\s?[a-z]\b|\b)`)
	englishPlace = regexp.MustCompile(`\b\d{1,4}[a-z]?\s(?:\p{Lu}[\p{L}']+\s){1,3}(?:Street|Road|Lane|Avenue|Drive|Close|Square|Way)\b`)
	notStreet    = regexp.MustCompile(`(?i)^(?:onderweg|vanweg|schoolplein|plein|speelplein|lesweg|weg|pad|baan|hof|wal|erf|halfweg|loopbaan|schoolpad)\s`)
)

// find returns what it found, in order, none overlapping another.
func (g *guard) find(text string, now time.Time) []finding {
	var out []finding
	add := func(k Kind, spans [][]int) {
		for _, s := range spans {
			if !slices.ContainsFunc(out, func(f finding) bool { return s[0] < f.end && f.start < s[1] }) {
				out = append(out, finding{k, s[0], s[1]})
			}
		}
	}
	if strings.Contains(text, "@") {
		add(Email, emailLike.FindAllStringIndex(text, -1))
	}
	if strings.ContainsAny(text, "0123456789") {
		g.figures(text, now, add)
	}
	add(Name, g.names.find(text))
	slices.SortFunc(out, func(a, b finding) int { return a.start - b.start })
	return out
}

// figures finds what is written with figures.
func (g *guard) figures(text string, now time.Time, add func(Kind, [][]int)) {
	add(Number, pupilNumber.FindAllStringIndex(text, -1))
	add(Birthdate, birthdates(text, now))
	add(BSN, keep(text, nineDigits, validBSN))
	add(Phone, keep(text, phoneLike, func(s string) bool { return !g.numbers[digits(s)] }))
	add(Street, postcode.FindAllStringIndex(text, -1))
	add(Street, keep(text, streetLike, func(s string) bool { return !notStreet.MatchString(s) }))
	add(Street, englishPlace.FindAllStringIndex(text, -1))
}

func keep(text string, re *regexp.Regexp, ok func(string) bool) [][]int {
	return slices.DeleteFunc(re.FindAllStringIndex(text, -1), func(s []int) bool { return !ok(text[s[0]:s[1]]) })
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// validBSN applies the test every citizen service number passes: nine digits (eight with a leading zero) weighed 9 down to 2 and −1 add up to
// a multiple of eleven (https://nl.wikipedia.org/wiki/Burgerservicenummer).
func validBSN(s string) bool {
	d := digits(s)
	if len(d) == 8 {
		d = "0" + d
	}
	if len(d) != 9 || d == "000000000" {
		return false
	}
	sum := 0
	for i := range 8 {
		sum += int(d[i]-'0') * (9 - i)
	}
	return (sum-int(d[8]-'0'))%11 == 0
}

// oldestPupil bounds which years can be a pupil's year of birth: staff speak of dates of the last years too, and those are no birth dates.
const (
	youngestPupil = 2
	oldestPupil   = 27
)

// birthdates finds days with the year in which somebody now at school may be born, and any day after a word for being born.
func birthdates(text string, now time.Time) [][]int {
	var out [][]int
	cue := bornCue.MatchString(text)
	collect := func(re *regexp.Regexp, year, day, month int) {
		for _, m := range re.FindAllStringSubmatchIndex(text, -1) {
			group := func(n int) int {
				v, err := strconv.Atoi(text[m[2*n]:m[2*n+1]])
				if err != nil {
					return 0
				}
				return v
			}
			if month > 0 && (group(month) < 1 || group(month) > 12 || group(day) < 1 || group(day) > 31) {
				continue
			}
			if cue || pupilYear(group(year), now.Year()) {
				out = append(out, []int{m[0], m[1]})
			}
		}
	}
	collect(numericDate, 3, 1, 2)
	collect(isoDate, 1, 3, 2)
	collect(writtenDate, 1, 0, 0)
	collect(writtenDate2, 1, 0, 0)
	// A day without a year comes last, so that it never cuts a whole date in two and leaves the year behind.
	return append(out, bornDay.FindAllStringIndex(text, -1)...)
}

func pupilYear(year, now int) bool {
	if year < 100 {
		year += 2000
	}
	age := now - year
	return age >= youngestPupil && age <= oldestPupil
}

// rewrite returns the text without what was found: a name becomes a pupil, the rest is left out.
func rewrite(text string, found []finding, lang content.Lang) string {
	pupil := "een leerling"
	if lang == content.English {
		pupil = "a pupil"
	}
	var b strings.Builder
	last := 0
	for _, f := range found {
		b.WriteString(text[last:f.start])
		if f.kind == Name {
			b.WriteString(pupil)
		}
		last = f.end
	}
	b.WriteString(text[last:])
	out := b.String()
	for _, t := range tidying {
		out = t.from.ReplaceAllString(out, t.to)
	}
	return strings.TrimSpace(out)
}

var tidying = []struct {
	from *regexp.Regexp
	to   string
}{
	{regexp.MustCompile(`\(\s*[,;:.]*\s*\)|\[\s*\]`), ""},
	{regexp.MustCompile(`(?i)\b(een leerling|a pupil)(?:(?:\s*,\s*|\s+(?:en|and|of|or)\s+|\s+)(?:een leerling|a pupil))+`), "$1"},
	{regexp.MustCompile(`(?i)\b(?:de |het |een |the |a |my |mijn )?(?:leerling|meisje|jongen|lln|pupil|girl|boy|student) (een leerling|a pupil)\b`), "$1"},
	{regexp.MustCompile(`\s+([,.;:?!)])`), "$1"},
	{regexp.MustCompile(`([,;:])(?:\s*[,;:])+`), "$1"},
	{regexp.MustCompile(`[ \t]{2,}`), " "},
}
