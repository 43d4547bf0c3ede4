package telemetry_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/baken-bot/baken/internal/dialog"
	"github.com/baken-bot/baken/internal/telemetry"
	"github.com/baken-bot/baken/internal/understand"
)

type chooser func() dialog.Choice

func (c chooser) Choose(context.Context, dialog.Question) dialog.Choice { return c() }

func TestHearingsAreCountedByVoiceAndAChangeIsLoggedOnce(t *testing.T) {
	reg := prometheus.NewRegistry()
	var log strings.Builder
	result := dialog.HeardWell
	c := telemetry.WrapChooser(chooser(func() dialog.Choice {
		h := dialog.Hearing{Voice: "model", Result: result}
		if result != dialog.HeardWell {
			h.Err = errors.New("status 503")
		}
		return dialog.Choice{Topics: []string{"geheim-onderwerp"}, Urgent: true, Hearings: []dialog.Hearing{h}}
	}), reg, slog.New(slog.NewTextHandler(&log, nil)), time.Now)
	for _, r := range []dialog.Result{dialog.HeardWell, dialog.HeardAway, dialog.HeardAway, dialog.HeardSlow, dialog.HeardWell, dialog.HeardWell} {
		result = r
		if got := c.Choose(t.Context(), dialog.Question{Meaning: understand.Meaning{Rewritten: "geheime vraag"}}); len(got.Topics) != 1 || !got.Urgent {
			t.Errorf("the choice was changed: %+v", got)
		}
	}
	got := exposed(t, reg)
	for _, want := range []string{
		`baken_chooser_total{result="ok",voice="model"} 3`, `baken_chooser_total{result="away",voice="model"} 2`,
		`baken_chooser_total{result="slow",voice="model"} 1`, `baken_chooser_seconds_count 6`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	if strings.Contains(got+log.String(), "gehei") {
		t.Errorf("too much is shown:\n%s\n%s", got, log.String())
	}
	if n := strings.Count(log.String(), "\n"); n != 3 || !strings.Contains(log.String(), "status 503") || !strings.Contains(log.String(), "heard again") {
		t.Errorf("%d lines:\n%s", n, log.String())
	}
}
