package telemetry

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/baken-bot/baken/internal/schedule"
)

// Ledger counts what became of deliveries. Its label is the outcome: not the plan, the school or the person.
type Ledger struct {
	next     schedule.Deliveries
	outcomes *prometheus.CounterVec
}

// WrapLedger returns next with its outcomes counted in reg.
func WrapLedger(next schedule.Deliveries, reg prometheus.Registerer) *Ledger {
	l := &Ledger{next: next, outcomes: prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "baken_deliveries_total",
		Help: "Planned messages by outcome; given back is tried again, settled was found with an outcome already or had one at its claim.",
	}, []string{"outcome"})}
	reg.MustRegister(l.outcomes)
	return l
}

// Claim passes the claim on.
func (l *Ledger) Claim(ctx context.Context, c schedule.Claim) (schedule.Answer, time.Duration, error) {
	answer, wait, err := l.next.Claim(ctx, c)
	if err == nil && answer == schedule.Settled {
		l.outcomes.WithLabelValues("settled").Inc()
	}
	return answer, wait, err
}

// Record passes the outcome on.
func (l *Ledger) Record(ctx context.Context, c schedule.Claim, o schedule.Outcome) error {
	err := l.next.Record(ctx, c, o)
	if err == nil {
		l.outcomes.WithLabelValues(string(o)).Inc()
	}
	return err
}
