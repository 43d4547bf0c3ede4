package main

import (
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// fault is what goes wrong with one call.
type fault string

const (
	fine    fault = ""
	full    fault = "429"               // surely not carried out
	broken  fault = "5xx"               // not carried out, but who is told so cannot know
	cut     fault = "cut before"        // the same
	slow    fault = "slow"              // carried out, and told within the time a bot waits
	cutLate fault = "cut after"         // carried out, and nobody is told
	tooSlow fault = "told far too late" // the same
	late    fault = "cut, and a post carried out later"
)

// doubtful reports whether the caller cannot know what became of the call.
func (f fault) doubtful() bool {
	return f == broken || f == cut || f == cutLate || f == tooSlow || f == late
}

// chance is how often a fault comes, in thousandths of all calls.
type chance struct {
	fault
	in1000 int
}

func chances() []chance {
	return []chance{{full, 30}, {broken, 15}, {cut, 10}, {slow, 40}, {cutLate, 10}, {tooSlow, 2}, {late, 3}}
}

// trouble draws faults. A nil one draws none.
type trouble struct {
	mu    sync.Mutex // guards what follows
	dice  *rand.Rand
	drawn map[fault]int
	// met hears of what goes wrong with a call that concerns a channel.
	met func(channel string, f fault)
	// down is when nothing works at all.
	down span
}

// span is a stretch of time.
type span struct{ from, to time.Time }

func (s span) holds(t time.Time) bool { return !t.Before(s.from) && t.Before(s.to) }

// outage is how long nothing works, in the middle of a soak that is long enough for it.
const outage = 20 * time.Second

func newTrouble(o options, met func(string, fault)) *trouble {
	t := &trouble{dice: rand.New(rand.NewPCG(o.seed, o.seed)), drawn: map[fault]int{}, met: met}
	if o.soak > 2*outage {
		from := time.Now().Add(o.soak / 2)
		t.down = span{from, from.Add(outage)}
	}
	return t
}

func (t *trouble) draw(channel string) fault {
	if t == nil {
		return fine
	}
	t.mu.Lock()
	n, f := t.dice.IntN(1000), fine
	for _, c := range chances() {
		if n -= c.in1000; n < 0 {
			f = c.fault
			break
		}
	}
	if t.down.holds(time.Now()) {
		f = broken
	}
	t.drawn[f]++
	t.mu.Unlock()
	if channel != "" && f != fine {
		t.met(channel, f)
	}
	return f
}

// refuse does not carry the call out, and reports that.
func (f fault) refuse(w http.ResponseWriter) bool {
	switch f {
	case full:
		w.Header().Set("Retry-After", "1")
		http.Error(w, `{"ok":false,"error":"ratelimited"}`, http.StatusTooManyRequests)
	case broken:
		http.Error(w, "<html>Server Error</html>", http.StatusServiceUnavailable)
	case cut, late:
		panic(http.ErrAbortHandler)
	default:
		return false
	}
	return true
}

// How long a slow answer takes at most, and one for which no bot waits any more.
const (
	slowFor    = 2500 * time.Millisecond
	tooSlowFor = 12 * time.Second
	// lateFor is how much later than its cut line a post is carried out at most.
	lateFor = 2500 * time.Millisecond
)

// spoil keeps the answer of a call that was carried out.
func (f fault) spoil(r *http.Request) {
	wait := time.Duration(0)
	switch f {
	case slow:
		wait = rand.N(slowFor)
	case tooSlow:
		wait = tooSlowFor
	case cutLate:
		panic(http.ErrAbortHandler)
	}
	if wait == 0 {
		return
	}
	select {
	case <-time.After(wait):
	case <-r.Context().Done():
	}
}
