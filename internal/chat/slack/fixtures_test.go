package slack_test

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/chat/slack"
	"github.com/baken-bot/baken/internal/config"
)

// box keeps what comes in and answers nothing.
type box struct{ got []chat.Message }

func (b *box) Do(_ context.Context, m chat.Message, _ func(context.Context, chat.Reply) error) error {
	b.got = append(b.got, m)
	return m.Validate()
}

// heard are the requests that hold something said to the bot, as what arrives. Every other is taken, and nothing comes of it.
func heard() map[string]string {
	return map[string]string{
		"events/app_mention.authorizations.json":       "text: Hi there!",
		"events/app_mention.basic.json":                "text: test",
		"events/app_mention.json":                      "text: test",
		"events/app_mention.rich_text.json":            "text: hey",
		"events/message.im.assistant_thread.json":      "text: Hello, I need help with something.",
		"events/derived/message.im.file_share.json":    "text: uploaded a file",
		"events/derived/message.im.json":               "text: Hello hello can you hear me?",
		"events/app_home_opened.org.json":              "press: hello",
		"events/app_home_opened.view.json":             "press: home",
		"interactive/block_actions.bolt.json":          "press: click_me_123",
		"interactive/block_actions.ephemeral.json":     "press: click_me_123",
		"interactive/block_actions.message.json":       "press: click_me_123",
		"interactive/block_actions.many_elements.json": "press: create_task",
		"interactive/block_actions.state.json":         "press: 1",
		"interactive/block_actions.thread.json":        "press: 1",
		"slash/hello.empty_text.form":                  "text: ",
		"slash/hello_world.form":                       "text: Hi",
		"slash/signature_doc_example.form":             "text: ",
		"slash/weather.enterprise.form":                "text: 94070",
	}
}

func TestEveryRequestOfSlackIsTaken(t *testing.T) {
	heard := heard()
	for _, file := range requests(t) {
		name := filepath.ToSlash(strings.TrimPrefix(file, filepath.Join("testdata", "requests")+string(filepath.Separator)))
		t.Run(name, func(t *testing.T) {
			b := &box{}
			body, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s, told := deaf(t, b)
			if status := deliver(t, s, name, body); status != http.StatusOK {
				t.Errorf("status %d", status)
			}
			s.Wait()
			got := ""
			for _, m := range b.got {
				got = said(m)
			}
			if len(b.got) > 1 || got != heard[name] {
				t.Errorf("got %d: %q, want %q", len(b.got), got, heard[name])
			}
			if len(*told) > 0 && !strings.Contains(name, "rate_limited") && !strings.Contains(name, "tokens_revoked.bot") {
				t.Errorf("told %v", *told)
			}
		})
	}
}

func requests(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, pattern := range []string{"events/*.json", "events/derived/*.json", "interactive/*.json", "slash/*.form"} {
		files, err := filepath.Glob(filepath.Join("testdata", "requests", filepath.FromSlash(pattern)))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		out = append(out, files...)
	}
	return out
}

func said(m chat.Message) string {
	switch {
	case m.Press != nil:
		return "press: " + m.Press.String()
	case m.Submission != nil:
		return "form: " + m.Submission.Form.String()
	}
	return "text: " + m.Text
}

// deaf is an adapter whose Web API knows nobody and no history.
func deaf(t *testing.T, b slack.Inbox) (*slack.Slack, *[]string) {
	t.Helper()
	s, _, told := scripted(t, answer{status: http.StatusOK, body: `{"ok":true,"messages":[]}`})
	s.Inbox, s.SigningSecret = b, config.NewSecret(docSecret)
	return s, told
}

// deliver sends a request in the way its folder says.
func deliver(t *testing.T, h http.Handler, name string, body []byte) int {
	t.Helper()
	kind, path := "application/x-www-form-urlencoded", "/slack/commands"
	switch {
	case strings.HasPrefix(name, "events/"):
		kind, path = "application/json", "/slack/events"
	case strings.HasPrefix(name, "interactive/"):
		path, body = "/slack/interactions", []byte(url.Values{"payload": {string(body)}}.Encode())
	}
	return post(h, path, kind, body).Code
}
