package pulse

import (
	"cmp"
	"time"

	"github.com/baken-bot/baken/internal/content"
)

// Closing is a round that stopped taking votes.
type Closing struct {
	Round  Round
	Tally  Tally
	Roster Roster
	// History is what was shown to the school before.
	History History
}

// Snapshot is what may be shown of a round: the same for everyone, for good. Export is this and nothing more.
type Snapshot struct {
	Round  string
	Pulse  string
	Opened time.Time
	// Closed is the day on which the round was to close. No finer: it is not the time of anybody's answer.
	Closed        time.Time
	Participation Participation
	Results       []Result
}

// Result is what may be shown of one question.
type Result struct {
	Question Question
	State    State
	// Lean is set in both Banded and Shown.
	Lean Lean
	// Mostly is the option of lean Mostly.
	Mostly int
	// Shares are percentages by option, in state Shown.
	Shares []Share
}

// State is how much may be shown of a question.
type State string

// The states.
const (
	// TooFew: fewer answers than the threshold. Nothing is shown to anybody, and the counts are erased.
	TooFew State = "too few"
	// Banded: a direction and no numbers. It does not say why: nearly everybody chose the same, or the group changed.
	Banded State = "banded"
	Shown  State = "shown"
)

// Disclose decides what may be shown of a round, by all the rules together.
//
//   - Nothing under the threshold, because in a small group a number is a person. Not applicable is no answer: only those who said something count.
//   - Nothing exact: shares are rounded to 10 % ([RoundedShare]) and nobody learns how many answered ([Participate]), because one more answer that moves an exact
//     number is an answer that can be read.
//   - A direction when all or all but one chose the same ([nearlyUnanimous]): a number would tell what each person chose, and the one who chose something
//     else would be the only one who cannot be sure to be unseen.
//   - A direction when one to four people joined or left since the question's last point ([Change.Small]): what moved would be theirs.
//   - A direction when the numbers, with all numbers the school was ever shown, would let anybody subtract their way to fewer than five people
//     ([History.Isolates]).
//
// The last two look at who was invited and never at the answers. History is returned with what this snapshot adds to it.
func Disclose(c Closing) (Snapshot, History) {
	s := Snapshot{Round: c.Round.Round, Pulse: c.Round.Pulse, Opened: day(c.Round.Opens), Closed: day(c.Round.Closes)}
	isolates := c.History.Isolates(c.Roster)
	next, most, shown := c.History, 0, false
	for i, q := range c.Round.Questions {
		count := c.Tally[i]
		moved := isolates || c.History.Since(q.ID, c.Roster).Small()
		r := disclose(q, count, c.Round.Thresholds.Answers(), moved)
		s.Results = append(s.Results, r)
		if r.State != TooFew {
			most = max(most, count.Voters)
			next = next.asked(q.ID, c.Roster)
		}
		shown = shown || r.State == Shown
	}
	s.Participation = Participate(most, c.Round.Invited, c.Round.Thresholds.Answers())
	if shown {
		next = next.shown(c.Roster)
	}
	return s, next.tidy()
}

func disclose(q Question, c Count, threshold int, moved bool) Result {
	r, n := Result{Question: q, State: TooFew}, c.said(q)
	if n < threshold {
		return r
	}
	r.Lean, r.Mostly = leaning(q, c)
	r.State = Banded
	if moved || nearlyUnanimous(q, c) {
		return r
	}
	r.State = Shown
	for i := range q.answers() {
		r.Shares = append(r.Shares, share(q, c, i))
	}
	return r
}

// said is how many people said something about the question.
func (c Count) said(q Question) int {
	if q.Kind == content.Scale {
		return c.Voters - c.Options[q.options()-1]
	}
	return c.Voters
}

func day(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }

// ByDay orders snapshots, the oldest first.
func ByDay(a, b Snapshot) int {
	return cmp.Or(a.Closed.Compare(b.Closed), cmp.Compare(a.Round, b.Round))
}
