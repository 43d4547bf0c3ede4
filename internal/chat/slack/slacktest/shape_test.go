package slacktest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/baken-bot/baken/internal/chat/slack/slacktest"
)

// fixture reads one of Slack's own bodies.
func fixture(t *testing.T, name string) map[string]any {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "fixtures", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return object(t, data)
}

func object(t *testing.T, data []byte) map[string]any {
	t.Helper()
	out := map[string]any{}
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatalf("read %.80s: %v", data, err)
	}
	return out
}

// missing lists what Slack's body has and ours has not, and what is of another kind, by path. null stands for anything.
func missing(at string, want, got any) []string {
	switch want := want.(type) {
	case map[string]any:
		have, ok := got.(map[string]any)
		if !ok && got != nil {
			return []string{at + " (not an object)"}
		}
		var out []string
		for k, v := range want {
			if _, has := have[k]; !has && ok {
				out = append(out, at+"."+k)
				continue
			}
			out = append(out, missing(at+"."+k, v, have[k])...)
		}
		return out
	case []any:
		have, ok := got.([]any)
		if !ok && got != nil {
			return []string{at + " (not a list)"}
		}
		if len(want) > 0 && len(have) > 0 {
			return missing(at+"[]", want[0], have[0])
		}
		return nil
	case nil:
		return nil
	}
	if got != nil && fmt.Sprintf("%T", got) != fmt.Sprintf("%T", want) {
		return []string{fmt.Sprintf("%s (%T, not %T)", at, got, want)}
	}
	return nil
}

// alike compares with a fixture, but for what the list excuses: the parts of an installation or a message that this workspace has none of.
func alike(t *testing.T, name string, got map[string]any, excused ...string) {
	t.Helper()
	for _, path := range missing("", fixture(t, name), got) {
		if !slices.ContainsFunc(excused, func(e string) bool { return strings.HasPrefix(path, e) }) {
			t.Errorf("%s: ours lacks %s", name, path)
		}
	}
}

func TestEveryAnswerHasTheShapeOfSlacksOwn(t *testing.T) {
	s, _ := school(t, slacktest.Options{})
	modal := `{"type":"modal","callback_id":"c","private_metadata":"p","title":{"type":"plain_text","text":"a"},"submit":{"type":"plain_text","text":"ok"},"blocks":[]}`
	posted, _ := ask(t, s, bearer, "chat.postMessage", "channel", "C1", "text", "a")
	ts := posted["ts"].(string)
	trigger := s.Deliver.PressPayload(team, slacktest.Pressed{User: "U1", Channel: "C1", TS: ts})["trigger_id"].(string)
	app := []string{"client_id", s.Options().ClientID, "client_secret", s.Options().ClientSecret}
	rotating, _ := ask(t, s, "", "oauth.v2.access", append(app, "code", s.Grant(team, true, "chat:write"))...)
	upload, _ := ask(t, s, bearer, "files.getUploadURLExternal", "filename", "a.txt", "length", "2")
	post(t, upload["upload_url"].(string), "ab")
	legacy := []string{".message.attachments", ".message.subtype", ".message.username"}
	// The app asks for no user token.
	user := []string{".authed_user.access_token", ".authed_user.scope", ".authed_user.token_type", ".authed_user.refresh_token", ".authed_user.expires_in"}
	for _, c := range []struct {
		fixture, method string
		args, excused   []string
		token           string
	}{
		{fixture: "auth.test.bot", method: "auth.test"},
		{fixture: "auth.test.error", method: "auth.test", token: "xoxb-9"},
		{fixture: "apps.connections.open.ok", method: "apps.connections.open", token: s.Options().AppToken},
		{fixture: "chat.postMessage.ok", method: "chat.postMessage", args: []string{"channel", "C1", "text", "a"}, excused: legacy},
		{fixture: "chat.postEphemeral.ok", method: "chat.postEphemeral", args: []string{"channel", "C1", "user", "U1", "text", "a"}},
		{fixture: "chat.update.ok", method: "chat.update", args: []string{"channel", "C1", "ts", ts, "text", "b"}},
		{fixture: "conversations.open.ok", method: "conversations.open", args: []string{"users", "U1"}},
		{fixture: "conversations.history.ok", method: "conversations.history", args: []string{"channel", "C1", "limit", "1"}, excused: []string{"[1]"}},
		{fixture: "conversations.info.ok", method: "conversations.info", args: []string{"channel", "C1", "include_locale", "true"}},
		{fixture: "conversations.members.ok", method: "conversations.members", args: []string{"channel", "C1"}},
		{fixture: "users.info.ok", method: "users.info", args: []string{"user", "U1"}},
		{fixture: "users.list.page1", method: "users.list"},
		{fixture: "team.info.ok", method: "team.info"},
		{fixture: "views.open.ok", method: "views.open", args: []string{"trigger_id", trigger, "view", modal}},
		{fixture: "views.open.error", method: "views.open", args: []string{"trigger_id", "x", "view", modal}},
		{fixture: "views.publish.ok", method: "views.publish", args: []string{"user_id", "U1", "view", `{"type":"home","blocks":[]}`}},
		{fixture: "files.upload_v2/1.getUploadURLExternal.ok", method: "files.getUploadURLExternal", args: []string{"filename", "a", "length", "2"}},
		{fixture: "files.upload_v2/3.completeUploadExternal.ok", method: "files.completeUploadExternal", args: []string{"files", `[{"id":"` + upload["file_id"].(string) + `","title":"a"}]`}},
		{fixture: "oauth.v2.access.ok", method: "oauth.v2.access", args: append(app, "code", s.Grant(team, false, "chat:write")), excused: user},
		{fixture: "oauth.v2.access.token_rotation", method: "oauth.v2.access", args: append(app, "code", s.Grant(team, true, "chat:write")), excused: user},
		{fixture: "oauth.v2.access.refresh", method: "oauth.v2.access", args: append(app, "grant_type", "refresh_token", "refresh_token", rotating["refresh_token"].(string))},
		{fixture: "chat.delete.ok", method: "chat.delete", args: []string{"channel", "C1", "ts", ts}},
	} {
		token := c.token
		if token == "" {
			token = bearer
		}
		got, _ := ask(t, s, token, c.method, c.args...)
		// Pictures of a workspace and of a person, and what only an organisation of several workspaces has, are not played.
		alike(t, "api/"+c.fixture+".json", got, append(c.excused, ".team.icon.image_")...)
	}
}

