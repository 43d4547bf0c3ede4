package slack

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/baken-bot/baken/internal/chat"
)

// postOnce posts, and where Slack's answer was lost finds out whether the post stands there before it posts again. After a [chat.RetryError] the same answer may be posted
// again, by this replica: it surely does not stand there, or this replica remembers to look first. Any other error that does not wrap [chat.ErrGone] means that it may
// stand there, or that the call was wrong. An urgent post is made once more rather than left in doubt.
func (s *Slack) postOnce(ctx context.Context, p posting) error {
	ctx, cancel := context.WithTimeout(ctx, showTimeout)
	defer cancel()
	if there, err := s.before(ctx, p); there || err != nil {
		return err
	}
	p.since = s.now()
	for doubted := false; ; {
		err := s.do(ctx, p.call, nil)
		if surelyNot(err) || !errors.Is(err, errUnknown) {
			return err
		}
		there, lookErr := s.watch(ctx, p)
		switch {
		case lookErr == nil && there:
			return nil
		case lookErr == nil:
			// It surely does not stand there, so it can be made again.
		case p.urgent && !doubted:
			doubted = true
		default:
			return s.doubt(p, err, lookErr)
		}
	}
}

// before reports whether the answer stands there already, when it may: this replica left it in doubt, or Slack brings the question again, maybe because another replica died.
// Only in the first case an error of the look keeps it from being posted: otherwise not to answer is worse than to answer twice.
func (s *Slack) before(ctx context.Context, p posting) (bool, error) {
	since, doubted := s.doubts.get(p.team+"/"+p.mark, s.now())
	if !doubted && !p.repeat || !p.canLook() {
		return false, nil
	}
	if doubted {
		p.since = since
	}
	there, err := s.stands(ctx, p, !doubted)
	if doubted && err != nil {
		return false, s.doubt(p, errUnknown, err)
	}
	s.doubts.drop(p.team + "/" + p.mark)
	return err == nil && there, nil
}

// doubtAfter is how long to wait before this replica looks again for what it left in doubt, and doubtLife how long it remembers.
const (
	doubtAfter = 5 * time.Second
	doubtLife  = time.Hour
)

// doubt leaves a post whose outcome nobody knows. An answer that can be looked for later is remembered.
func (s *Slack) doubt(p posting, err, lookErr error) error {
	// Why the look failed says nothing about the post, so it is told and not wrapped.
	err = fmt.Errorf("%w; look for it: %s", err, lookErr.Error())
	if !p.canLook() || p.unasked || forGood(lookErr) {
		return err
	}
	s.doubts.put(p.team+"/"+p.mark, p.since, s.now())
	return &chat.RetryError{After: doubtAfter, Err: doubtError{err}}
}

// doubtError means that this replica, and no other, must look before it posts again.
type doubtError struct{ cause error }

// Error tells what is not known.
func (e doubtError) Error() string { return e.cause.Error() }

// Unwrap returns why.
func (e doubtError) Unwrap() error { return e.cause }

func inDoubt(err error) bool {
	var doubt doubtError
	return errors.As(err, &doubt)
}

// forGood reports whether a look that failed so would fail again.
func forGood(err error) bool {
	var word refused
	return errors.Is(err, errBlind) || errors.As(err, &word) && !errors.Is(err, errUnknown) && !surelyNot(err)
}

// lookAfter are the waits before each look for a post. A post that was cut off can still be on its way within Slack, so that it is missing once proves nothing.
func lookAfter() []time.Duration {
	return []time.Duration{time.Second, 2 * time.Second, 2 * time.Second, 2 * time.Second, 2 * time.Second}
}

// provenBy is after how many looks that do not find it a post is surely missing.
const provenBy = 2

// watch reports whether a post stands in its conversation. Its error means that nobody can know.
func (s *Slack) watch(ctx context.Context, p posting) (bool, error) {
	if !p.canLook() {
		return false, errors.New("the bot may not read this conversation")
	}
	missing, last := 0, errBlind
	for _, wait := range s.looks {
		if err := sleep(ctx, wait); err != nil {
			return false, err
		}
		there, err := s.stands(ctx, p, false)
		switch {
		case there:
			return true, nil
		case err == nil:
			if missing++; missing == provenBy {
				return false, nil
			}
		case forGood(err), surelyNot(err):
			return false, err
		default:
			last = err
		}
	}
	return false, last
}
