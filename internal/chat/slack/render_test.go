package slack_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/chat/slack"
)

func render(t testing.TB, r chat.Reply) []byte {
	t.Helper()
	v, err := slack.Rendered(r)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// active returns every text that Slack would read as its own markup, at any depth.
func active(v any) []string {
	var out []string
	switch v := v.(type) {
	case map[string]any:
		if v["type"] == "mrkdwn" {
			out = append(out, v["text"].(string))
		}
		for _, inner := range v {
			out = append(out, active(inner)...)
		}
	case []any:
		for _, inner := range v {
			out = append(out, active(inner)...)
		}
	}
	return out
}

func checkHarmless(t *testing.T, r chat.Reply) {
	t.Helper()
	var seen map[string]any
	if err := json.Unmarshal(render(t, r), &seen); err != nil {
		t.Fatal(err)
	}
	texts := active(seen)
	if text, ok := seen["text"].(string); ok {
		texts = append(texts, text)
		if strings.Contains(text, "<") || utf8.RuneCountInString(text) > 4000 {
			t.Errorf("fallback of %d characters: %q", utf8.RuneCountInString(text), text)
		}
	}
	for _, text := range texts {
		for _, part := range strings.Split(text, "<")[1:] {
			if strings.HasPrefix(part, "!") || strings.HasPrefix(part, "@") || strings.HasPrefix(part, "#") {
				t.Errorf("active: %q", text)
			}
		}
		if n := utf8.RuneCountInString(text); n == 0 || n > 3000 && text != seen["text"] {
			t.Errorf("text of %d characters", n)
		}
	}
}

func everywhere(s string) chat.Reply {
	return chat.Reply{Text: s, Cards: []chat.Card{{Title: s, Lead: s, Body: s, Quote: s, Steps: []string{s}, Mind: s, Footer: s, Picture: &chat.Picture{PNG: []byte("x"), Alt: "a"}}}}
}

func TestNothingThatIsTypedMentionsAnybody(t *testing.T) {
	for _, s := range []string{
		"<!channel>", "<!here|x> <@U1>", "&lt;!channel&gt;", "[x](https://example.org/<!channel>|y)", "[<!channel>](https://example.org)", "<https://example.org|hier>",
		strings.Repeat("&", 1900), "**<@U1>**", `\<!everyone\>`, "<#C1|kanaal>", "[a|b>c](https://a.example/?q=%3E|<!here>)",
	} {
		checkHarmless(t, everywhere(s))
	}
}

func FuzzNothingThatIsTypedMentionsAnybody(f *testing.F) {
	f.Add("<!channel> <@U1>")
	f.Add("[x](https://e.org/a|<!here>)")
	f.Fuzz(func(t *testing.T, s string) {
		if r := everywhere(s); utf8.RuneCountInString(s) < 1900 && utf8.ValidString(s) {
			checkHarmless(t, r)
		}
	})
}

func TestTheLongestCardFitsInOneMessage(t *testing.T) {
	long := strings.Repeat("<&>", 600)
	r := chat.Reply{Text: long, Cards: []chat.Card{{Title: strings.Repeat("t", chat.MaxTitle), Body: long, Tone: chat.Urgent}, {Footer: long}, {Quote: long}}}
	if err := r.Validate(); err != nil {
		t.Fatal(err)
	}
	checkHarmless(t, r)
}

func TestTypedTextComesInWithoutSlacksMarkup(t *testing.T) {
	for in, want := range map[string]string{
		"a &lt;b&gt; &amp;amp; c":                         "a <b> &amp; c",
		"<@U1> zei <https://example.org|dit>":             "@… zei dit",
		"<https://example.org>":                           "https://example.org",
		"<mailto:a@example.org|a@example.org> <#C1|team>": "a@example.org #team",
		"<!channel> en <!subteam^S1|@team>":               "… en !team",
	} {
		if got := slack.Plain(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestWhatWasEscapedComesBackAsItWas(t *testing.T) {
	for _, s := range []string{"<!channel> & <b>", "één vraag met \"tekens\" <&> 😀"} {
		if got := slack.Plain(slack.Escape(s)); got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
}
