package pulse

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"log/slog"
)

// Key is the key of one round. It is made when the round opens and destroyed when it closes; with it goes the only way from a token to a person. It
// cannot be printed.
type Key []byte

// String keeps the key out of messages.
func (Key) String() string { return "round key" }

// GoString keeps the key out of %#v.
func (Key) GoString() string { return "round key" }

// LogValue keeps the key out of logs.
func (Key) LogValue() slog.Value { return slog.StringValue("round key") }

// Token stands for one person and one question in one round. Tokens of two questions cannot be joined without the key, so that nobody can read how
// many questions somebody answered.
type Token string

// Token returns the token of a person for a question. This is the last place that sees the person.
func (k Key) Token(who Person, question int) Token {
	mac := hmac.New(sha256.New, k)
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(question))
	mac.Write(n[:])
	mac.Write([]byte(who))
	return Token(base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16]))
}
