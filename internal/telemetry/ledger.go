package telemetry

import (
	"context"

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

// Claim passes the claims on.
func (l *Ledger) Claim(ctx context.Context, claims []schedule.Claim) ([]schedule.Claimed, error) {
	answers, err := l.next.Claim(ctx, claims)
	for _, a := range answers {
		if a.Answer == schedule.Settled {
			l.outcomes.WithLabelValues("settled").Inc()
		}
	}
	return answers, err
}

// Record passes the outcomes on.
func (l *Ledger) Record(ctx context.Context, settled []schedule.Settlement) error {
	err := l.next.Record(ctx, settled)
	if err != nil {
		return err
	}
	for _, s := range settled {
		l.outcomes.WithLabelValues(string(s.Outcome)).Inc()
	}
	return nil
}
