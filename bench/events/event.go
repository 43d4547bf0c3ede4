package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// Who plays in the run. One token serves every workspace.
const (
	botUser = "U0BOT"
	token   = "xoxb-bench"
	secret  = "a-signing-secret-of-the-bench"
)

// workspace is the one of so many in which somebody works.
func workspace(i, of int) string { return fmt.Sprintf("T%06d", max(i, 0)%of) }

func user(i int) string    { return fmt.Sprintf("U%06d", i) }
func channel(i int) string { return fmt.Sprintf("D%06d", i) }

// said is the event of somebody who types to the bot in its direct message.
func said(id, team string, who int, text string, at time.Time) ([]byte, error) {
	ts := stamp(at)
	return wrapped(id, team, map[string]any{
		"type": "message", "channel": channel(who), "channel_type": "im", "user": user(who), "text": text, "ts": ts, "event_ts": ts, "team": team,
	})
}

// stamp is how Slack writes the moment of a message.
func stamp(at time.Time) string { return fmt.Sprintf("%d.%06d", at.Unix(), at.Nanosecond()/1000) }

// strange is an event of a kind that no bot knows.
func strange(id, team string) ([]byte, error) {
	return wrapped(id, team, map[string]any{"type": "sunrise_observed", "horizon": map[string]any{"id": "H1"}})
}

func wrapped(id, team string, inner map[string]any) ([]byte, error) {
	body, err := json.Marshal(map[string]any{
		"token": "z", "team_id": team, "api_app_id": "A0BENCH", "type": "event_callback", "event_id": id, "event_time": time.Now().Unix(), "event": inner,
		"authorizations": []any{map[string]any{"team_id": team, "user_id": botUser, "is_bot": true}},
	})
	if err != nil {
		return nil, fmt.Errorf("write event: %w", err)
	}
	return body, nil
}

// signature is Slack's (https://docs.slack.dev/authentication/verifying-requests-from-slack/).
func signature(stamp string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("v0:" + stamp + ":"))
	mac.Write(body)
	return "v0=" + hex.EncodeToString(mac.Sum(nil))
}

// deliver brings an event to a house and returns the status it answered. A number above zero makes it a repeat.
func deliver(ctx context.Context, client *http.Client, to string, body []byte, repeat int) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to+"/slack/events", bytes.NewReader(body))
	if err != nil {
		return 0, fmt.Errorf("make event: %w", err)
	}
	now := strconv.FormatInt(time.Now().Unix(), 10)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Slack-Request-Timestamp", now)
	req.Header.Set("X-Slack-Signature", signature(now, body))
	if repeat > 0 {
		req.Header.Set("X-Slack-Retry-Num", strconv.Itoa(repeat))
	}
	res, err := client.Do(req)
	if err != nil {
		return 0, fmt.Errorf("deliver event: %w", err)
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	return res.StatusCode, err
}

func newClient(conns int, timeout time.Duration) *http.Client {
	return &http.Client{Transport: &http.Transport{MaxIdleConns: conns, MaxIdleConnsPerHost: conns}, Timeout: timeout}
}
