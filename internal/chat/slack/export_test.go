package slack

import (
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/config"
)

// Verify is verify, for a test with its own clock.
func Verify(header http.Header, body []byte, secret config.Secret, now time.Time) error {
	return verify(header, body, secret, now)
}

// Rendered is a reply as Slack gets it: a view for a form, and otherwise the text and the blocks of a message.
func Rendered(r chat.Reply) (any, error) {
	if r.Form != nil {
		return modal(*r.Form, place{Channel: "D1", Direct: true})
	}
	return map[string]any{"text": fallback(r), "blocks": blocks(r, map[int]string{0: "F1"})}, nil
}

// Plain and Escape are what is done to text on its way in and out.
func Plain(s string) string { return plain(s) }

// Escape makes a text stand for itself.
func Escape(s string) string { return escape(s) }

// Fallback is a reply in plain words.
func Fallback(r chat.Reply) string { return fallback(r) }

// Small renders small print.
func Small(source string) string {
	data, err := json.Marshal(footer(source))
	if err != nil {
		return err.Error()
	}
	return string(data)
}

// Pace is pace, without patience.
type Pace struct{ *pace }

// NewPace returns one with a clock of its own.
func NewPace(now func() time.Time) Pace { return Pace{newPace(now)} }

// Take books a place in the line of a method of so many calls a minute.
func (p Pace) Take(name string, perMinute int) (time.Duration, bool) {
	gap, burst := evenly(perMinute)
	return p.take(name, spread{gap, burst, time.Hour})
}

// Shut closes a line.
func (p Pace) Shut(name string, d time.Duration) { p.shut(name, d) }

// Hasten makes a socket wait so long between two connections.
func (k *Socket) Hasten(pause func(ended int) time.Duration) { k.pause = pause }

// PauseAfter is how long a socket waits otherwise.
func PauseAfter(ended int) time.Duration { return pauseAfter(ended) }

// SetNow gives an adapter a clock of its own.
func (s *Slack) SetNow(now func() time.Time) { s.now = now }

// Posted is a reply as the body of the call that puts it in a channel.
func Posted(r chat.Reply) (string, error) {
	args, err := saying{text: fallback(r), blocks: blocks(r, nil)}.args("D1")
	return Body(args), err
}

// Body is the arguments of a call as they are sent.
func Body(args url.Values) string { return string(encoded(args)) }

// LookAtOnce makes an adapter look for a doubtful post without waiting, so many times.
func (s *Slack) LookAtOnce(times int) { s.looks = make([]time.Duration, times) }

// PromiseAtOnce makes an adapter tell Slack at once that a request was taken, and try again without waiting what could not be done.
func (s *Slack) PromiseAtOnce() { s.ack = 0; s.InsistAtOnce() }

// InsistAtOnce makes an adapter try again without waiting.
func (s *Slack) InsistAtOnce() { s.insists = make([]time.Duration, 3) }

// InsistLater makes an adapter wait as long as ever before it tries again.
func (s *Slack) InsistLater() { s.insists = insistAfter() }
