package main

import (
	"context"
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
	slack, err := newStandIn(nil, l.posted)
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
	same := halfLoad(ctx, l, o, bot, base)
	if err := ctx.Err(); err != nil {
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
			before, err := s.process.cpu()
			if err != nil {
				return err
			}
			r := l.saturate(ctx, s.url, o.hands, o.length)
			after, err := s.process.cpu()
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
func halfLoad(ctx context.Context, l *load, o options, bot, base *side) (same []float64) {
	rate := middle(bot.rate) / 2
	for range o.rounds {
		for _, s := range []*side{bot, base} {
			r := l.steady(ctx, s.url, middle(s.rate)/2, o.length)
			s.count(r)
			s.half = append(s.half, r.at(0.99))
		}
		r := l.steady(ctx, base.url, rate, o.length)
		base.count(r)
		same = append(same, r.at(0.99))
	}
	return same
}

func (s *side) count(r *result) {
	s.answered += len(r.times)
	s.failed += len(r.errs)
	if s.firstErr == nil && len(r.errs) > 0 {
		s.firstErr = r.errs[0]
	}
}
