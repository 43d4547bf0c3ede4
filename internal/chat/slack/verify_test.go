package slack_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat/slack"
	"github.com/baken-bot/baken/internal/config"
)

// The example of https://docs.slack.dev/authentication/verifying-requests-from-slack/.
const (
	docSecret    = "8f742231b10e8888abcd99yyyzzz85a5"
	docStamp     = 1531420618
	docSignature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
	docBody      = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)

func TestOnlyWhatSlackSignedLatelyIsLetIn(t *testing.T) {
	signed := time.Unix(docStamp, 0)
	for name, test := range map[string]struct {
		signature, body, secret string
		now                     time.Time
		in                      bool
	}{
		"the documented example":    {docSignature, docBody, docSecret, signed, true},
		"five minutes later":        {docSignature, docBody, docSecret, signed.Add(5 * time.Minute), true},
		"our clock is behind":       {docSignature, docBody, docSecret, signed.Add(-5 * time.Minute), true},
		"more than five minutes":    {docSignature, docBody, docSecret, signed.Add(5*time.Minute + time.Second), false},
		"from the future":           {docSignature, docBody, docSecret, signed.Add(-5*time.Minute - time.Second), false},
		"another body":              {docSignature, docBody + "&", docSecret, signed, false},
		"another secret":            {docSignature, docBody, "other", signed, false},
		"no secret":                 {docSignature, docBody, "", signed, false},
		"no signature":              {"", docBody, docSecret, signed, false},
		"an older kind":             {"v1=" + docSignature[3:], docBody, docSecret, signed, false},
		"half a signature":          {docSignature[:20], docBody, docSecret, signed, false},
		"a signature of no letters": {"v0=zz", docBody, docSecret, signed, false},
	} {
		t.Run(name, func(t *testing.T) {
			header := http.Header{"X-Slack-Request-Timestamp": {"1531420618"}, "X-Slack-Signature": {test.signature}}
			if err := slack.Verify(header, []byte(test.body), config.NewSecret(test.secret), test.now); (err == nil) != test.in {
				t.Errorf("got %v", err)
			}
		})
	}
	if slack.Verify(http.Header{"X-Slack-Signature": {docSignature}}, []byte(docBody), config.NewSecret(docSecret), signed) == nil {
		t.Error("a request without a time is let in")
	}
}
