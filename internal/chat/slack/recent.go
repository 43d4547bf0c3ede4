package slack

import "sync"

// recentMost is how many answers a half of [recent] holds: more than are given between a question and its last repeat in any school.
const recentMost = 8192

// recent is which messages this replica has answered of late. It answers none of them twice, also while the store is away or before the store has heard.
type recent struct {
	mu        sync.Mutex // guards the halves
	now, then map[string]struct{}
}

func newRecent() *recent { return &recent{now: map[string]struct{}{}} }

func (r *recent) has(mark string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, now := r.now[mark]
	_, then := r.then[mark]
	return now || then
}

// add forgets the older half when the newer one is full.
func (r *recent) add(mark string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.now) >= recentMost {
		r.then, r.now = r.now, map[string]struct{}{}
	}
	r.now[mark] = struct{}{}
}
