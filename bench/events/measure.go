package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// side is one of the two that are compared.
type side struct {
	name string
	process
	rate, p50, p99, half, cpu []float64
	answered, failed          int
	firstErr                  error
}

// warmUp is how long each side is loaded before anything is measured.
const warmUp = 4 * time.Second

func measure(ctx context.Context, o options) error {
	l := newLoad(o.users)
	slack, err := newStandIn(1, nil, l.posted)
	if err != nil {
		return err
	}
	defer slack.close()
	h, err := newHouse(ctx, slack.url, o.bot)
	if err != nil {
		return err
	}
	defer h.close()
	bot, base := &side{name: "bot"}, &side{name: "baseline"}
	if bot.process, err = h.startBot(ctx); err != nil {
		return fmt.Errorf("%w: %v", err, h.complaints(h.bot))
	}
	if base.process, err = h.startBaseline(ctx); err != nil {
		return err
	}
	for _, s := range []*side{bot, base} {
		l.saturate(ctx, s.url, o.hands, warmUp)
	}
	if err := saturation(ctx, l, o, bot, base); err != nil {
		return err
	}
	same, err := halfLoad(ctx, l, o, bot, base)
	if err = errors.Join(err, ctx.Err()); err != nil {
		return err
	}
	if err := printTable(bot, base, same); err != nil {
		return err
	}
	for _, c := range h.complaints(h.bot) {
		fmt.Println("the bot logged:", c)
	}
	return nil
}

// saturation measures both in turn, as fast as they can.
func saturation(ctx context.Context, l *load, o options, sides ...*side) error {
	for range o.rounds {
		for _, s := range sides {
			before, err := s.cpuTime()
			if err != nil {
				return err
			}
			r := l.saturate(ctx, s.url, o.hands, o.length)
			after, err := s.cpuTime()
			if err != nil {
				return err
			}
			s.count(r)
			s.rate, s.p50, s.p99 = append(s.rate, r.rate()), append(s.p50, r.at(0.5)), append(s.p99, r.at(0.99))
			s.cpu = append(s.cpu, float64((after-before).Microseconds())/float64(max(len(r.times), 1)))
		}
	}
	return nil
}

// halfLoad measures each at half of what it can do, and the baseline at half of what the bot can do as well.
func halfLoad(ctx context.Context, l *load, o options, bot, base *side) (same []float64, err error) {
	rate := middle(bot.rate) / 2
	for range o.rounds {
		for _, s := range []*side{bot, base} {
			p99, err := s.half99(ctx, l, middle(s.rate)/2, o.length)
			if err != nil {
				return nil, err
			}
			s.half = append(s.half, p99)
		}
		p99, err := base.half99(ctx, l, rate, o.length)
		if err != nil {
			return nil, err
		}
		same = append(same, p99)
	}
	return same, nil
}

// half99 measures once at a steady rate, and again, twice at most, when the machine stood still.
func (s *side) half99(ctx context.Context, l *load, rate float64, length time.Duration) (float64, error) {
	var err error
	for range 3 {
		var r *result
		if r, err = l.steady(ctx, s.url, rate, length); err == nil {
			s.count(r)
			return r.at(0.99), nil
		}
		fmt.Println("a round is made again:", err)
	}
	return 0, fmt.Errorf("measure %s: %w", s.name, err)
}

func (s *side) count(r *result) {
	s.answered += len(r.times)
	s.failed += len(r.errs)
	if s.firstErr == nil && len(r.errs) > 0 {
		s.firstErr = r.errs[0]
	}
}
