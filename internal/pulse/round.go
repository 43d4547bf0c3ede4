package pulse

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// School is a tenant. Rounds of two schools never meet.
type School string

// Person is who somebody is within a school. It is read by [Key.Token] and hashed by the store, and kept nowhere.
type Person string

// Ref says which round. The same firing always gives the same one.
type Ref struct {
	School School
	Round  string
}

// Round is one asking of one to five questions. It is what everybody may know.
type Round struct {
	Ref
	// Pulse is the plan the round belongs to.
	Pulse     string
	Questions []Question
	// Opens and Closes are on the school's own clock, so that their day is the school's.
	Opens      time.Time
	Closes     time.Time
	Thresholds Thresholds
	// Invited is how many people were invited; [NewOpening] counts them.
	Invited int
}

// MaxQuestions is how much fits in a minute.
const MaxQuestions = 5

// Opening is a round and whom it is for. Only [NewOpening] makes one that may be opened.
type Opening struct {
	round  Round
	people []Person
}

// NewOpening checks a round against every rule and counts who is invited, each once. Its error names all that is wrong.
func NewOpening(r Round, people []Person) (Opening, error) {
	people = slices.Clone(people)
	slices.Sort(people)
	people = slices.Compact(people)
	r.Invited = len(people)
	return Opening{round: r, people: people}, errors.Join(r.check(), r.Thresholds.enough(len(people)))
}

// Round returns the round.
func (o Opening) Round() Round { return o.round }

// People returns who is invited, each once.
func (o Opening) People() []Person { return o.people }

// Tokens returns a token for each person and question, sorted, so that their order says nothing.
func (o Opening) Tokens(key Key) []Token {
	out := make([]Token, 0, len(o.people)*len(o.round.Questions))
	for _, who := range o.people {
		for q := range o.round.Questions {
			out = append(out, key.Token(who, q))
		}
	}
	slices.Sort(out)
	return out
}

func (r Round) check() error {
	var errs []error
	if r.School == "" || r.Round == "" || r.Pulse == "" {
		errs = append(errs, errors.New("name round: needs school, round and pulse"))
	}
	if !r.Closes.After(r.Opens) {
		errs = append(errs, errors.New("date round: must close after it opens"))
	}
	if n := len(r.Questions); n < 1 || n > MaxQuestions {
		errs = append(errs, fmt.Errorf("count questions: %d, want 1 to %d", n, MaxQuestions))
	}
	seen := map[string]bool{}
	for _, q := range r.Questions {
		if seen[q.ID] {
			errs = append(errs, fmt.Errorf("name question %q: stands twice", q.ID))
		}
		seen[q.ID] = true
		errs = append(errs, q.Check())
	}
	return errors.Join(errs...)
}
