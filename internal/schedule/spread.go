package schedule

import (
	"hash/fnv"
	"time"

	"github.com/baken-bot/baken/internal/people"
)

// spreadOver is how long the deliveries of one firing are spread over, so that a whole team does not look up at once.
const spreadOver = 20 * time.Minute

// spreadStep is how far apart the moments of a spread lie: nobody notices five seconds, and who is due at the same moment can travel together.
const spreadStep = 5 * time.Second

// share returns a number of 0 to n-1, the same for a person and a key wherever it is asked.
func share(n int64, parts ...string) int64 {
	h := fnv.New64a()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	// The last bits of this hash hang on few bits of the text; mixed once more they do not (finaliser of MurmurHash3).
	x := h.Sum64()
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	return int64(x>>1) % n
}

// spread returns when within twenty minutes after from a person gets a firing, and never after last. A moment that is the last possible one is not spread.
func spread(f Firing, to string, from, last time.Time) time.Time {
	room := min(spreadOver, last.Sub(from))
	if room < spreadStep {
		return from
	}
	return from.Add(time.Duration(share(int64(room/spreadStep)+1, f.ID(), to)) * spreadStep)
}

// opening returns the first moment from a time on at which the school's window is open and the person's hours allow it, and the last moment of that opening. It is false when
// there is none within the days that a delivery can be held.
func opening(s School, h people.Hours, from time.Time) (first, last time.Time, ok bool) {
	if from.Before(h.Snooze) {
		from = h.Snooze
	}
	from = from.In(s.Zone)
	school := people.Span{From: int(s.Window.From), Until: int(s.Window.Until)}
	span, day := h.Within(school), DateOf(from)
	for range holdDays + 1 {
		_, free := s.Calendar.FreeDay(day)
		first, last = Clock(span.From).On(day, s.Zone), Clock(span.Until).On(day, s.Zone)
		if !free && h.Works(day.Weekday()) && from.Before(last.Add(time.Minute)) {
			if from.After(first) {
				first = from
			}
			return first, last, true
		}
		day = day.Add(1)
	}
	return time.Time{}, time.Time{}, false
}
