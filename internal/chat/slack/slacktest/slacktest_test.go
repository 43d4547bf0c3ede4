package slacktest_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat/slack/slacktest"
)

const (
	team   = "T111"
	bearer = "xoxb-1"
)

// clock is Slack's clock in the hands of a test.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func school(t *testing.T, opt slacktest.Options, scopes ...string) (*slacktest.Server, *clock) {
	t.Helper()
	c := &clock{now: time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)}
	opt.Now = c.Now
	s := slacktest.New(t, opt)
	s.AddTeam(team, bearer, scopes...)
	s.AddUser(team, slacktest.User{ID: "U1", Name: "teacher", Locale: "nl-BE"})
	s.AddUser(team, slacktest.User{ID: "U2", Name: "left", Deleted: true})
	s.AddChannel(team, "C1", "U1", s.BotUser(team))
	s.AddChannel(team, "C2", "U1")
	s.SetChannel(team, slacktest.Channel{ID: "C3", Archived: true, Members: []string{s.BotUser(team)}})
	s.SetChannel(team, slacktest.Channel{ID: "C4", Private: true, Members: []string{"U1"}})
	return s, c
}

// ask calls a method with form fields and returns the answer.
func ask(t *testing.T, s *slacktest.Server, token, method string, fields ...string) (map[string]any, *http.Response) {
	t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL()+method, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", "Bearer "+token)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return map[string]any{"error": "cut"}, nil
	}
	defer answer.Body.Close()
	var out map[string]any
	if err := json.NewDecoder(answer.Body).Decode(&out); err != nil {
		return map[string]any{"error": "unreadable"}, answer
	}
	return out, answer
}

func TestAMessageIsRefusedForTheReasonThatSlackGives(t *testing.T) {
	long := strings.Repeat("a", 3001)
	for _, c := range []struct{ want, token, method, fields string }{
		{"", bearer, "chat.postMessage", "channel=C1&text=hallo"},
		{"", bearer, "chat.postMessage", "channel=U1&text=hallo"},
		{"invalid_auth", "xoxb-9", "chat.postMessage", "channel=C1&text=hallo"},
		{"not_authed", "", "chat.postMessage", "channel=C1&text=hallo"},
		{"unknown_method", bearer, "chat.shout", ""},
		{"channel_not_found", bearer, "chat.postMessage", "channel=C9&text=hallo"},
		{"not_in_channel", bearer, "chat.postMessage", "channel=C2&text=hallo"},
		{"is_archived", bearer, "chat.postMessage", "channel=C3&text=hallo"},
		{"channel_not_found", bearer, "chat.postMessage", "channel=C4&text=hallo"},
		{"cannot_dm_bot", bearer, "conversations.open", "users=UBT111"},
		{"user_disabled", bearer, "conversations.open", "users=U2"},
		{"user_not_found", bearer, "conversations.open", "users=U9"},
		{"user_not_in_channel", bearer, "chat.postEphemeral", "channel=C1&user=U2&text=a"},
		{"invalid_cursor", bearer, "conversations.members", "channel=C1&cursor=x"},
		{"no_such_subteam", bearer, "usergroups.users.list", "usergroup=S9"},
		{"not_found", bearer, "views.update", `view_id=V9&view={"type":"modal","title":{"type":"plain_text","text":"a"},"blocks":[]}`},
		{"file_not_found", bearer, "files.completeUploadExternal", `files=[{"id":"F9"}]`},
		{"invalid_client_id", "", "oauth.v2.access", "code=1"},
		{"no_text", bearer, "chat.postMessage", "channel=C1"},
		{"invalid_blocks", bearer, "chat.postMessage", `channel=C1&blocks=[{"type":"section","text":{"type":"mrkdwn","text":"` + long + `"}}]`},
		{"user_not_found", bearer, "users.info", "user=U9"},
		{"user_not_found", bearer, "chat.postEphemeral", "channel=C1&user=U9&text=a"},
		{"message_not_found", bearer, "chat.update", "channel=C1&ts=1.2&text=a"},
		{"invalid_arguments", bearer, "views.open", `trigger_id=1&view={"type":"modal","title":{"type":"plain_text","text":"a"},"blocks":[]}`},
		{"not_allowed_token_type", bearer, "apps.connections.open", ""},
	} {
		s, _ := school(t, slacktest.Options{})
		var fields []string
		for pair := range strings.SplitSeq(c.fields, "&") {
			k, v, _ := strings.Cut(pair, "=")
			fields = append(fields, k, v)
		}
		got, _ := ask(t, s, c.token, c.method, fields...)
		if code, _ := got["error"].(string); code != c.want {
			t.Errorf("%s %.40s: %q, want %q", c.method, c.fields, code, c.want)
		}
	}
}
