package telemetry

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/baken-bot/baken/internal/chat"
)

// Handler counts and times the answers of another handler.
type Handler struct {
	next    chat.Handler
	now     func() time.Time
	answers *prometheus.CounterVec
	seconds prometheus.Histogram
}

// WrapHandler returns next with its answers measured in reg.
func WrapHandler(next chat.Handler, reg prometheus.Registerer, now func() time.Time) *Handler {
	h := &Handler{
		next: next, now: now,
		answers: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "baken_messages_total",
			Help: "Messages handled, by kind (text, press, submission) and result (answered, silent, failed).",
		}, []string{"kind", "result"}),
		seconds: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "baken_message_seconds", Help: "Time to answer a message, the store included.",
			Buckets: []float64{.0005, .001, .002, .005, .01, .05, .1, .5, 1, 3},
		}),
	}
	reg.MustRegister(h.answers, h.seconds)
	return h
}

// Handle passes the message on.
func (h *Handler) Handle(ctx context.Context, m chat.Message) (chat.Reply, error) {
	start := h.now()
	r, err := h.next.Handle(ctx, m)
	h.seconds.Observe(h.now().Sub(start).Seconds())
	result := "answered"
	switch {
	case err != nil:
		result = "failed"
	case r.Empty():
		result = "silent"
	}
	h.answers.WithLabelValues(kind(m), result).Inc()
	return r, err
}

func kind(m chat.Message) string {
	switch {
	case m.Press != nil:
		return "press"
	case m.Submission != nil:
		return "submission"
	}
	return "text"
}

// Feedback counts which answers helped. Its labels are topics, which the library bounds.
type Feedback struct{ votes *prometheus.CounterVec }

// NewFeedback returns a counter in reg.
func NewFeedback(reg prometheus.Registerer) *Feedback {
	f := &Feedback{votes: prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "baken_feedback_total", Help: "Taps on Helps and Does not help, by topic. Not who tapped.",
	}, []string{"topic", "helped"})}
	reg.MustRegister(f.votes)
	return f
}

// Count adds one.
func (f *Feedback) Count(topic string, helped bool) {
	label := "no"
	if helped {
		label = "yes"
	}
	f.votes.WithLabelValues(topic, label).Inc()
}
