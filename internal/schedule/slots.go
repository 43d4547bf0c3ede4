package schedule

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/baken-bot/baken/internal/chat"
)

// slots gather the people who are due at the same moment, until a batch of them is full. As a firing is spread in steps, there are few moments and none holds more than a batch:
// an audience of any size takes the same room.
type slots map[time.Time][]chat.Address

// add returns a full batch, or nil.
func (s slots) add(due time.Time, to chat.Address) []chat.Address {
	s[due] = append(s[due], to)
	if len(s[due]) < MaxBatch {
		return nil
	}
	full := s[due]
	delete(s, due)
	return full
}

// inOrder returns what is left, by moment and within it by address: whoever puts the same people again, in whatever order they were told, puts the same batch.
func (s slots) inOrder() iter.Seq2[time.Time, []chat.Address] {
	return func(yield func(time.Time, []chat.Address) bool) {
		for _, due := range slices.SortedFunc(maps.Keys(s), time.Time.Compare) {
			slices.SortFunc(s[due], func(a, b chat.Address) int { return cmp.Compare(a.String(), b.String()) })
			if !yield(due, s[due]) {
				return
			}
		}
	}
}
