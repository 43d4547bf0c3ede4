package slack

import (
	"strings"
	"sync"
	"time"
)

// How long what Slack told is believed. A person's role and language change seldom; a direct message keeps its channel.
const (
	profileLife = 10 * time.Minute
	roomLife    = 24 * time.Hour
	botLife     = time.Hour
)

// shelfSize is how many things a shelf holds: some more than the largest school has people.
const shelfSize = 5000

// shelf keeps what can be asked again, for a while, in memory alone.
type shelf[T any] struct {
	life time.Duration

	mu    sync.Mutex // guards items
	items map[string]shelved[T]
}

type shelved[T any] struct {
	value T
	until time.Time
}

func newShelf[T any](life time.Duration) *shelf[T] {
	return &shelf[T]{life: life, items: map[string]shelved[T]{}}
}

func (s *shelf[T]) get(key string, now time.Time) (T, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	item, ok := s.items[key]
	return item.value, ok && now.Before(item.until)
}

func (s *shelf[T]) put(key string, value T, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.items) >= shelfSize {
		s.thin(now)
	}
	s.items[key] = shelved[T]{value, now.Add(s.life)}
}

func (s *shelf[T]) drop(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.items, key)
}

// dropAll drops what has a key that begins so.
func (s *shelf[T]) dropAll(begins string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key := range s.items {
		if strings.HasPrefix(key, begins) {
			delete(s.items, key)
		}
	}
}

// thin makes room: what has expired goes, and when that is nothing, any one.
func (s *shelf[T]) thin(now time.Time) {
	for key, item := range s.items {
		if !now.Before(item.until) {
			delete(s.items, key)
		}
	}
	for key := range s.items {
		if len(s.items) < shelfSize {
			return
		}
		delete(s.items, key)
	}
}
