package schedule

// places are what a fixed number of hands can hold at once.
type places struct {
	// turn is held by whoever is taking: nobody who wants many is passed for ever by those who want few.
	turn  chan struct{}
	taken chan struct{}
}

func newPlaces(n int) places {
	return places{turn: make(chan struct{}, 1), taken: make(chan struct{}, n)}
}

// take waits for n places, in order of arrival. n must not be more than there are.
func (p places) take(n int) {
	p.turn <- struct{}{}
	for range n {
		p.taken <- struct{}{}
	}
	<-p.turn
}

func (p places) leave(n int) {
	for range n {
		<-p.taken
	}
}
