package pulse

import "github.com/baken-bot/baken/internal/content"

// Share is a percentage in steps of ten, or one of two words where a number would tell on everybody.
type Share int

// The words. They are kept apart from numbers so that they cannot be added up by mistake.
const (
	// HardlyAny: at most one person chose it.
	HardlyAny Share = -1
	// NearlyAll: at most one person did not.
	NearlyAll Share = -2
)

// RoundedShare is part of whole, rounded to 10 %, a half upwards. 0 means fewer than one in twenty: not that it was nobody.
func RoundedShare(part, whole int) Share { return Share((20*part + whole) / (2 * whole) * 10) }

// share is what may be shown of one option. With several choices each option is a question of its own, yes or no, so that it can be unanimous by
// itself while the others are not; with one choice [nearlyUnanimous] has looked at all of them.
func share(q Question, c Count, option int) Share {
	n, k := c.said(q), c.Options[option]
	if q.Kind == content.Several {
		switch {
		case k <= 1:
			return HardlyAny
		case uniform(k, n):
			return NearlyAll
		}
	}
	return RoundedShare(k, n)
}

// nearlyUnanimous reports that all or all but one chose the same. All but one counts as all, because otherwise the one could read everybody's answer,
// and everybody could see that there was one. So does a share that would be rounded to 100 %: it would say of somebody what is not so.
func nearlyUnanimous(q Question, c Count) bool {
	if q.Kind == content.Several {
		return false
	}
	for i := range q.answers() {
		if uniform(c.Options[i], c.said(q)) {
			return true
		}
	}
	return false
}

func uniform(k, n int) bool { return k >= n-1 || RoundedShare(k, n) >= 100 }

// Lean is the direction of the answers.
type Lean string

// The directions: two thirds or more on one side, or neither. A question of which no side is the good one leans to an option, or is divided.
const (
	Positive Lean = "positive"
	Negative Lean = "negative"
	Mixed    Lean = "mixed"
	Mostly   Lean = "mostly"
	Divided  Lean = "divided"
)

// leaning is the direction, and the option of Mostly. It is the same for unanimous and for all but one, so that the two cannot be told apart.
func leaning(q Question, c Count) (Lean, int) {
	if q.Positive == content.Neither || q.Kind == content.Several {
		return towards(q, c)
	}
	low, high := 0, 0
	for i := range q.answers() {
		switch middle := q.answers() - 1; {
		case 2*i < middle:
			low += c.Options[i]
		case 2*i > middle:
			high += c.Options[i]
		}
	}
	if q.Positive == content.Low {
		low, high = high, low
	}
	switch n := c.said(q); {
	case twoThirds(high, n):
		return Positive, 0
	case twoThirds(low, n):
		return Negative, 0
	}
	return Mixed, 0
}

// towards is the one option that two thirds or more chose. With several choices there can be more such options: then it leans to none.
func towards(q Question, c Count) (Lean, int) {
	lean, option := Divided, 0
	for i := range q.answers() {
		if !twoThirds(c.Options[i], c.said(q)) {
			continue
		}
		if lean == Mostly {
			return Divided, 0
		}
		lean, option = Mostly, i
	}
	return lean, option
}

func twoThirds(k, n int) bool { return 3*k >= 2*n }
