package main

import (
	"sync"
	"time"
)

// desk is where one person asks and hears. A turn is one question, or two at once; what is heard after it and before the next belongs to it.
type desk struct {
	who   int
	heard chan struct{}

	mu           sync.Mutex // guards what follows
	asked, posts int
	// unsure is true when the bot cannot know what became of a post of this turn, and doubted is when it last could not.
	unsure  bool
	doubted time.Time
}

// longAgo is when a doubt explains no second answer any more: every repeat of the event has come.
const longAgo = settle + lateMost

// settle is how long an answer may take: what a bot may wait for its turn, the last time that Slack delivers again, and what a bot tries by itself.
const settle = 150 * time.Second

// open begins a turn and returns how the one before it ended.
func (d *desk) open(asked int) tally {
	ended := d.close()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked, d.posts, d.unsure = asked, 0, false
	return ended
}

// close ends a turn.
func (d *desk) close() tally {
	d.mu.Lock()
	defer d.mu.Unlock()
	ended := tally{questionsAsked: d.asked, answers: min(d.posts, d.asked)}
	missing, extra := missed, doubled
	if d.unsure {
		missing = missedUnsure
	}
	// A repeat that comes late brings its second answer into a later turn.
	if time.Since(d.doubted) < longAgo {
		extra = doubledUnsure
	}
	ended[missing] += max(d.asked-d.posts, 0)
	ended[extra] += max(d.posts-d.asked, 0)
	d.asked, d.posts = 0, 0
	return ended
}

func (d *desk) post() {
	d.mu.Lock()
	d.posts++
	d.mu.Unlock()
	select {
	case d.heard <- struct{}{}:
	default:
	}
}

func (d *desk) doubt(unsure bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if unsure {
		d.unsure, d.doubted = true, time.Now()
	}
}

// wait returns when so much was heard, or when it will not be any more.
func (d *desk) wait(asked int, most time.Duration) {
	timer := time.NewTimer(most)
	defer timer.Stop()
	for {
		d.mu.Lock()
		enough := d.posts >= asked
		d.mu.Unlock()
		if enough {
			return
		}
		select {
		case <-d.heard:
		case <-timer.C:
			return
		}
	}
}
