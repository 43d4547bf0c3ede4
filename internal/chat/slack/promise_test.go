package slack_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/baken-bot/baken/internal/chat"
)

// fickle is an inbox that begins when it is let, fails so often and then answers.
type fickle struct {
	begin  chan struct{}
	fails  int32
	why    error
	trials atomic.Int32
}

func (f *fickle) Do(ctx context.Context, _ chat.Message, respond func(context.Context, chat.Reply) error) error {
	<-f.begin
	if f.trials.Add(1) <= f.fails {
		return f.why
	}
	return respond(ctx, card("antwoord"))
}

func TestWhatSlackWasToldIsTakenIsTriedUntilItIsDone(t *testing.T) {
	full := &chat.RetryError{Err: errors.New("full")}
	for name, c := range map[string]struct {
		fails int32
		why   error
		close bool
		posts int
	}{
		"Slack would not take it":         {2, full, false, 1},
		"it was not taken":                {1, chat.ErrBusy, false, 1},
		"Slack takes it at no time":       {9, full, false, 0},
		"nobody knows what became of it":  {1, errors.New("cut"), false, 0},
		"the bot stops":                   {1, full, true, 0},
		"nothing fails, the bot was slow": {0, nil, false, 1},
	} {
		t.Run(name, func(t *testing.T) {
			f := &fickle{begin: make(chan struct{}), fails: c.fails, why: c.why}
			o := newOffice(t, f)
			if o.bot.PromiseAtOnce(); c.close {
				o.bot.InsistLater()
			}
			payload, err := json.Marshal(map[string]any{
				"type": "event_callback", "team_id": team, "api_app_id": "A111", "event_id": "Ev1",
				"event": o.Deliver.MessageInner(team, teacher, o.DM(team, teacher), "hoe begin ik de dag?"),
			})
			if err != nil {
				t.Fatal(err)
			}
			if code := post(o.bot, "/slack/events", "application/json", payload).Code; code != 200 {
				t.Errorf("Slack was told %d", code)
			}
			if c.close {
				o.bot.Close()
			}
			close(f.begin)
			o.bot.Wait()
			if posts := o.Posts(team, o.DM(team, teacher)); len(posts) != c.posts {
				t.Errorf("stands there %d times, want %d", len(posts), c.posts)
			}
		})
	}
}
