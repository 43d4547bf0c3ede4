package slack_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"
)

// post sends a request as Slack signs it.
func post(h http.Handler, path, kind string, body []byte) *httptest.ResponseRecorder {
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(docSecret))
	mac.Write([]byte("v0:" + stamp + ":" + string(body)))
	req := httptest.NewRequest(http.MethodPost, path, strings.NewReader(string(body)))
	req.Header.Set("Content-Type", kind)
	req.Header.Set("X-Slack-Request-Timestamp", stamp)
	req.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	res := httptest.NewRecorder()
	h.ServeHTTP(res, req)
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
		res := httptest.NewRecorder()
		s.ServeHTTP(res, httptest.NewRequest(http.MethodPost, path, strings.NewReader(`{"type":"url_verification","challenge":"x"}`)))
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
