package pulse

import "slices"

// Ballot is one answer on its way to the counters. It no longer knows the person.
type Ballot struct {
	Ref
	Token    Token
	Question int
	// Options are the chosen options, each once, in order.
	Options []int
}

// NewBallot returns ErrNoSuchOption when nothing is chosen, or the same twice. Whether the round has the question and the options is for the store to say, in
// the same step as the count.
func NewBallot(r Ref, token Token, question int, options []int) (Ballot, error) {
	options = slices.Clone(options)
	slices.Sort(options)
	n := len(options)
	options = slices.Compact(options)
	if n == 0 || len(options) != n || options[0] < 0 || question < 0 {
		return Ballot{}, ErrNoSuchOption
	}
	return Ballot{Ref: r, Token: token, Question: question, Options: options}, nil
}

// Tally is what a round counted: for each question who answered it, as a number, and how often each option was chosen.
type Tally []Count

// Count is the tally of one question.
type Count struct {
	Voters  int
	Options []int
}
