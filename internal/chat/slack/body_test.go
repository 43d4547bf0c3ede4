package slack_test

import (
	"net/url"
	"testing"

	"github.com/baken-bot/baken/internal/chat/slack"
)

func TestACallIsWrittenAsAnyFormIs(t *testing.T) {
	var every []byte
	for c := range 256 {
		every = append(every, byte(c))
	}
	for name, args := range map[string]url.Values{
		"nothing":         nil,
		"every character": {string(every): {string(every)}, "text": {"één & twee = drie"}},
		"several values":  {"b": {"1", "", "2"}, "a": {"3"}, "c": {}},
	} {
		if got, want := slack.Body(args), args.Encode(); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}
