package telemetry_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/telemetry"
)

type handler func(chat.Message) (chat.Reply, error)

func (h handler) Handle(_ context.Context, m chat.Message) (chat.Reply, error) { return h(m) }

// exposed returns what /metrics would show.
func exposed(t *testing.T, reg *prometheus.Registry) string {
	t.Helper()
	w := httptest.NewRecorder()
	promhttp.HandlerFor(reg, promhttp.HandlerOpts{}).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	return w.Body.String()
}

func TestAnswersAreCountedWithoutTextPersonOrSchool(t *testing.T) {
	reg := prometheus.NewRegistry()
	h := telemetry.WrapHandler(handler(func(m chat.Message) (chat.Reply, error) {
		if m.Press != nil {
			return chat.Reply{}, errors.New("geheim")
		}
		return chat.Reply{Text: "geheim antwoord"}, nil
	}), reg, time.Now)
	who := chat.Person{School: "geheime-school", Address: chat.Address{Platform: "p", Value: "geheime-anna"}}
	for _, m := range []chat.Message{{Text: "geheime vraag", From: who}, {Press: &chat.Action{Verb: "geheim"}, From: who}} {
		_, _ = h.Handle(t.Context(), m)
	}
	telemetry.NewFeedback(reg).Count("triggers", true)
	got := exposed(t, reg)
	if strings.Contains(got, "gehei") {
		t.Errorf("too much is shown:\n%s", got)
	}
	for _, want := range []string{
		`baken_messages_total{kind="text",result="answered"} 1`, `baken_messages_total{kind="press",result="failed"} 1`,
		`baken_message_seconds_count 2`, `baken_feedback_total{helped="yes",topic="triggers"} 1`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
}

func TestRequestsAreKnownByTheirPatternAlone(t *testing.T) {
	reg := prometheus.NewRegistry()
	var log strings.Builder
	mux := http.NewServeMux()
	mux.HandleFunc("POST /a/{id}", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	h := telemetry.WrapHTTP(mux, reg, slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})), time.Now)
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/a/geheim?q=geheim", strings.NewReader("geheim")))
	got := exposed(t, reg)
	if !strings.Contains(got, `route="POST /a/{id}",status="418"`) || strings.Contains(got+log.String(), "geheim") {
		t.Errorf("metrics\n%s\nlog\n%s", got, log.String())
	}
}

func TestReadyNamesWhatIsAwayAndNotWhy(t *testing.T) {
	w := httptest.NewRecorder()
	telemetry.Ready(
		telemetry.Check{Name: "redis", Ping: func(context.Context) error { return errors.New("dial 10.0.0.1") }},
		telemetry.Check{Name: "other", Ping: func(context.Context) error { return nil }},
	)(w, httptest.NewRequest(http.MethodGet, "/readyz", nil))
	if body := w.Body.String(); w.Code != http.StatusServiceUnavailable || body != "redis: away\nother: ok\n" {
		t.Errorf("%d %q", w.Code, body)
	}
}

func TestALogHasALevelAndAShape(t *testing.T) {
	var b strings.Builder
	log := telemetry.NewLog(&b, "warn", false)
	log.Info("stil")
	log.Warn("luid")
	if got := b.String(); strings.Contains(got, "stil") || !strings.Contains(got, `"msg":"luid"`) {
		t.Errorf("got %s", got)
	}
	telemetry.NewLog(io.Discard, "nonsense", true).Info("no panic")
}
