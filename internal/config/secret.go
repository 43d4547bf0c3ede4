package config

import "log/slog"

// Secret is a setting that must not be seen. It prints as dots everywhere; only [Secret.Reveal] gives it away.
type Secret struct{ value string }

// NewSecret wraps a value.
func NewSecret(value string) Secret { return Secret{value} }

const dots = "••••••"

// Reveal returns the secret itself, for the one place that needs it.
func (s Secret) Reveal() string { return s.value }

// IsSet reports whether there is a secret.
func (s Secret) IsSet() bool { return s.value != "" }

// String returns dots, or nothing when no secret is set.
func (s Secret) String() string {
	if s.value == "" {
		return ""
	}
	return dots
}

// GoString keeps %#v from showing the field.
func (s Secret) GoString() string { return "config.Secret(" + s.String() + ")" }

// MarshalText keeps encoders from showing the field.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue keeps logs from showing the field.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
