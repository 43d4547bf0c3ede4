package slacktest_test

import (
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat/slack/slacktest"
)

// bot answers deliveries with a status after a while of Slack's time, and keeps what it saw.
type bot struct {
	heard
	clock  *clock
	status int
	takes  time.Duration
}

func (b *bot) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.heard.ServeHTTP(w, r)
	b.clock.Add(b.takes)
	w.WriteHeader(b.status)
}

func TestTheSignatureIsTheOneInSlacksDocumentation(t *testing.T) {
	body, err := os.ReadFile("testdata/fixtures/slash/signature_doc_example.form")
	if err != nil {
		t.Fatal(err)
	}
	if got := slacktest.Sign("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", body); got != "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503" {
		t.Errorf("got %s", got)
	}
}

func TestAnEventThatIsNotAcknowledgedComesBackAtOnceThenAfterAMinuteThenAfterFive(t *testing.T) {
	for _, c := range []struct {
		name, reason string
		status       int
		takes        time.Duration
	}{
		{"a refusal", "http_error", 500, 0},
		{"a late answer", "http_timeout", 200, 4 * time.Second},
	} {
		s, clock := school(t, slacktest.Options{})
		b := &bot{clock: clock, status: c.status, takes: c.takes}
		s.Deliver.To(b)
		first := s.Deliver.Message(team, "U1", "C1", "hallo")
		var nums []string
		for _, wait := range []time.Duration{0, time.Minute, 5 * time.Minute, time.Hour} {
			clock.Add(wait - time.Second)
			if wait > 0 && len(s.Deliver.Due()) > 0 {
				t.Errorf("%s: a retry came a second early", c.name)
			}
			clock.Add(time.Second)
			for _, ack := range s.Deliver.Due() {
				r := b.requests[len(b.requests)-1]
				nums = append(nums, r.Header.Get("X-Slack-Retry-Num"))
				if got := r.Header.Get("X-Slack-Retry-Reason"); got != c.reason || ack.EventID != first.EventID {
					t.Errorf("%s: reason %q, event %s", c.name, got, ack.EventID)
				}
			}
		}
		if !slices.Equal(nums, []string{"1", "2", "3"}) {
			t.Errorf("%s: retries %v", c.name, nums)
		}
	}
}

func TestAnAcknowledgedEventIsNotSentAgain(t *testing.T) {
	s, clock := school(t, slacktest.Options{})
	s.Deliver.To(&bot{clock: clock, status: 200})
	s.Deliver.Message(team, "U1", "C1", "hallo")
	clock.Add(time.Hour)
	if acks := s.Deliver.Due(); len(acks) > 0 || s.Deliver.Pending() > 0 {
		t.Errorf("%d retries", len(acks))
	}
}

func TestASubscriptionThatFailsNearlyAlwaysIsSwitchedOff(t *testing.T) {
	s, clock := school(t, slacktest.Options{DisableAfter: 40})
	b := &bot{clock: clock, status: 200}
	s.Deliver.To(b)
	s.Deliver.Message(team, "U1", "C1", "one that works")
	b.status = 503
	for range 38 {
		s.Deliver.Message(team, "U1", "C1", "hallo")
	}
	if s.Deliver.Disabled() {
		t.Fatal("off before there were enough attempts")
	}
	s.Deliver.Message(team, "U1", "C1", "hallo")
	if !s.Deliver.Disabled() {
		t.Fatal("39 of 40 failed and it is still on")
	}
	before := len(b.requests)
	s.Deliver.Message(team, "U1", "C1", "hallo")
	if len(b.requests) != before {
		t.Error("a disabled subscription was sent an event")
	}
}

func TestATriggerOpensOneModalWithinThreeSeconds(t *testing.T) {
	modal := `{"type":"modal","title":{"type":"plain_text","text":"a"},"blocks":[{"type":"divider"}]}`
	s, clock := school(t, slacktest.Options{})
	trigger := func() string {
		return s.Deliver.PressPayload(team, slacktest.Pressed{User: "U1", Channel: "C1"})["trigger_id"].(string)
	}
	once := trigger()
	for _, want := range []any{nil, "exchanged_trigger_id"} {
		if got, _ := ask(t, s, bearer, "views.open", "trigger_id", once, "view", modal); got["error"] != want {
			t.Errorf("got %v, want %v", got["error"], want)
		}
	}
	late := trigger()
	clock.Add(3*time.Second + time.Millisecond)
	if got, _ := ask(t, s, bearer, "views.open", "trigger_id", late, "view", modal); got["error"] != "expired_trigger_id" {
		t.Errorf("a late trigger: %v", got)
	}
	for i, want := range []any{nil, nil, "push_limit_reached"} {
		if got, _ := ask(t, s, bearer, "views.push", "trigger_id", trigger(), "view", modal); got["error"] != want {
			t.Errorf("push %d: %v, want %v", i, got["error"], want)
		}
	}
	if top, _ := s.TopView(team, "U1"); len(s.Views(team, "U1")) != 3 || top.Root != s.Views(team, "U1")[0].ID {
		t.Errorf("the stack is %+v", s.Views(team, "U1"))
	}
}

func TestAResponseURLWorksFiveTimesAndHalfAnHour(t *testing.T) {
	s, clock := school(t, slacktest.Options{})
	hook := func() string {
		return s.Deliver.PressPayload(team, slacktest.Pressed{User: "U1", Channel: "C1"})["response_url"].(string)
	}
	address := hook()
	for i := range 6 {
		want := 200
		if i == 5 {
			want = 404
		}
		if got := post(t, address, `{"text":"hallo"}`); got != want {
			t.Errorf("use %d: status %d", i+1, got)
		}
	}
	if last, _ := s.Last(team, "C1"); last.Ephemeral != "U1" {
		t.Errorf("without response_type only the person sees it; seen by %q", last.Ephemeral)
	}
	old := hook()
	clock.Add(31 * time.Minute)
	if got := post(t, old, `{"text":"hallo"}`); got != 404 {
		t.Errorf("after 31 minutes: status %d", got)
	}
}

