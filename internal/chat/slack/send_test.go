package slack_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/chat/slack"
	"github.com/baken-bot/baken/internal/config"
)

const secretToken = "xoxb-hush"

// answer is what a script says to one call.
type answer struct {
	status int
	header string // Retry-After
	body   string
	cut    bool
}

// script is a Web API that says what a test wrote, and then the last thing again.
type script struct {
	mu    sync.Mutex
	calls map[string]int
	says  []answer
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	method := strings.TrimPrefix(r.URL.Path, "/api/")
	s.calls[method]++
	a := s.says[min(s.calls[method], len(s.says))-1]
	s.mu.Unlock()
	if a.cut {
		panic(http.ErrAbortHandler)
	}
	if a.header != "" {
		w.Header().Set("Retry-After", a.header)
	}
	w.WriteHeader(a.status)
	_, _ = io.WriteString(w, a.body)
}

// posted is how many messages were brought.
func (s *script) posted() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls["chat.postMessage"]
}

func scripted(t *testing.T, says ...answer) (*slack.Slack, *script, *[]string) {
	t.Helper()
	play := &script{calls: map[string]int{}, says: says}
	server := httptest.NewServer(play)
	t.Cleanup(server.Close)
	var told []string
	return slack.New(slack.Config{
		Tokens: slack.OneToken{Secret: config.NewSecret(secretToken)}, APIURL: server.URL + "/api/",
		Report: func(err error) { told = append(told, err.Error()) },
	}), play, &told
}

func channel() chat.Address { return chat.Address{Platform: slack.Platform, Value: "T1/C1"} }

func TestAFailureSaysWhetherItMayBeTriedAgain(t *testing.T) {
	no := func(word string) answer { return answer{status: 200, body: `{"ok":false,"error":"` + word + `"}`} }
	for name, test := range map[string]struct {
		says  answer
		calls int
		gone  bool
		retry time.Duration
	}{
		"no such channel":               {says: no("channel_not_found"), calls: 1, gone: true},
		"the person left":               {says: no("user_not_found"), calls: 1, gone: true},
		"an archived channel":           {says: no("is_archived"), calls: 1, gone: true},
		"the bot is no member":          {says: no("not_in_channel"), calls: 1, gone: true},
		"the token was taken away":      {says: no("token_revoked"), calls: 1, retry: time.Hour},
		"the bot was taken out":         {says: no("account_inactive"), calls: 1, gone: true},
		"the token is wrong":            {says: no("invalid_auth"), calls: 1, retry: time.Hour},
		"a wrong call":                  {says: no("invalid_blocks"), calls: 1},
		"a word that is no word":        {says: no("<b>" + secretToken), calls: 1},
		"broken within Slack":           {says: answer{status: 500, body: "oops"}, calls: 1},
		"a page where JSON was due":     {says: answer{status: 200, body: "<html>"}, calls: 1},
		"cut off":                       {says: answer{cut: true}, calls: 1},
		"too much for longer than that": {says: answer{status: 429, header: "30"}, calls: 1, retry: 30 * time.Second},
		"too much, with status 200":     {says: answer{status: 200, header: "10", body: `{"ok":false,"error":"ratelimited"}`}, calls: 1, retry: 10 * time.Second},
		"too much, without a number":    {says: answer{status: 429, header: "soon"}, calls: 1, retry: 30 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			s, play, _ := scripted(t, test.says)
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			err := s.Send(ctx, channel(), chat.Reply{Text: "hoi"})
			if err == nil || errors.Is(err, chat.ErrGone) != test.gone || strings.Contains(err.Error(), secretToken) {
				t.Errorf("got %v", err)
			}
			var retry *chat.RetryError
			if errors.As(err, &retry) != (test.retry > 0) || retry != nil && retry.After != test.retry {
				t.Errorf("got %v, want to wait %s", err, test.retry)
			}
			if n := play.posted(); n != test.calls {
				t.Errorf("called %d times", n)
			}
		})
	}
}

func TestAfterTheWaitThatSlackAsksForTheMessageGoesOut(t *testing.T) {
	s, play, _ := scripted(t, answer{status: 429, header: "1"}, answer{status: 200, body: `{"ok":true}`})
	if err := s.Send(t.Context(), channel(), chat.Reply{Text: "hoi"}); err != nil || play.posted() != 2 {
		t.Errorf("got %v after %d calls", err, play.posted())
	}
}

func TestAWorkspaceThatIsSwitchedOffIsToldOnce(t *testing.T) {
	s, _, told := scripted(t, answer{status: 200, body: `{"ok":false,"error":"token_revoked"}`})
	for range 3 {
		_ = s.Send(t.Context(), channel(), chat.Reply{Text: "hoi"})
	}
	if len(*told) != 1 || !strings.Contains((*told)[0], "T1") || strings.Contains((*told)[0], secretToken) {
		t.Errorf("told %v", *told)
	}
}

func TestNobodyListeningIsNothingSent(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	address := server.URL
	server.Close()
	s := slack.New(slack.Config{Tokens: slack.OneToken{}, APIURL: address + "/api/", Report: func(error) {}})
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	err := s.Send(ctx, channel(), chat.Reply{Text: "hoi"})
	var retry *chat.RetryError
	if !errors.As(err, &retry) {
		t.Errorf("got %v", err)
	}
}

func TestAFailureDoesNotSayWhomItWasFor(t *testing.T) {
	for _, of := range []string{"T1/UANNA", "T1/CTEAM", "T1/UANNA/1/2"} {
		s, _, told := scripted(t, answer{status: 200, body: `{"ok":false,"error":"internal_error"}`}, answer{status: 200, body: `{"ok":false,"error":"internal_error"}`})
		err := s.Send(t.Context(), chat.Address{Platform: slack.Platform, Value: of}, chat.Reply{Text: "hoi"})
		if all := fmt.Sprint(err, *told); err == nil || strings.Contains(all, "UANNA") || strings.Contains(all, "CTEAM") {
			t.Errorf("says %s", all)
		}
	}
}

func TestAnAddressThatIsNoneIsRefused(t *testing.T) {
	s, play, _ := scripted(t, answer{status: 200, body: `{"ok":true}`})
	for _, value := range []string{"", "T1", "T1/", "/C1", "T1/C1/1/2"} {
		if err := s.Send(t.Context(), chat.Address{Platform: slack.Platform, Value: value}, chat.Reply{Text: "hoi"}); err == nil {
			t.Errorf("%q is taken", value)
		}
	}
	if play.posted() != 0 {
		t.Error("something was sent")
	}
}

func TestAnAnswerIsTriedUntilItsDeadlineWhileSlackAsksToWait(t *testing.T) {
	later := answer{status: 429, header: "1", body: `{"ok":false,"error":"ratelimited"}`}
	s, play, _ := scripted(t, later, later, later, answer{status: 200, body: `{"ok":true}`})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := s.Send(ctx, channel(), chat.Reply{Text: "hoi"}); err != nil || play.posted() != 4 {
		t.Errorf("sent %d times: %v", play.posted(), err)
	}
}
