package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/baken-bot/baken/internal/chat"
)

// callTimeout is the longest one call may take: Slack answers within a second, and nobody waits longer than this for an answer.
const callTimeout = 10 * time.Second

// maxAnswer is the largest answer in bytes that is read: a page of a thousand people.
const maxAnswer = 4 << 20

// idleConns are the connections to Slack that are kept for the next call: an answer should not wait for a new one. As many as the transport keeps in all.
const idleConns = 100

// newClient returns a client that gives up in time and never carries a token to another address.
func newClient() *http.Client {
	transport := http.DefaultTransport
	if t, ok := transport.(*http.Transport); ok {
		t = t.Clone()
		t.MaxIdleConnsPerHost = idleConns
		transport = t
	}
	return &http.Client{
		Transport:     transport,
		Timeout:       callTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return errors.New("redirected") },
	}
}

// call is one call of a method of the Web API.
type call struct {
	team, method string
	args         url.Values
	// channel is set when the call puts a message there, so that channels do not fill faster than Slack allows.
	channel string
	// read is true when the call changes nothing, so that it can be made again when the outcome is unknown.
	read bool
	// stubborn is true when such a call is made again until the caller's deadline: an answer depends on it.
	stubborn bool
	// unasked is true for what the bot says first: a whole school's worth of it is spread, so that answers go between.
	unasked bool
	// timeout is how long the call may take; 0 is callTimeout.
	timeout time.Duration
	// hurry is true when the call is not worth waiting for a turn.
	hurry bool
	// token replaces the workspace's own.
	token string
	// heard is given the header of the answer, or is nil.
	heard func(http.Header)
}

// tries is how often a call is made when it is safe to make it again and the caller set no deadline, or when its outcome is unknown.
const tries = 3

// do is the one door of the Web API: it waits for the call's turn, makes it, makes it again where that is safe, and reads the answer into out, which
// may be nil. It returns an error that wraps [chat.ErrGone] when nobody is there, a [chat.RetryError] when Slack surely did nothing and may later, and
// any other error when the outcome is unknown or the call is wrong. No error holds a token or an address with a secret in it.
func (s *Slack) do(ctx context.Context, c call, out any) error {
	if c.token == "" {
		token, err := s.Tokens.Token(ctx, c.team)
		if err != nil {
			return fmt.Errorf("call %s: find token: %w", c.method, err)
		}
		c.token = token
	}
	var err error
	_, patient := ctx.Deadline()
	for try := 1; ; try++ {
		if err = s.turn(ctx, c); err != nil {
			return fmt.Errorf("call %s: %w", c.method, err)
		}
		if err = s.once(ctx, c, out); err == nil {
			return nil
		}
		wait, again := c.again(err, try, patient)
		if !again || !enough(ctx, wait) {
			break
		}
		if sleep(ctx, wait) != nil {
			break
		}
	}
	s.noteOff(c, err)
	return fmt.Errorf("call %s: %w", c.method, err)
}

// surelyNot reports whether nothing was done, and may be later.
func surelyNot(err error) bool {
	var retry *chat.RetryError
	return errors.As(err, &retry)
}

// again tells whether a call that failed can be made again, and after how long. What Slack surely did not do is tried until the caller's deadline: Slack may have been told
// already that the question was taken, and then nobody asks again.
func (c call) again(err error, try int, patient bool) (time.Duration, bool) {
	var retry *chat.RetryError
	switch {
	case errors.As(err, &retry):
		return retry.After, patient || try < tries
	case c.read && errors.Is(err, errUnknown):
		return time.Duration(try) * 500 * time.Millisecond, patient && c.stubborn || try < tries
	}
	return 0, false
}

// enough reports whether the wait ends before the caller gives up, so that the caller hears that it must wait rather than that it waited in vain.
func enough(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return ok && time.Until(deadline) > wait || !ok && wait <= patience
}

func (c call) line() string { return c.team + "/" + c.method }

// What the bot says first in one workspace (https://docs.slack.dev/apis/web-api/rate-limits/: several hundred messages a minute): two hundred a
// minute and a few at once, so that there is room for answers.
const (
	unaskedGap   = 300 * time.Millisecond
	unaskedBurst = 20
)

// turn waits until the call may be made.
func (s *Slack) turn(ctx context.Context, c call) error {
	wait := patience
	if c.hurry {
		wait = shortPatience
	}
	gap, burst := evenly(minuteTier(c.method))
	err := s.pace.wait(ctx, c.line(), spread{gap, burst, wait})
	if err == nil && c.channel != "" {
		err = s.pace.wait(ctx, c.team+"/"+c.channel, spread{channelGap, channelBurst, wait})
	}
	if err == nil && c.unasked {
		err = s.pace.wait(ctx, c.team+" unasked", spread{unaskedGap, unaskedBurst, wait})
	}
	return err
}

// once makes the call.
func (s *Slack) once(ctx context.Context, c call, out any) error {
	if c.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, c.timeout)
		defer cancel()
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.APIURL+c.method, bytes.NewReader(encoded(c.args)))
	if err != nil {
		return errors.New("make request: the address of the Web API is wrong")
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	res, err := s.client.Do(req)
	if err != nil {
		return bare(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if res.StatusCode == http.StatusTooManyRequests {
		return s.shut(c, res.Header)
	}
	if err != nil {
		return fmt.Errorf("read answer: %w", unknown(err))
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d: %w", res.StatusCode, errUnknown)
	}
	return s.read(c, res.Header, body, out)
}

// read takes an answer apart. Slack says with status 200 that a call failed.
func (s *Slack) read(c call, header http.Header, body []byte, out any) error {
	if c.heard != nil {
		c.heard(header)
	}
	var said struct {
		OK    bool   `json:"ok"`
		Error string `json:"error"`
	}
	if err := json.Unmarshal(body, &said); err != nil {
		return fmt.Errorf("read answer: %w", errUnknown)
	}
	if !said.OK {
		if said.Error == "ratelimited" || said.Error == "rate_limited" {
			return s.shut(c, header)
		}
		return refusal(said.Error)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(body, out); err != nil {
		return fmt.Errorf("read answer: %w", errUnknown)
	}
	return nil
}

// shut holds back the method in this workspace, and nothing else, for as long as Slack asks.
func (s *Slack) shut(c call, header http.Header) error {
	after := retryAfter(header)
	s.pace.shut(c.line(), after)
	return &chat.RetryError{After: after, Err: errors.New("ratelimited")}
}
