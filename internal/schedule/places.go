package schedule

import "context"

// places are what a fixed number of hands can hold at once.
type places struct {
	// turn is held by whoever is taking: nobody who wants many is passed for ever by those who want few.
	turn  chan struct{}
	taken chan struct{}
}

func newPlaces(n int) places {
	return places{turn: make(chan struct{}, 1), taken: make(chan struct{}, n)}
}

// take waits for n places, in order of arrival, and reports whether it has them; it has none when ctx ends first. n must not be more than there are.
func (p places) take(ctx context.Context, n int) bool {
	select {
	case p.turn <- struct{}{}:
	case <-ctx.Done():
		return false
	}
	defer func() { <-p.turn }()
	for has := range n {
		select {
		case p.taken <- struct{}{}:
		case <-ctx.Done():
			p.leave(has)
			return false
		}
	}
	return true
}

func (p places) leave(n int) {
	for range n {
		<-p.taken
	}
}