func TestEveryRefusalHasTheShapeOfSlacksOwn(t *testing.T) {
	s, _ := school(t, slacktest.Options{}, "chat:write")
	for range 5 {
		ask(t, s, bearer, "chat.postMessage", "channel", "U1", "text", "a")
	}
	refusals := fixture(t, "api/failures.json")
	for name, args := range map[string][]string{
		"missing_scope":  {"users.list"},
		"invalid_blocks": {"chat.postMessage", "channel", "C1", "blocks", `[{"type":"header"}]`},
		"ratelimited":    {"chat.postMessage", "channel", "U1", "text", "a"},
	} {
		want := refusals[name].(map[string]any)
		got, answer := ask(t, s, bearer, args[0], args[1:]...)
		if lack := missing("", want["body"], got); len(lack) > 0 || got["error"] != name || float64(answer.StatusCode) != want["status"] {
			t.Errorf("%s: %v with status %d; lacks %v", name, got, answer.StatusCode, lack)
		}
		for header := range want["headers"].(map[string]any) {
			if answer.Header.Get(header) == "" {
				t.Errorf("%s: no header %s", name, header)
			}
		}
	}
}

// heard is a bot that keeps what it was sent and answers 200.
type heard struct {
	requests []*http.Request
	bodies   [][]byte
}

func (h *heard) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	h.requests, h.bodies = append(h.requests, r), append(h.bodies, body)
}

func (h *heard) last(t *testing.T) map[string]any {
	t.Helper()
	body := h.bodies[len(h.bodies)-1]
	if form, err := url.ParseQuery(string(body)); err == nil && form.Get("payload") != "" {
		body = []byte(form.Get("payload"))
	}
	return object(t, body)
}

