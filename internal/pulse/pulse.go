// Package pulse runs short anonymous surveys.
//
// A round asks a group one to five questions once. While it is open there are counters, one for each option, and a ledger that says which tokens have
// voted: a token is a person and a question under the round's own key ([Key.Token]). No row joins the two, and nothing holds a time or an order. At
// closing the counters become one frozen [Snapshot], made by the rules in disclosure.go, and counters, ledger and key are destroyed together. From then on
// nobody can tell who answered, the operator included.
//
// What is said around a round, when it opens and who is asked to join are decided elsewhere; where it is kept is the store's business. The rules are
// argued in docs/privacy.md.
package pulse

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// What can be wrong with a tap. Nothing is counted then.
var (
	// ErrClosed means that the round is not open: not yet, no longer, or never.
	ErrClosed = errors.New("round is closed")
	// ErrNotInvited means that the person is not among those who were invited when the round opened.
	ErrNotInvited = errors.New("not invited")
	// ErrVoted means that the person has answered this question. Which answer it was, nobody knows.
	ErrVoted = errors.New("has voted")
	// ErrNoSuchOption means that the round has no such question or option, or that the question takes one option and got several.
	ErrNoSuchOption = errors.New("no such option")
)

// Rounds keeps open rounds. The store fills it.
type Rounds interface {
	// Open starts a round. Opening the same round again, on any replica, changes nothing; one that was closed stays closed: ErrClosed.
	Open(ctx context.Context, o Opening) error
	// Vote marks the token and counts the options in one step, so that a tap counts once or not at all. It returns one of the errors above.
	Vote(ctx context.Context, b Ballot) error
	// Close stops the votes, freezes the result and destroys counters, ledger and key in one step. Closing again returns the same snapshot; a
	// round that never was gives ErrClosed.
	Close(ctx context.Context, r Ref, freeze Freeze) (Closed, error)
}

// Ledger tells what is needed to keep a person from voting twice, while the round is open.
type Ledger interface {
	// Key returns the round's key, or ErrClosed. Callers do not keep it.
	Key(ctx context.Context, r Ref) (Key, error)
	// Voted reports for each token whether it has voted, or ErrClosed.
	Voted(ctx context.Context, r Ref, tokens []Token) ([]bool, error)
}

// Archive is what can be read of rounds.
type Archive interface {
	// Round returns an open round, or ErrClosed.
	Round(ctx context.Context, r Ref) (Round, error)
	// Snapshots returns the results of a school, the oldest first.
	Snapshots(ctx context.Context, school School) ([]Snapshot, error)
}

// Limits knows what a school has raised.
type Limits interface {
	// Thresholds returns those of a school; the floors when it has raised none.
	Thresholds(ctx context.Context, school School) (Thresholds, error)
	// Raise sets them for rounds that open from now on. Lower ones are refused, whoever else raises them meanwhile.
	Raise(ctx context.Context, school School, to Thresholds) error
}

// Freeze turns what a round counted into what may be shown of it, and brings the history up to date. It is [Disclose] outside of tests.
type Freeze func(Closing) (Snapshot, History)

// Closed is what is left of a round.
type Closed struct {
	Snapshot Snapshot
	Traces   Traces
}

// Traces says what became of the log that the store's server keeps of its writes.
type Traces string

// The log of writes, after a round was closed.
const (
	// NoTraces: the server keeps no such log.
	NoTraces Traces = "none"
	// Erasing: the server was asked to write its log anew, and does.
	Erasing Traces = "erasing"
	// StillThere: the server is busy or does not allow it. It must be asked again, or the operator must be told.
	StillThere Traces = "still there"
)

// Pulse opens rounds, takes votes and closes rounds.
type Pulse struct {
	Rounds  Rounds
	Ledger  Ledger
	Archive Archive
	Limits  Limits
}

// Thresholds returns how many must be invited and must answer in a school.
func (p Pulse) Thresholds(ctx context.Context, school School) (Thresholds, error) {
	t, err := p.Limits.Thresholds(ctx, school)
	if err != nil {
		return t, fmt.Errorf("read thresholds: %w", err)
	}
	return t, nil
}

// Open starts a round for these people, under the thresholds of the school. It refuses a round that breaks a rule, with every reason; nothing has been kept then.
func (p Pulse) Open(ctx context.Context, r Round, people []Person) error {
	var err error
	if r.Thresholds, err = p.Thresholds(ctx, r.School); err != nil {
		return fmt.Errorf("open round: %w", err)
	}
	o, err := NewOpening(r, people)
	if err != nil {
		return fmt.Errorf("open round: %w", err)
	}
	return p.Rounds.Open(ctx, o)
}

// Vote counts an answer of a person, once and for good. Options are counted from 0; only a question with several choices takes more than one.
func (p Pulse) Vote(ctx context.Context, r Ref, who Person, question int, options ...int) error {
	key, err := p.Ledger.Key(ctx, r)
	if err != nil {
		return err
	}
	b, err := NewBallot(r, key.Token(who, question), question, options)
	if err != nil {
		return err
	}
	return p.Rounds.Vote(ctx, b)
}

// Waiting returns those among the people who have a question left to answer, for the one reminder. It is told to nobody. Who is not invited
// waits for nothing.
func (p Pulse) Waiting(ctx context.Context, r Ref, people []Person) ([]Person, error) {
	key, err := p.Ledger.Key(ctx, r)
	if err != nil {
		return nil, err
	}
	round, err := p.Archive.Round(ctx, r)
	if err != nil {
		return nil, err
	}
	tokens := make([]Token, 0, len(people)*len(round.Questions))
	for _, who := range people {
		for q := range round.Questions {
			tokens = append(tokens, key.Token(who, q))
		}
	}
	voted, err := p.Ledger.Voted(ctx, r, tokens)
	if err != nil {
		return nil, err
	}
	var out []Person
	for i, who := range people {
		for q := range round.Questions {
			if !voted[i*len(round.Questions)+q] {
				out = append(out, who)
				break
			}
		}
	}
	return out, nil
}

// First returns the first question that somebody has not answered, and false when there is none.
func (p Pulse) First(ctx context.Context, r Ref, who Person) (int, bool, error) {
	key, err := p.Ledger.Key(ctx, r)
	if err != nil {
		return 0, false, err
	}
	round, err := p.Archive.Round(ctx, r)
	if err != nil {
		return 0, false, err
	}
	tokens := make([]Token, len(round.Questions))
	for q := range tokens {
		tokens[q] = key.Token(who, q)
	}
	voted, err := p.Ledger.Voted(ctx, r, tokens)
	if err != nil {
		return 0, false, err
	}
	at := slices.Index(voted, false)
	return max(at, 0), at >= 0, nil
}

// Close freezes the result and destroys the rest. It may be called again after any failure.
func (p Pulse) Close(ctx context.Context, r Ref) (Closed, error) {
	return p.Rounds.Close(ctx, r, Disclose)
}

// Results returns the snapshots of one pulse, the oldest first.
func (p Pulse) Results(ctx context.Context, school School, pulse string) ([]Snapshot, error) {
	all, err := p.Archive.Snapshots(ctx, school)
	if err != nil {
		return nil, err
	}
	var out []Snapshot
	for _, s := range all {
		if s.Pulse == pulse {
			out = append(out, s)
		}
	}
	return out, nil
}
