package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// load asks questions of many people and waits for the answers.
type load struct {
	client *http.Client
	users  int
	asked  atomic.Int64
	// waiting holds, for each channel with a question, where to tell that it was answered.
	waiting sync.Map
	// stray counts what was posted where nobody had asked.
	stray atomic.Int64
}

func newLoad(users int) *load {
	return &load{client: newClient(512, 30*time.Second), users: users}
}

func (l *load) posted(where string, at time.Time) {
	told, ok := l.waiting.LoadAndDelete(where)
	if !ok {
		l.stray.Add(1)
		return
	}
	told.(chan time.Time) <- at
}

// patience is how long a question waits for its answer before it counts as lost.
const patience = 10 * time.Second

// ask puts one question, of somebody who has none open, and returns the time from since to the posted reply.
func (l *load) ask(ctx context.Context, to string, since time.Time) (time.Duration, error) {
	told := make(chan time.Time, 1)
	n, who, err := l.somebody(told)
	if err != nil {
		return 0, err
	}
	texts := questions()
	body, err := said(fmt.Sprintf("Ev%09d", n), workspace(who, 1), who, texts[int(n)%len(texts)], time.Now())
	if err != nil {
		return 0, err
	}
	status, err := deliver(ctx, l.client, to, body, 0)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("deliver event: status %d", status)
	}
	if err != nil {
		l.waiting.Delete(channel(who))
		return 0, err
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case at := <-told:
		return at.Sub(since), nil
	case <-timer.C:
		l.waiting.Delete(channel(who))
		return 0, errors.New("no reply in time")
	}
}

// somebody is the next person who has no question open, and the number of their question.
func (l *load) somebody(told chan time.Time) (n int64, who int, err error) {
	for range l.users {
		n = l.asked.Add(1)
		who = int(n % int64(l.users))
		if _, open := l.waiting.LoadOrStore(channel(who), told); !open {
			return n, who, nil
		}
	}
	return 0, 0, errors.New("everybody waits for an answer already")
}

// result is what one stretch of load gave.
type result struct {
	mu     sync.Mutex // guards times and errs
	times  []time.Duration
	errs   []error
	length time.Duration
}

func (r *result) add(took time.Duration, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil {
		r.errs = append(r.errs, err)
		return
	}
	r.times = append(r.times, took)
}

func (r *result) rate() float64 { return float64(len(r.times)) / r.length.Seconds() }

// at is the time in ms that the given part of all answers stayed under. The times are sorted.
func (r *result) at(part float64) float64 {
	if len(r.times) == 0 {
		return 0
	}
	i := min(int(float64(len(r.times))*part), len(r.times)-1)
	return float64(r.times[i].Microseconds()) / 1000
}

// saturate keeps as many questions under way as there are hands.
func (l *load) saturate(ctx context.Context, to string, hands int, length time.Duration) *result {
	var r result
	var working sync.WaitGroup
	start := time.Now()
	for range hands {
		working.Go(func() {
			for time.Since(start) < length && ctx.Err() == nil {
				r.add(l.ask(ctx, to, time.Now()))
			}
		})
	}
	working.Wait()
	r.length = time.Since(start)
	slices.Sort(r.times)
	return &r
}

// standstill is how far the load may fall behind before it is the machine that stood still: what then comes all at once is no steady load.
const standstill = time.Second

// errStandstill spoils a measurement; it can be made again.
var errStandstill = errors.New("the machine stood still for a while")

// steady asks so many questions a second, whether or not the earlier ones are answered. A question's time begins when it was due.
func (l *load) steady(ctx context.Context, to string, rate float64, length time.Duration) (*result, error) {
	var r result
	var working sync.WaitGroup
	start, gap := time.Now(), time.Duration(float64(time.Second)/rate)
	for due := start; due.Sub(start) < length && ctx.Err() == nil; due = due.Add(gap) {
		time.Sleep(time.Until(due))
		if time.Since(due) > standstill {
			working.Wait()
			return nil, errStandstill
		}
		working.Go(func() { r.add(l.ask(ctx, to, due)) })
	}
	working.Wait()
	r.length = time.Since(start)
	slices.Sort(r.times)
	return &r, nil
}
