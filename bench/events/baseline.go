package main

import (
	"context"
	"crypto/hmac"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// baseline is the least a bot could do with an event: is it Slack's, was it seen, what is remembered of the person, and one answer that never differs.
type baseline struct {
	redis  *redis.Client
	client *http.Client
	api    string
}

func serveBaseline(ctx context.Context) error {
	opts, err := redis.ParseURL(os.Getenv("REDIS_URL"))
	if err != nil {
		return fmt.Errorf("read REDIS_URL: %w", err)
	}
	b := baseline{redis: redis.NewClient(opts), client: newClient(256, 10*time.Second), api: os.Getenv("SLACK_API_URL")}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /slack/events", b.serve)
	mux.HandleFunc("GET /readyz", func(http.ResponseWriter, *http.Request) {})
	server := &http.Server{Addr: os.Getenv("ADDR"), Handler: mux}
	go func() { <-ctx.Done(); _ = server.Close() }()
	if err := server.ListenAndServe(); ctx.Err() == nil {
		return fmt.Errorf("serve baseline: %w", err)
	}
	return nil
}

func (b baseline) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil || !hmac.Equal([]byte(signature(r.Header.Get("X-Slack-Request-Timestamp"), body)), []byte(r.Header.Get("X-Slack-Signature"))) {
		http.Error(w, "not signed", http.StatusUnauthorized)
		return
	}
	if err := b.answer(r.Context(), body); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

func (b baseline) answer(ctx context.Context, body []byte) error {
	var e struct {
		ID    string `json:"event_id"`
		Event struct {
			Channel string `json:"channel"`
			User    string `json:"user"`
			Text    string `json:"text"`
		} `json:"event"`
	}
	if err := json.Unmarshal(body, &e); err != nil {
		return fmt.Errorf("read event: %w", err)
	}
	pipe := b.redis.Pipeline()
	first := pipe.SetNX(ctx, "baseline:seen:"+e.ID, "1", time.Hour)
	pipe.Get(ctx, "baseline:session:"+e.Event.User)
	pipe.Set(ctx, "baseline:session:"+e.Event.User, e.ID, time.Hour)
	if _, err := pipe.Exec(ctx); err != nil && err != redis.Nil { //nolint:errorlint // the driver's own way of telling that a key is missing
		return fmt.Errorf("ask Redis: %w", err)
	}
	if !first.Val() {
		return nil
	}
	form := url.Values{"channel": {e.Event.Channel}, "text": {"Sta bij de deur en groet elke leerling."}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.api+"chat.postMessage", strings.NewReader(form.Encode()))
	if err != nil {
		return fmt.Errorf("make request: %w", err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := b.client.Do(req)
	if err != nil {
		return fmt.Errorf("post: %w", err)
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	return err
}