func TestAfterUninstallingEveryCallIsRefused(t *testing.T) {
	s, clock := school(t, slacktest.Options{})
	s.Deliver.To(&bot{clock: clock, status: 200})
	s.Deliver.Uninstall(team)
	if got, _ := ask(t, s, bearer, "auth.test"); got["error"] != "account_inactive" {
		t.Errorf("got %v", got)
	}
}

func TestABadDayBringsEveryEventSomeOfThemTwice(t *testing.T) {
	s, clock := school(t, slacktest.Options{})
	b := &bot{clock: clock, status: 200}
	s.Deliver.To(b)
	var inners []map[string]any
	for _, text := range []string{"een", "twee", "drie", "vier"} {
		inners = append(inners, s.Deliver.MessageInner(team, "U1", "C1", text))
	}
	acks := s.Deliver.Disorder(team, 7, inners...)
	ids, texts := map[any]int{}, map[any]bool{}
	for _, body := range b.bodies {
		envelope := object(t, body)
		ids[envelope["event_id"]]++
		texts[envelope["event"].(map[string]any)["text"]] = true
	}
	// Four messages, two of them twice, two events of an unknown kind (without a text).
	if len(acks) != 8 || len(ids) != 6 || len(texts) != 5 {
		t.Errorf("%d deliveries of %d events with %d texts", len(acks), len(ids), len(texts))
	}
}

func TestASubmissionClosesTheModalUnlessTheAnswerSaysOtherwise(t *testing.T) {
	modal := `{"type":"modal","callback_id":"one","title":{"type":"plain_text","text":"a"},"blocks":[]}`
	for answer, want := range map[string]string{
		"":                            "",
		`{"response_action":"clear"}`: "",
		`{"response_action":"errors","errors":{"b":"te lang"}}`:                               "one",
		`{"response_action":"update","view":` + strings.Replace(modal, "one", "two", 1) + `}`: "two",
		`{"response_action":"push","view":` + strings.Replace(modal, "one", "three", 1) + `}`: "three",
	} {
		s, _ := school(t, slacktest.Options{})
		s.Deliver.To(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, answer) }))
		trigger := s.Deliver.PressPayload(team, slacktest.Pressed{User: "U1", Channel: "C1"})["trigger_id"].(string)
		ask(t, s, bearer, "views.open", "trigger_id", trigger, "view", modal)
		s.Deliver.Submit(team, "U1", s.Views(team, "U1")[0].ID, map[string]any{})
		if top, _ := s.TopView(team, "U1"); top.CallbackID != want {
			t.Errorf("after %q the person sees %q, want %q", answer, top.CallbackID, want)
		}
	}
}

func TestAHomeTabIsReplacedAndARaceIsNoticed(t *testing.T) {
	s, _ := school(t, slacktest.Options{})
	home := `{"type":"home","callback_id":"c","blocks":[{"type":"divider"}]}`
	first, _ := ask(t, s, bearer, "views.publish", "user_id", "U1", "view", home)
	hash := first["view"].(map[string]any)["hash"].(string)
	for _, want := range []any{nil, "hash_conflict"} {
		if got, _ := ask(t, s, bearer, "views.publish", "user_id", "U1", "view", home, "hash", hash); got["error"] != want {
			t.Errorf("got %v, want %v", got["error"], want)
		}
	}
	if v, ok := s.Home(team, "U1"); !ok || v.Updates != 1 {
		t.Errorf("the home tab is %+v", v)
	}
}

func TestAScopeThatWasNotGivenIsNamed(t *testing.T) {
	s, _ := school(t, slacktest.Options{}, "chat:write", "channels:read")
	got, _ := ask(t, s, bearer, "users.list")
	if got["error"] != "missing_scope" || got["needed"] != "users:read" || got["provided"] != "chat:write,channels:read" {
		t.Errorf("got %v", got)
	}
	if got, _ := ask(t, s, bearer, "conversations.info", "channel", s.DM(team, "U1")); got["needed"] != "im:read" {
		t.Errorf("a direct message needs its own scope: %v", got)
	}
}

func TestATokenThatRotatesExpiresAfterTwelveHours(t *testing.T) {
	s, clock := school(t, slacktest.Options{})
	app := []string{"client_id", s.Options().ClientID, "client_secret", s.Options().ClientSecret}
	first, _ := ask(t, s, "", "oauth.v2.access", append(app, "code", s.Grant(team, true, "chat:write"))...)
	clock.Add(12 * time.Hour)
	if got, _ := ask(t, s, first["access_token"].(string), "auth.test"); got["error"] != "token_expired" {
		t.Errorf("after 12 hours: %v", got)
	}
	refresh := append(app, "grant_type", "refresh_token", "refresh_token", first["refresh_token"].(string))
	second, _ := ask(t, s, "", "oauth.v2.access", refresh...)
	if got, _ := ask(t, s, second["access_token"].(string), "auth.test"); got["ok"] != true {
		t.Errorf("the new token: %v", got)
	}
	if again, _ := ask(t, s, "", "oauth.v2.access", refresh...); again["error"] != "invalid_refresh_token" {
		t.Errorf("a refresh token worked twice: %v", again)
	}
}
