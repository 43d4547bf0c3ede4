package slack

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
)

// signed lets through what Slack signed, and hands over its body.
func (s *Slack) signed(next func(http.ResponseWriter, *http.Request, []byte)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			http.Error(w, "too large", http.StatusRequestEntityTooLarge)
			return
		}
		if err := verify(r.Header, body, s.SigningSecret, s.now()); err != nil {
			http.Error(w, "not signed", http.StatusUnauthorized)
			return
		}
		next(w, r, body)
	}
}

func (s *Slack) serveEvent(w http.ResponseWriter, r *http.Request, body []byte) {
	var first struct {
		Type      string `json:"type"`
		Challenge string `json:"challenge"`
	}
	if err := json.Unmarshal(body, &first); err != nil {
		http.Error(w, "no JSON", http.StatusBadRequest)
		return
	}
	if first.Type == "url_verification" {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, first.Challenge)
		return
	}
	s.take(w, r, func(ctx context.Context) error { return s.event(ctx, body, r.Header.Get("X-Slack-Retry-Num") != "") })
}

// formed reads a form, from the body alone: the query string is not signed. Slack's check of the certificate is answered here.
func formed(next func(http.ResponseWriter, *http.Request, url.Values)) func(http.ResponseWriter, *http.Request, []byte) {
	return func(w http.ResponseWriter, r *http.Request, body []byte) {
		form, err := url.ParseQuery(string(body))
		if err != nil {
			http.Error(w, "no form", http.StatusBadRequest)
			return
		}
		if form.Get("ssl_check") != "1" {
			next(w, r, form)
		}
	}
}

func (s *Slack) serveInteraction(w http.ResponseWriter, r *http.Request, form url.Values) {
	payload := []byte(form.Get("payload"))
	if !json.Valid(payload) {
		http.Error(w, "no payload", http.StatusBadRequest)
		return
	}
	s.take(w, r, func(ctx context.Context) error { return s.interaction(ctx, payload) })
}

func (s *Slack) serveCommand(w http.ResponseWriter, r *http.Request, form url.Values) {
	flat := map[string]string{}
	for name := range form {
		flat[name] = form.Get(name)
	}
	payload, err := json.Marshal(flat)
	if err != nil {
		http.Error(w, "no form", http.StatusBadRequest)
		return
	}
	s.take(w, r, func(ctx context.Context) error { return s.command(ctx, payload) })
}

// take does the work, and answers Slack as [Slack.within] says. A message that was not taken, or whose answer surely did not go out, is refused, so that Slack
// delivers it again.
func (s *Slack) take(w http.ResponseWriter, r *http.Request, work func(context.Context) error) {
	if !s.within(context.WithoutCancel(r.Context()), work) {
		http.Error(w, "busy", http.StatusServiceUnavailable)
	}
}
