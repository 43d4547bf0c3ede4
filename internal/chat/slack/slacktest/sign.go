package slacktest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"time"
)

// Forge makes every delivery from now on carry a signature with another secret, or the right one again.
func (d *Deliver) Forge(on bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.forged = on
}

func (v delivery) sign(r *http.Request, secret string, now time.Time) {
	stamp := strconv.FormatInt(now.Unix(), 10)
	r.Header.Set("Content-Type", v.kind)
	r.Header.Set("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", Sign(secret, stamp, v.body))
	if v.attempt > 0 {
		r.Header.Set("X-Slack-Retry-Num", strconv.Itoa(v.attempt))
		r.Header.Set("X-Slack-Retry-Reason", v.reason)
	}
}

// Sign is Slack's signature of a body (https://docs.slack.dev/authentication/verifying-requests-from-slack).
func Sign(secret, timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("v0:" + timestamp + ":"))
	mac.Write(body)
	return "v0=" + hex.EncodeToString(mac.Sum(nil))
}
