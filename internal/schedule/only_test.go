package schedule_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/people"
	"github.com/baken-bot/baken/internal/schedule"
)

// choosy composes as the world does, for those it is asked to be for.
type choosy struct {
	*world
	only func(context.Context, chat.Address) (bool, error)
}

func (c choosy) Compose(ctx context.Context, f schedule.Firing, p schedule.Plan, to people.Staff) (schedule.Announcement, error) {
	a, err := c.world.Compose(ctx, f, p, to)
	a.Only = c.only
	return a, err
}

func TestWhoIsNotSentAMessageAfterAllIsRecordedAsWhoIs(t *testing.T) {
	gone := func(chat.Address) error { return chat.ErrGone }
	cut := func(chat.Address) error { return errors.New("broken pipe") }
	for name, test := range map[string]struct {
		answer func(chat.Address) error
		tries  int // that the question for whom it is fails
		sent   int
	}{
		"all goes well":                      {sent: 3},
		"nobody is there":                    {answer: gone},
		"the line breaks":                    {answer: cut},
		"for whom it is cannot be read once": {tries: 1, sent: 3},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, tuesday(7, 0))
			for i := range 6 {
				w.staff[someone(i)] = people.Staff{}
			}
			asked := map[chat.Address]int{}
			w.deliverer.Composer = choosy{w, func(_ context.Context, to chat.Address) (bool, error) {
				w.mu.Lock()
				defer w.mu.Unlock()
				if asked[to]++; asked[to] <= test.tries {
					return false, &chat.RetryError{After: time.Minute, Err: errors.New("store is away")}
				}
				return to == someone(0) || to == someone(2) || to == someone(5), nil
			}}
			w.answer = test.answer
			w.plan("1 december 9:00")
			w.until(tuesday(10, 0).Add(time.Minute))
			if w.figures[schedule.Sent] != 6 || len(w.figures) != 1 || len(w.sends) != test.sent {
				t.Errorf("counted %v, sent %d", w.figures, len(w.sends))
			}
			weeks := map[int]bool{}
			for _, n := range w.weeks {
				weeks[n] = true
			}
			if len(w.weeks) != 6 || len(weeks) != 1 {
				t.Errorf("the weeks hold %v", w.weeks)
			}
		})
	}
}
