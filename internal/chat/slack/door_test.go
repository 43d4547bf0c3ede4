package slack_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/chat/slack"
	"github.com/baken-bot/baken/internal/config"
)

// post sends a request as Slack signs it.
func post(h http.Handler, path, kind string, body []byte, header ...string) *httptest.ResponseRecorder {
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(docSecret))
	mac.Write([]byte("v0:" + stamp + ":" + string(body)))
	req := httptest.NewRequest(http.MethodPost, path, strings.NewReader(string(body)))
	req.Header.Set("Content-Type", kind)
	req.Header.Set("X-Slack-Request-Timestamp", stamp)
	req.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res := httptest.NewRecorder()
	h.ServeHTTP(res, req)
	return res
}

func unsigned(h http.Handler, path, body string) *httptest.ResponseRecorder {
	res := httptest.NewRecorder()
	h.ServeHTTP(res, httptest.NewRequest(http.MethodPost, path, strings.NewReader(body)))
	return res
}

func TestSlacksQuestionsAboutTheAddressAreAnswered(t *testing.T) {
	b := &box{}
	s, _ := deaf(t, b)
	res := post(s, "/slack/events", "application/json", []byte(`{"type":"url_verification","challenge":"3eZbrw1aBm"}`))
	if res.Code != http.StatusOK || res.Body.String() != "3eZbrw1aBm" {
		t.Errorf("got %d %q", res.Code, res.Body)
	}
	for _, path := range []string{"/slack/commands", "/slack/interactions"} {
		if res := post(s, path, "application/x-www-form-urlencoded", []byte("ssl_check=1&token=x")); res.Code != http.StatusOK || len(b.got) > 0 {
			t.Errorf("%s: %d", path, res.Code)
		}
	}
}

func TestWhatIsNotSlacksIsRefused(t *testing.T) {
	b := &box{}
	s, _ := deaf(t, b)
	for _, path := range []string{"/slack/events", "/slack/commands", "/slack/interactions"} {
		res := unsigned(s, path, `{"type":"url_verification","challenge":"x"}`)
		if res.Code != http.StatusUnauthorized || strings.Contains(res.Body.String(), "challenge") {
			t.Errorf("%s: %d", path, res.Code)
		}
		if res := post(s, path, "application/json", []byte(strings.Repeat("x", 1<<20+1))); res.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("%s: %d for a large body", path, res.Code)
		}
	}
	if len(b.got) > 0 {
		t.Error("it is acted on")
	}
}

// strangers are tokens of no workspace at all, so that nothing goes over a network.
type strangers struct{}

func (strangers) Token(context.Context, string) (string, error) { return "", chat.ErrGone }

// boxFunc is an inbox that does what a test says.
type boxFunc func() error

func (f boxFunc) Do(context.Context, chat.Message, func(context.Context, chat.Reply) error) error {
	return f()
}

func quiet(b slack.Inbox) *slack.Slack {
	return slack.New(slack.Config{Inbox: b, Tokens: strangers{}, SigningSecret: config.NewSecret(docSecret), Report: func(error) {}})
}

const directMessage = `{"type":"event_callback","team_id":"T1","event_id":"Ev1","event":{"type":"message","channel":"D1","channel_type":"im","user":"U1","text":"hoi","ts":"1.2"}}`

func TestSlackHearsWithinTwoSecondsAndTheWorkGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var finished atomic.Bool
		s := quiet(boxFunc(func() error {
			<-time.After(4 * time.Second)
			finished.Store(true)
			return nil
		}))
		start := time.Now()
		res := post(s, "/slack/events", "application/json", []byte(directMessage))
		if took := time.Since(start); res.Code != http.StatusOK || took != 2*time.Second || finished.Load() {
			t.Errorf("status %d after %s, finished %t", res.Code, took, finished.Load())
		}
		if s.Wait(); !finished.Load() {
			t.Error("the work was left")
		}
	})
}

func TestOnlyWhatWasSurelyNotAnsweredIsDeliveredAgain(t *testing.T) {
	for name, test := range map[string]struct {
		err    error
		status int
	}{
		"answered":           {nil, http.StatusOK},
		"too much in hand":   {chat.ErrBusy, http.StatusServiceUnavailable},
		"Slack asks to wait": {&chat.RetryError{After: time.Minute, Err: errors.New("ratelimited")}, http.StatusServiceUnavailable},
		"nobody knows":       {errors.New("cut off"), http.StatusOK},
		"nobody is there":    {chat.ErrGone, http.StatusOK},
	} {
		t.Run(name, func(t *testing.T) {
			s := quiet(boxFunc(func() error { return test.err }))
			if res := post(s, "/slack/events", "application/json", []byte(directMessage)); res.Code != test.status {
				t.Errorf("status %d", res.Code)
			}
		})
	}
}

func TestAPanicEndsOneAnswerAndNothingElse(t *testing.T) {
	s := quiet(boxFunc(func() error { panic("geheim") }))
	var told string
	s.Report = func(err error) { told = err.Error() }
	if res := post(s, "/slack/events", "application/json", []byte(directMessage)); res.Code != http.StatusOK {
		t.Errorf("status %d", res.Code)
	}
	if s.Wait(); !strings.Contains(told, "panic of type string") || strings.Contains(told, "geheim") {
		t.Errorf("told %q", told)
	}
}
