package slacktest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/baken-bot/baken/internal/chat/slack/slacktest"
)

func TestBlocksAreRefusedOneOverTheirLimitAndTakenAtIt(t *testing.T) {
	text := func(kind string, n int) string {
		return `{"type":"` + kind + `","text":"` + strings.Repeat("é", n) + `"}`
	}
	many := func(n int, one string) string {
		return "[" + strings.TrimSuffix(strings.Repeat(one+",", n), ",") + "]"
	}
	button := func(fields string) string {
		return `[{"type":"actions","elements":[{"type":"button","text":` + text("plain_text", 5) + "," + fields + `}]}]`
	}
	for _, c := range []struct {
		name string
		most int
		make func(n int) string
	}{
		{"blocks", 50, func(n int) string { return many(n, `{"type":"divider"}`) }},
		{"section", 3000, func(n int) string { return `[{"type":"section","text":` + text("mrkdwn", n) + `}]` }},
		{"field", 2000, func(n int) string { return `[{"type":"section","fields":[` + text("mrkdwn", n) + `]}]` }},
		{"fields", 10, func(n int) string { return `[{"type":"section","fields":` + many(n, text("mrkdwn", 1)) + `}]` }},
		{"header", 150, func(n int) string { return `[{"type":"header","text":` + text("plain_text", n) + `}]` }},
		{"context elements", 10, func(n int) string { return `[{"type":"context","elements":` + many(n, text("mrkdwn", 1)) + `}]` }},
		{"actions", 25, func(n int) string {
			return `[{"type":"actions","elements":` + many(n, `{"type":"button","text":`+text("plain_text", 1)+`}`) + `}]`
		}},
		{"button text", 75, func(n int) string {
			return `[{"type":"actions","elements":[{"type":"button","text":` + text("plain_text", n) + `}]}]`
		}},
		{"button value", 2000, func(n int) string { return button(`"value":"` + strings.Repeat("v", n) + `"`) }},
		{"action id", 255, func(n int) string { return button(`"action_id":"` + strings.Repeat("v", n) + `"`) }},
		{"url", 3000, func(n int) string { return button(`"url":"` + strings.Repeat("v", n) + `"`) }},
		{"alt text", 2000, func(n int) string {
			return `[{"type":"image","image_url":"https://example.com/a.png","alt_text":"` + strings.Repeat("v", n) + `"}]`
		}},
		{"select options", 100, func(n int) string {
			return `[{"type":"actions","elements":[{"type":"static_select","options":` + many(n, `{"value":"a","text":`+text("plain_text", 1)+`}`) + `}]}]`
		}},
	} {
		for over, want := range []any{nil, "invalid_blocks"} {
			s, _ := school(t, slacktest.Options{})
			got, _ := ask(t, s, bearer, "chat.postMessage", "channel", "C1", "text", "a", "blocks", c.make(c.most+over))
			if got["error"] != want {
				t.Errorf("%s of %d: %v, want %v", c.name, c.most+over, got, want)
			}
		}
	}
}

func TestBlocksThatHoldTooMuchTogetherAreRefused(t *testing.T) {
	s, _ := school(t, slacktest.Options{})
	section := `{"type":"section","text":{"type":"mrkdwn","text":"` + strings.Repeat("a", 3000) + `"}}`
	got, _ := ask(t, s, bearer, "chat.postMessage", "channel", "C1", "text", "a", "blocks", "["+strings.Repeat(section+",", 4)+section+"]")
	if got["error"] != "msg_blocks_too_long" {
		t.Errorf("got %v", got)
	}
}

func TestAModalIsRefusedOneOverItsLimits(t *testing.T) {
	for _, c := range []struct {
		name  string
		most  int
		field func(string) (string, any)
	}{
		{"title", 24, func(v string) (string, any) { return "title", map[string]any{"type": "plain_text", "text": v} }},
		{"submit", 24, func(v string) (string, any) { return "submit", map[string]any{"type": "plain_text", "text": v} }},
		{"close", 24, func(v string) (string, any) { return "close", map[string]any{"type": "plain_text", "text": v} }},
		{"callback id", 255, func(v string) (string, any) { return "callback_id", v }},
		{"private metadata", 3000, func(v string) (string, any) { return "private_metadata", v }},
	} {
		for over, want := range []any{nil, "invalid_arguments"} {
			s, _ := school(t, slacktest.Options{})
			view := map[string]any{"type": "modal", "title": map[string]any{"type": "plain_text", "text": "a"}, "blocks": []any{}}
			key, value := c.field(strings.Repeat("a", c.most+over))
			view[key] = value
			data, err := json.Marshal(view)
			if err != nil {
				t.Fatal(err)
			}
			trigger := s.Deliver.PressPayload(team, slacktest.Pressed{User: "U1", Channel: "C1"})["trigger_id"].(string)
			if got, _ := ask(t, s, bearer, "views.open", "trigger_id", trigger, "view", string(data)); got["error"] != want {
				t.Errorf("%s of %d: %v, want %v", c.name, c.most+over, got, want)
			}
		}
	}
}

func TestTextOverFortyThousandCharactersIsCutOff(t *testing.T) {
	s, _ := school(t, slacktest.Options{})
	ask(t, s, bearer, "chat.postMessage", "channel", "C1", "text", strings.Repeat("é", 40001))
	if last, _ := s.Last(team, "C1"); len([]rune(last.Text)) != 40000 {
		t.Errorf("%d characters are kept", len([]rune(last.Text)))
	}
}
