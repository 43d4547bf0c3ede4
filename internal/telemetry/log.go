// Package telemetry measures the bot from outside.
//
// It wraps the seams other packages declare, with the same interface: a handler of messages, a handler of HTTP. What it writes down is how often, how long and
// whether; never a message's text, a person, a school or a secret. The rooms it measures do not know it.
package telemetry

import (
	"io"
	"log/slog"
	"time"

	"github.com/lmittmann/tint"
)

// NewLog returns a log that writes to w: lines for a person to read when pretty, JSON otherwise. Level is debug, info, warn or error.
func NewLog(w io.Writer, level string, pretty bool) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		l = slog.LevelInfo
	}
	if pretty {
		return slog.New(tint.NewTextHandler(w, &tint.Options{Level: l, TimeFormat: time.TimeOnly}))
	}
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: l}))
}
