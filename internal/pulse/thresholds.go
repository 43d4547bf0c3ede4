package pulse

import "fmt"

// The floors. Five answers is what makers of staff surveys hold to, and eight invited leave room for three who do not answer: with fewer, a result would
// also say that everybody took part.
const (
	MinInvited = 8
	MinAnswers = 5
	// MinSilent is how many of the invited must be able to stay silent without a result failing.
	MinSilent = MinInvited - MinAnswers
	// MaxThreshold keeps a slip of the finger from ending all pulses of a school for good: what is raised is never lowered.
	MaxThreshold = 200
)

// Thresholds says how many people must be invited before a round may open, and how many must answer a question before anything is shown of it. The zero
// value holds the floors. There is no way to make a lower one: raising is the only constructor, and what was read from a store or a file goes
// through it again.
type Thresholds struct{ moreInvited, moreAnswers int }

// Invited is how many people must be invited.
func (t Thresholds) Invited() int { return MinInvited + t.moreInvited }

// Answers is how many people must answer a question.
func (t Thresholds) Answers() int { return MinAnswers + t.moreAnswers }

// Raise returns higher thresholds. It refuses to lower either, to ask for more than [MaxThreshold], and thresholds so close that a result would
// say nobody was silent.
func (t Thresholds) Raise(invited, answers int) (Thresholds, error) {
	switch {
	case invited < t.Invited():
		return t, fmt.Errorf("raise invited to %d: it is %d and is never lowered", invited, t.Invited())
	case answers < t.Answers():
		return t, fmt.Errorf("raise answers to %d: it is %d and is never lowered", answers, t.Answers())
	case invited > MaxThreshold:
		return t, fmt.Errorf("raise invited to %d: at most %d, because it is never lowered again", invited, MaxThreshold)
	case invited-answers < MinSilent:
		return t, fmt.Errorf("raise answers to %d of %d: at least %d must be free to stay silent", answers, invited, MinSilent)
	}
	return Thresholds{invited - MinInvited, answers - MinAnswers}, nil
}

// enough reports a group that is too small.
func (t Thresholds) enough(invited int) error {
	if invited < t.Invited() {
		return fmt.Errorf("invite people: %d, want at least %d", invited, t.Invited())
	}
	return nil
}

// MarshalText writes the thresholds as "invited/answers".
func (t Thresholds) MarshalText() ([]byte, error) {
	return fmt.Appendf(nil, "%d/%d", t.Invited(), t.Answers()), nil
}

// UnmarshalText reads what [Thresholds.MarshalText] wrote, and refuses anything under the floors.
func (t *Thresholds) UnmarshalText(text []byte) error {
	var invited, answers int
	if _, err := fmt.Sscanf(string(text), "%d/%d", &invited, &answers); err != nil {
		return fmt.Errorf("read thresholds %q: want invited/answers", text)
	}
	raised, err := Thresholds{}.Raise(invited, answers)
	if err != nil {
		return fmt.Errorf("read thresholds %q: %w", text, err)
	}
	*t = raised
	return nil
}
