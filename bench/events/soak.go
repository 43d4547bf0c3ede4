package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// soaking is a run in which much goes wrong.
type soaking struct {
	to         string
	client     *http.Client
	desks      map[string]*desk
	workspaces int
	serial     atomic.Int64
	late       sync.WaitGroup // deliveries that are still to be repeated

	mu    sync.Mutex // guards count
	count tally
}

// soakers is how many people ask at once: a large school.
const soakers = 200

func soak(ctx context.Context, o options) error {
	s := &soaking{client: newClient(256, ackWithin), desks: map[string]*desk{}, workspaces: max(o.workspaces, 1), count: tally{}}
	for i := range soakers {
		s.desks[channel(i)] = &desk{who: i, heard: make(chan struct{}, 16)}
	}
	t := newTrouble(o, s.met)
	slack, err := newStandIn(s.workspaces, t, s.posted)
	if err != nil {
		return err
	}
	defer slack.close()
	h, err := newHouse(ctx, slack.url, o.bot)
	if err != nil {
		return err
	}
	defer h.close()
	bot, err := h.startBot(ctx)
	if err != nil {
		return fmt.Errorf("%w: %v", err, h.complaints(h.bot))
	}
	s.to = bot.url
	memory, err := s.run(ctx, bot, o)
	if err != nil {
		return err
	}
	s.print(t, slack.meter, memory, h.complaints(h.bot))
	return s.verdict()
}

// looks is how often memory is looked at: the first look comes after one part in so many, when everybody has been met.
const looks = 10

// run lets everybody ask until the time is over, and returns the memory at each look, in MB.
func (s *soaking) run(ctx context.Context, bot process, o options) (memory []float64, err error) {
	end, stop := context.WithTimeout(ctx, o.soak)
	defer stop()
	var asking sync.WaitGroup
	for _, d := range s.desks {
		asking.Go(func() { s.sit(end, d, rand.New(rand.NewPCG(o.seed, uint64(d.who)))) })
	}
	for range looks {
		select {
		case <-time.After(o.soak / looks):
		case <-ctx.Done():
		}
		mb, failed := bot.resident()
		memory, err = append(memory, mb), errors.Join(err, failed)
	}
	asking.Wait()
	s.late.Wait()
	// A second answer to what was asked last may still come.
	time.Sleep(lateMost)
	for _, d := range s.desks {
		s.add(d.close())
	}
	return memory, errors.Join(err, ctx.Err())
}

func (s *soaking) posted(where string, _ time.Time) {
	if d, ok := s.desks[where]; ok {
		d.post()
	}
}

func (s *soaking) met(where string, f fault) {
	if d, ok := s.desks[where]; ok {
		d.doubt(f.doubtful())
	}
}

func (s *soaking) add(c tally) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, n := range c {
		s.count[name] += n
	}
}

// lateMost is how long after an event its repeat may come.
const lateMost = 8 * time.Second

// sit lets one person ask, think, and ask again.
func (s *soaking) sit(ctx context.Context, d *desk, dice *rand.Rand) {
	for ctx.Err() == nil {
		select {
		case <-time.After(time.Second + time.Duration(dice.IntN(4000))*time.Millisecond):
		case <-ctx.Done():
			return
		}
		// The end of the run is no reason to leave a question without its answer.
		s.turn(context.WithoutCancel(ctx), d, dice)
	}
}

// turn is one question, or two that Slack brings in the wrong order, and all that goes wrong on their way in.
func (s *soaking) turn(ctx context.Context, d *desk, dice *rand.Rand) {
	asked := 1
	if dice.IntN(10) == 0 {
		asked = 2
	}
	s.add(d.open(asked))
	texts, now := questions(), time.Now()
	var sending sync.WaitGroup
	for i := range asked {
		at := now.Add(-time.Duration(i) * time.Second)
		v := delivery{id: fmt.Sprintf("Ev%09d", s.serial.Add(1)), who: d.who, text: texts[dice.IntN(len(texts))], at: at}
		sending.Go(func() { s.deliver(ctx, v) })
		switch dice.IntN(10) {
		case 0: // the same event twice at once
			s.add(tally{repeats: 1})
			sending.Go(func() { s.deliver(ctx, v) })
		case 1: // and once more when it has long been answered
			s.add(tally{repeats: 1})
			wait := time.Duration(dice.Int64N(int64(lateMost)))
			s.late.Go(func() { time.Sleep(wait); s.deliver(ctx, v) })
		case 2:
			s.add(tally{strangers: 1})
			sending.Go(func() { s.deliver(ctx, delivery{id: v.id + "X", who: -1}) })
		}
	}
	sending.Wait()
	d.wait(asked, settle)
}
