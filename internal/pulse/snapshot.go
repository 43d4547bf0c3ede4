package pulse

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/baken-bot/baken/internal/content"
)

// Check reports every way in which a snapshot from outside is none that [Disclose] could have made: it must not bring in what was never shown.
func (s Snapshot) Check(now time.Time) error {
	var errs []error
	fault := func(ok bool, format string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	fault(s.Round != "" && s.Pulse != "", "needs the names of its round and its pulse")
	fault(s.Opened.Equal(day(s.Opened)) && s.Closed.Equal(day(s.Closed)), "holds a time of day; a result has days only")
	fault(!s.Closed.Before(s.Opened), "closes before it opens")
	fault(!s.Closed.After(now), "closes in the future")
	fault(slices.Contains([]Participation{NotSaid, Enough, HalfOrLess, MoreThanHalf, Most}, s.Participation), "participation %q is no band", s.Participation)
	fault(len(s.Results) >= 1 && len(s.Results) <= MaxQuestions, "has %d results, want 1 to %d", len(s.Results), MaxQuestions)
	for i, r := range s.Results {
		if err := r.check(); err != nil {
			errs = append(errs, fmt.Errorf("result %d: %w", i+1, err))
		}
	}
	return errors.Join(errs...)
}

func (r Result) check() error {
	if err := r.Question.Check(); err != nil {
		return err
	}
	switch r.State {
	case TooFew:
		if r.Lean != "" || r.Mostly != 0 || len(r.Shares) > 0 {
			return errors.New("had too few answers and yet says something")
		}
		return nil
	case Banded:
		if len(r.Shares) > 0 {
			return errors.New("shows a direction only and yet has shares")
		}
		return r.checkLean()
	case Shown:
		return errors.Join(r.checkLean(), r.checkShares())
	}
	return fmt.Errorf("state %q is none", r.State)
}

func (r Result) checkLean() error {
	if !slices.Contains([]Lean{Positive, Negative, Mixed, Mostly, Divided}, r.Lean) {
		return fmt.Errorf("direction %q is none", r.Lean)
	}
	if r.Mostly < 0 || r.Mostly >= r.Question.answers() || r.Mostly != 0 && r.Lean != Mostly {
		return fmt.Errorf("leans to option %d, which it cannot", r.Mostly)
	}
	return nil
}

func (r Result) checkShares() error {
	if len(r.Shares) != r.Question.answers() {
		return fmt.Errorf("has %d shares for %d options", len(r.Shares), r.Question.answers())
	}
	for _, share := range r.Shares {
		if !r.Question.mayShow(share) {
			return fmt.Errorf("share %d is not rounded to ten per cent", share)
		}
	}
	return nil
}

// mayShow reports a share that [share] could have made. One of a question with one choice is never 100: that would tell on everybody.
func (q Question) mayShow(s Share) bool {
	if s == HardlyAny || s == NearlyAll {
		return q.Kind == content.Several
	}
	return s >= 0 && s < 100 && s%10 == 0
}
