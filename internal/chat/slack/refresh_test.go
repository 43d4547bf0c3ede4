package slack_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/chat/slack"
	"github.com/baken-bot/baken/internal/chat/slack/slacktest"
)

// meddled is a shelf on which something happens between the steps of a renewal.
type meddled struct {
	*shelf
	// loads counts down to the one that fails; meanwhile happens before what a renewal got is kept.
	loads     int
	meanwhile func()
	// away is how many times nothing can be kept.
	away int
}

func (k *meddled) Load(ctx context.Context, s chat.School) ([]byte, bool, error) {
	if k.loads--; k.loads == 0 {
		return nil, false, errors.New("the store is away")
	}
	return k.shelf.Load(ctx, s)
}

func (k *meddled) Save(ctx context.Context, s chat.School, data, instead []byte) (bool, error) {
	if k.meanwhile != nil {
		k.meanwhile()
	}
	if k.away--; k.away >= 0 {
		return false, errors.New("the store is away")
	}
	return k.shelf.Save(ctx, s, data, instead)
}

// renewing is a mall in which a token is due to be renewed, by a replica with this shelf.
func renewing(t *testing.T, k *meddled) (*mall, *slack.Slack) {
	t.Helper()
	m := newMall(t)
	m.comes(t, "T1", true)
	m.wait(13 * time.Hour)
	k.shelf = m.kept
	app := *m.bot.App
	app.Kept = k
	return m, m.replica(app)
}

func TestAStoreThatIsAwayWhileATokenIsRenewedMeansNobodyLeft(t *testing.T) {
	_, bot := renewing(t, &meddled{loads: 2})
	var retry *chat.RetryError
	if _, err := bot.Tokens.Token(t.Context(), "T1"); errors.Is(err, chat.ErrGone) || !errors.As(err, &retry) {
		t.Errorf("got %v", err)
	}
}

func TestARenewalDoesNotBringBackWhoLeftMeanwhile(t *testing.T) {
	k := &meddled{}
	m, bot := renewing(t, k)
	k.meanwhile = func() { _ = m.kept.Delete(t.Context(), "slack-T1") }
	if _, err := bot.Tokens.Token(t.Context(), "T1"); !errors.Is(err, chat.ErrGone) || len(m.kept.kept) > 0 {
		t.Errorf("got %v, kept %d", err, len(m.kept.kept))
	}
}

func TestARenewalGivesWayToWhoCameBackMeanwhile(t *testing.T) {
	k := &meddled{}
	m, bot := renewing(t, k)
	k.meanwhile = func() { m.comes(t, "T1", true) }
	token, err := bot.Tokens.Token(t.Context(), "T1")
	now, err2 := m.bot.Tokens.Token(t.Context(), "T1")
	if err != nil || err2 != nil || token != now {
		t.Errorf("got %q, %v; the newest is %q, %v", token, err, now, err2)
	}
	if data, _, _ := m.kept.Load(t.Context(), "slack-T1"); !containsTime(data, m.clock()) {
		t.Errorf("kept as installed at another time than the last: %s", data)
	}
}

func TestWhatSlackGaveWhileTheStoreWasAwayIsKeptLater(t *testing.T) {
	k := &meddled{away: 1}
	m, bot := renewing(t, k)
	if _, err := bot.Tokens.Token(t.Context(), "T1"); err == nil {
		t.Fatal("a token that was not kept is used")
	}
	m.wait(time.Minute)
	if _, err := bot.Tokens.Token(t.Context(), "T1"); err != nil || len(m.Calls("oauth.v2.access")) != 2 {
		t.Errorf("got %v after %d calls", err, len(m.Calls("oauth.v2.access")))
	}
	if _, err := m.bot.Tokens.Token(t.Context(), "T1"); err != nil {
		t.Errorf("another replica: %v", err)
	}
}

func TestARenewalThatFailsIsNotTriedAgainWithEveryCall(t *testing.T) {
	m := newMall(t)
	m.comes(t, "T1", true)
	m.wait(11 * time.Hour)
	m.Fault("oauth.v2.access", slacktest.Fault{Error: "internal_error", Times: -1})
	for range 5 {
		if _, err := m.bot.Tokens.Token(t.Context(), "T1"); err != nil {
			t.Error(err)
		}
	}
	if n := len(m.Calls("oauth.v2.access")); n != 2 || len(m.told) != 1 {
		t.Errorf("asked %d times, told %q", n, m.told)
	}
	m.wait(time.Minute)
	m.Heal()
	if err := m.says(t, "T1"); err != nil || len(m.Calls("oauth.v2.access")) != 3 {
		t.Errorf("a minute later: %v", err)
	}
}

func containsTime(data []byte, at time.Time) bool {
	return bytes.Contains(data, []byte(at.Format(time.RFC3339)))
}
