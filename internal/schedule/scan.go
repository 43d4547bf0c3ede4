package schedule

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Compiled once for the whole program; a compiled expression is a constant in all but the language's eyes.
var (
	clockLike  = regexp.MustCompile(`^(\d{1,2})(?:[:.hu](\d{2}))(am|pm)?$`)
	hourLike   = regexp.MustCompile(`^(\d{1,2})(am|pm|u|uur|h)$`)
	dateLike   = regexp.MustCompile(`^(\d{1,2})[-/](\d{1,2})[-/](\d{4})$`)
	ordinal    = regexp.MustCompile(`^(\d{1,2})(?:e|ste|de|st|nd|rd|th)$`)
	numberLike = regexp.MustCompile(`^\d{1,4}$`)
)

// scan turns a phrase into tokens. Its error names the word that cannot be read, and the nearest one that can.
func scan(phrase string) ([]token, error) {
	known := vocabulary()
	var out []token
	text := strings.NewReplacer(",", " , ", "’", "'", "t/m", " t/m ", "tot en met", "t/m", "om de week", "tweewekelijks").Replace(strings.ToLower(phrase))
	for word := range strings.FieldsSeq(text) {
		word = strings.Trim(word, ".;!?()\"")
		if word == "" {
			continue
		}
		t, ok, err := figure(word)
		switch {
		case err != nil:
			return nil, err
		case !ok:
			if t, ok = known[word]; !ok {
				return nil, &Unreadable{Fault: UnknownWord, Word: word, Near: nearest(word, known)}
			}
		}
		t.word = word
		if t.kind == kSchool {
			out = school(out)
			continue
		}
		out = append(out, t)
	}
	return out, nil
}

// school makes one moment of "na school" and "voor school"; alone the word says nothing.
func school(before []token) []token {
	last := len(before) - 1
	if last < 0 || before[last].kind != kPast && before[last].kind != kTo {
		return before
	}
	clock := afterSchool
	if before[last].kind == kTo {
		clock = beforeSchool
	}
	before[last] = token{word: before[last].word + " school", kind: kClock, n: int(clock)}
	return before
}

// figure reads a word that is written with figures.
func figure(word string) (token, bool, error) {
	if m := clockLike.FindStringSubmatch(word); m != nil {
		hour, minute := number(m[1]), number(m[2])
		clock, err := clockOf(word, hour, minute, m[3], len(m[1]) == 2)
		return token{kind: kClock, n: int(clock)}, true, err
	}
	if m := hourLike.FindStringSubmatch(word); m != nil {
		part := ""
		if m[2] == "am" || m[2] == "pm" {
			part = m[2]
		}
		clock, err := clockOf(word, number(m[1]), 0, part, len(m[1]) == 2)
		return token{kind: kClock, n: int(clock)}, true, err
	}
	if d, err := ParseDate(word); err == nil {
		return token{kind: kDate, date: d}, true, nil
	}
	if m := dateLike.FindStringSubmatch(word); m != nil {
		d := Date{number(m[3]), time.Month(number(m[2])), number(m[1])}
		if DateOf(d.midnight()) != d {
			return token{}, false, unreadable(NoDay, word)
		}
		return token{kind: kDate, date: d}, true, nil
	}
	if m := ordinal.FindStringSubmatch(word); m != nil {
		return token{kind: kNth, n: number(m[1])}, true, nil
	}
	if numberLike.MatchString(word) {
		return token{kind: kNumber, n: number(word)}, true, nil
	}
	return token{}, false, nil
}

// ParseClock reads a time of day, such as 8:15, 15.30 or 16u. Its error is an [Unreadable].
func ParseClock(word string) (Clock, error) {
	word = strings.ToLower(strings.TrimSpace(word))
	t, ok, err := figure(word)
	if err != nil || !ok || t.kind != kClock {
		return 0, unreadable(NoTime, word)
	}
	return Clock(t.n), nil
}

// number is safe: the expressions let only a few figures through.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// earlyHour is the hour before which a clock without a leading zero is taken for the afternoon: nobody at school means three at night.
const earlyHour = 7

func clockOf(word string, hour, minute int, part string, full bool) (Clock, error) {
	switch {
	case part == "pm" && hour < 12:
		hour += 12
	case part == "am" && hour == 12:
		hour = 0
	case part == "" && hour < earlyHour && hour > 0 && !full:
		hour += 12
	}
	if hour > 23 || minute > 59 {
		return 0, unreadable(NoTime, word)
	}
	return At(hour, minute), nil
}

// nearest offers the word that looks most like one that is not known, or nothing.
func nearest(word string, known map[string]token) string {
	best, found := 3, ""
	for w := range known {
		if d := distance(word, w); len(w) > 2 && (d < best || d == best && found != "" && w < found) {
			best, found = d, w
		}
	}
	return found
}

// distance is the number of letters to change, add or leave out (V. Levenshtein, 1965).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := last
			if a[i] != b[j] {
				cost = 1 + min(last, row[j], row[j+1])
			}
			last, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
