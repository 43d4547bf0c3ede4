package slack

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/chat"
)

// errUnknown means that a call may or may not have been carried out.
var errUnknown = errors.New("the outcome is unknown")

// refused is what Slack said instead of doing what was asked.
type refused string

// Error gives Slack's own word.
func (r refused) Error() string { return "Slack says " + string(r) }

// offAfter is how long to wait for a workspace that has taken the bot's token away: somebody must put it back.
const offAfter = time.Hour

// refusal turns Slack's word for a failure into what it means to the caller
// (https://docs.slack.dev/reference/methods/chat.postMessage: errors).
func refusal(word string) error {
	word = plainWord(word)
	switch word {
	case "channel_not_found", "user_not_found", "users_not_found", "is_archived", "user_disabled",
		"cannot_dm_bot", "not_in_channel", "user_not_visible", "messages_tab_disabled":
		return fmt.Errorf("%w: %w", refused(word), chat.ErrGone)
	case "account_inactive":
		// The workspace is gone, or has taken the bot out.
		return fmt.Errorf("%w: %w", offError{refused(word)}, chat.ErrGone)
	case "invalid_auth", "token_revoked", "token_expired", "not_authed", "org_login_required", "team_access_not_granted",
		"ekm_access_denied", "access_denied":
		return &chat.RetryError{After: offAfter, Err: offError{refused(word)}}
	case "service_unavailable", "team_added_to_org":
		return &chat.RetryError{After: time.Minute, Err: refused(word)}
	case "internal_error", "fatal_error", "request_timeout":
		return fmt.Errorf("%w: %w", refused(word), errUnknown)
	}
	return refused(word)
}

// offError means that the bot may do nothing in a workspace.
type offError struct{ cause error }

// Error says so.
func (e offError) Error() string { return "the workspace has switched the bot off: " + e.cause.Error() }

// Unwrap returns what Slack said.
func (e offError) Unwrap() error { return e.cause }

// plainWord keeps an answer that is no word of Slack's out of errors and logs.
func plainWord(word string) string {
	if len(word) == 0 || len(word) > 64 || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz_0123456789") != "" {
		return "something that is no word"
	}
	return word
}

// bare drops the address from an error of the HTTP client: it may hold a secret.
func bare(err error) error {
	var of *url.Error
	if errors.As(err, &of) {
		err = of.Err
	}
	var op *net.OpError
	if errors.As(err, &op) && op.Op == "dial" {
		// The connection was never made, so nothing was sent.
		return &chat.RetryError{After: time.Second, Err: op.Err}
	}
	return unknown(err)
}

func unknown(err error) error { return fmt.Errorf("%w: %w", errUnknown, err) }

// retryAfter reads how long Slack asks to wait. Without a number that can be read it is half a minute, the wait Slack's own examples show.
func retryAfter(header http.Header) time.Duration {
	const otherwise = 30 * time.Second
	seconds, err := strconv.Atoi(strings.TrimSpace(header.Get("Retry-After")))
	if err != nil || seconds < 0 {
		return otherwise
	}
	return min(max(time.Duration(seconds)*time.Second, time.Second), time.Hour)
}

// noteOff tells the operator, once an hour, that a workspace has switched the bot off.
func (s *Slack) noteOff(c call, err error) {
	var off offError
	if !errors.As(err, &off) {
		return
	}
	now := s.now()
	if _, told := s.off.get(c.team, now); told {
		return
	}
	s.off.put(c.team, true, now)
	s.Report(fmt.Errorf("workspace %s: %w; install the bot there again", c.team, off))
}
