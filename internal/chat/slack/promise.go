package slack

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/baken-bot/baken/internal/chat"
)

// ackAfter is how long Slack waits for the answer itself before it is told that the request was taken; it gives up after three seconds
// (https://docs.slack.dev/apis/events-api/#responding).
const ackAfter = 2 * time.Second

// within does the work, and reports whether Slack may be told that it was taken: when it is done or after [ackAfter], whichever is first. It reports false for what was
// not taken and for an answer that surely did not go out: Slack will bring that again. Once Slack was told, nobody will, so then the bot itself tries again; and so it does
// with an answer in doubt, because Slack could bring the question to a replica that knows of no doubt.
func (s *Slack) within(ctx context.Context, work func(context.Context) error) bool {
	done := make(chan error, 1)
	s.work.Go(func() { done <- s.guarded(ctx, work) })
	timer := time.NewTimer(s.ack)
	defer timer.Stop()
	select {
	case err := <-done:
		if !inDoubt(err) {
			return !again(err)
		}
		done <- err
	case <-timer.C:
	}
	s.work.Go(func() { s.insist(ctx, <-done, work) })
	return true
}

// again reports whether work that failed so can be done again without anything happening twice.
func again(err error) bool { return surelyNot(err) || errors.Is(err, chat.ErrBusy) }

// insistAfter are the waits before the bot tries again what Slack was told is taken: over as long a time as Slack itself would
// (https://docs.slack.dev/apis/events-api/#retries), and more often, since somebody waits.
func insistAfter() []time.Duration {
	return []time.Duration{5 * time.Second, 15 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute, 2 * time.Minute}
}

// mostInsists is how many questions wait to be tried again: so many that an outage of Slack costs some tens of megabytes and no more.
const mostInsists = 2000

// insist tries work again that could not be done, until it is or the bot stops.
func (s *Slack) insist(ctx context.Context, err error, work func(context.Context) error) {
	if !again(err) {
		return
	}
	if s.insisting.Add(1) > mostInsists {
		s.insisting.Add(-1)
		s.Report(fmt.Errorf("give up a question: %d wait to be tried again", mostInsists))
		return
	}
	defer s.insisting.Add(-1)
	for _, wait := range s.insists {
		var retry *chat.RetryError
		if errors.As(err, &retry) && !inDoubt(err) { // a doubt asks for no wait of its own
			wait = max(wait, min(retry.After, longestInsist))
		}
		if !again(err) || !s.rest(wait) {
			return
		}
		err = s.guarded(ctx, work)
	}
}

// longestInsist bounds the wait that Slack asks for: a question is not answered much later than that.
const longestInsist = 5 * time.Minute

// rest waits, and reports false when the bot stops before.
func (s *Slack) rest(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-s.stopping:
		return false
	}
}

// Close ends the waits of what would be tried again later: a question that Slack was told is taken and whose answer Slack will not take yet. What is in hand goes on;
// see [Slack.Wait]. It may be called once.
func (s *Slack) Close() { close(s.stopping) }

// guarded does the work, reports what went wrong, and turns a panic into an error.
func (s *Slack) guarded(ctx context.Context, work func(context.Context) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			// The value of a panic can hold what was typed; only its type and place are reported.
			err = fmt.Errorf("answer: panic of type %T\n%s", p, debug.Stack())
		}
		if err != nil && !errors.Is(err, chat.ErrBusy) {
			s.Report(err)
		}
	}()
	return work(ctx)
}
