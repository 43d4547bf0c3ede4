package telemetry

import (
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// WrapHTTP returns next with its requests counted, timed and logged by the pattern that served them. A path, a query or a body is never written down: they may
// hold what somebody typed.
func WrapHTTP(next http.Handler, reg prometheus.Registerer, log *slog.Logger, now func() time.Time) http.Handler {
	requests := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "baken_http_requests_total", Help: "HTTP requests, by route and status.",
	}, []string{"route", "status"})
	seconds := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "baken_http_seconds", Help: "Time to serve an HTTP request, by route; a stream of events counts until it ends.",
		Buckets: []float64{.001, .005, .01, .05, .1, .5, 1, 3, 10},
	}, []string{"route"})
	reg.MustRegister(requests, seconds)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := now()
		sw := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(sw, r)
		route, took := r.Pattern, now().Sub(start)
		if route == "" {
			route = "none"
		}
		requests.WithLabelValues(route, strconv.Itoa(sw.status)).Inc()
		seconds.WithLabelValues(route).Observe(took.Seconds())
		log.DebugContext(r.Context(), "served request", "route", route, "status", sw.status, "took", took)
	})
}

// statusWriter remembers the status. Unwrap lets http.ResponseController reach what is beneath.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader notes the status and passes it on.
func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap returns the writer beneath.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
