package slack

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/config"
)

// maxAge is how far the clock of a request may be from ours, either way
// (https://docs.slack.dev/authentication/verifying-requests-from-slack/: five minutes).
const maxAge = 5 * time.Minute

// verify reports a request that Slack did not sign, or not lately. The check of slack-go reads the real clock, so it cannot be asked about another
// moment; the rule itself is five lines.
func verify(header http.Header, body []byte, secret config.Secret, now time.Time) error {
	if !secret.IsSet() {
		return errors.New("verify request: no signing secret")
	}
	stamp := header.Get("X-Slack-Request-Timestamp")
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return errors.New("verify request: no time")
	}
	if age := now.Sub(time.Unix(seconds, 0)).Abs(); age > maxAge {
		return fmt.Errorf("verify request: signed %s from now", age.Round(time.Second))
	}
	sent, hexed := strings.CutPrefix(header.Get("X-Slack-Signature"), "v0=")
	signature, err := hex.DecodeString(sent)
	if err != nil || !hexed {
		return errors.New("verify request: no signature")
	}
	mac := hmac.New(sha256.New, []byte(secret.Reveal()))
	mac.Write([]byte("v0:" + stamp + ":"))
	mac.Write(body)
	if !hmac.Equal(mac.Sum(nil), signature) {
		return errors.New("verify request: the signature is wrong")
	}
	return nil
}
