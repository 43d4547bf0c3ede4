package understand

import (
	"fmt"

	"github.com/baken-bot/baken/internal/content"
)

// Request is what a message asks of the conversation itself, in place of a subject or beside it.
type Request string

// The requests. Their patterns are in the content files lexicon/requests.
const (
	NoRequest   Request = ""
	More        Request = "more"
	Sources     Request = "sources"
	First       Request = "first"
	Second      Request = "second"
	Third       Request = "third"
	NoneOfThese Request = "none"
	ToEnglish   Request = "to-english"
	ToDutch     Request = "to-dutch"
	CancelAlarm Request = "cancel-alarm"
	AboutMe     Request = "about-me"
	ForgetMe    Request = "forget-me"
	Settings    Request = "settings"
	Browse      Request = "browse"
	Guides      Request = "guides"
)

// Signs that steer how a message is read, by the same files.
const (
	signCorrection = "correction"
	signNewTopic   = "new-topic"
	signOpener     = "opener"
	signPointer    = "pointer"
	signEvasive    = "evasive"
)

// requestReader finds requests and signs in one language.
type requestReader struct {
	sets map[string]*patternSet
}

func newRequestReader(patterns map[string][]string) (*requestReader, error) {
	r := &requestReader{sets: map[string]*patternSet{}}
	for name, list := range patterns {
		set, err := newPatternSet(list)
		if err != nil {
			return nil, fmt.Errorf("read requests %q: %w", name, err)
		}
		r.sets[name] = set
	}
	return r, nil
}

func (r *requestReader) has(name string, words []string) bool {
	set, ok := r.sets[name]
	return ok && found(set, words)
}

// longRequest is how many words a message may have and still be nothing but a request; a longer one has a subject of its own.
const longRequest = 7

// request returns what is asked of the conversation. A change of language may stand in a longer message; the others stand alone.
func (r *requestReader) request(words []string, c Context) Request {
	wanted := []Request{ToEnglish, ToDutch}
	if count(words) <= longRequest {
		wanted = append(wanted, AboutMe, ForgetMe, Settings, Browse, Guides)
		if len(c.Offered) > 0 {
			wanted = append(wanted, First, Second, Third, NoneOfThese)
		}
		if c.Route != content.NoRoute {
			wanted = append(wanted, CancelAlarm)
		}
		if c.Topic != "" {
			wanted = append(wanted, More, Sources)
		}
	}
	for _, req := range wanted {
		if r.has(string(req), words) {
			return req
		}
	}
	return NoRequest
}

// count is the number of words without the ends of sentences.
func count(words []string) int {
	n := 0
	for _, w := range words {
		if w != "" {
			n++
		}
	}
	return n
}