func TestEveryDeliveryHasTheShapeOfSlacksOwn(t *testing.T) {
	s, _ := school(t, slacktest.Options{})
	bot := &heard{}
	s.Deliver.To(bot)
	dm := s.DM(team, "U1")
	posted, _ := ask(t, s, bearer, "chat.postMessage", "channel", dm, "text", "a",
		"blocks", `[{"type":"actions","elements":[{"type":"button","action_id":"a","value":"c","text":{"type":"plain_text","text":"Druk"}}]}]`)
	pressed := slacktest.Pressed{User: "U1", Channel: dm, TS: posted["ts"].(string), ActionID: "a"}
	trigger := s.Deliver.PressPayload(team, pressed)["trigger_id"].(string)
	modal := `{"type":"modal","title":{"type":"plain_text","text":"a"},"submit":{"type":"plain_text","text":"ok"},"blocks":[]}`
	opened, _ := ask(t, s, bearer, "views.open", "trigger_id", trigger, "view", modal)
	view := opened["view"].(map[string]any)["id"].(string)
	// Fields of an organisation of several workspaces, and of older deliveries.
	org := []string{".enterprise_id", ".authed_users", ".enterprise.", ".event.team", ".bot_profile.updated", ".event.bot_profile.updated", ".event.thread_ts"}
	for _, c := range []struct {
		fixture string
		act     func() slacktest.Ack
		excused []string
	}{
		{"events/message.channel.authorizations.json", func() slacktest.Ack { return s.Deliver.Message(team, "U1", "C1", "hallo") }, nil},
		{"events/derived/message.im.json", func() slacktest.Ack { return s.Deliver.Message(team, "U1", dm, "hallo") }, nil},
		{"events/derived/message.im.own_reply.json", func() slacktest.Ack { return s.Deliver.Echo(s.Posts(team, dm)[0]) }, nil},
		{"events/app_mention.authorizations.json", func() slacktest.Ack { return s.Deliver.Mention(team, "U1", "C1", "hallo") }, nil},
		{"events/app_home_opened.view.json", func() slacktest.Ack { return s.Deliver.HomeOpened(team, "U1") }, []string{".event.view"}},
		{"interactive/block_actions.message.json", func() slacktest.Ack { return s.Deliver.Press(team, pressed) }, []string{".container.attachment_id", ".container.is_app_unfurl"}},
		{"interactive/view_submission.short.json", func() slacktest.Ack { return s.Deliver.Submit(team, "U1", view, map[string]any{}) }, []string{".view.state.values."}},
		{"interactive/view_closed.json", func() slacktest.Ack { return s.Deliver.CloseView(team, "U1", view) }, []string{".view.state.values."}},
		{"interactive/shortcut.global.2.json", func() slacktest.Ack { return s.Deliver.Shortcut(team, "U1", "pause") }, nil},
		{"interactive/message_action.bolt.json", func() slacktest.Ack {
			inner := s.Deliver.MessageInner(team, "U1", "C1", "hallo")
			return s.Deliver.MessageShortcut(team, "U1", "ask", "C1", inner["ts"].(string))
		}, []string{".team.enterprise_name", ".team.enterprise_id", ".message.blocks"}},
		{"events/tokens_revoked.bot.json", func() slacktest.Ack { a, _ := s.Deliver.Uninstall(team); return a }, nil},
		{"events/app_uninstalled.json", func() slacktest.Ack { _, a := s.Deliver.Uninstall(team); return a }, nil},
	} {
		if ack := c.act(); !ack.OK() {
			t.Errorf("%s: answered %d", c.fixture, ack.Status)
		}
		if c.fixture == "events/tokens_revoked.bot.json" {
			alike(t, c.fixture, object(t, bot.bodies[len(bot.bodies)-2]), org...)
			continue
		}
		alike(t, c.fixture, bot.last(t), append(c.excused, org...)...)
	}
}

func TestACommandIsTheFormThatSlackSends(t *testing.T) {
	s, _ := school(t, slacktest.Options{})
	bot := &heard{}
	s.Deliver.To(bot)
	s.Deliver.Command(team, "U1", s.DM(team, "U1"), "/baken", "pauze")
	got, err := url.ParseQuery(string(bot.bodies[0]))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile("testdata/fixtures/slash/hello_world.form")
	if err != nil {
		t.Fatal(err)
	}
	want, err := url.ParseQuery(string(bytes.TrimSpace(raw)))
	if err != nil {
		t.Fatal(err)
	}
	for k := range want {
		if !got.Has(k) && !strings.HasPrefix(k, "enterprise") {
			t.Errorf("ours lacks %s", k)
		}
	}
	if r := bot.requests[0]; r.URL.Path != slacktest.CommandsPath {
		t.Errorf("sent to %s", r.URL.Path)
	}
}

// post sends text to an address of the fake, outside the Web API, and returns the status.
func post(t *testing.T, address, body string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	return answer.StatusCode
}
