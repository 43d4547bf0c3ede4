package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/baken-bot/baken/internal/pulse"
)

// options of the question that are tapped in turn.
const choices = 4

// through counts the votes through the dialog, and returns how many a second.
func (h *house) through(ctx context.Context, round string, o options) (rate, error) {
	if _, err := h.open(ctx, round, o.votes); err != nil {
		return rate{}, err
	}
	card, err := h.card(ctx, round)
	if err != nil {
		return rate{}, err
	}
	got, err := h.each(ctx, o, func(i int) error {
		r, err := h.press(ctx, i, card.Buttons[i%choices].Do)
		if err == nil && (r.Text != "" || len(r.Cards) != 1) {
			err = fmt.Errorf("tap: the reply reads %q", r.Text)
		}
		return err
	})
	return got, errors.Join(err, h.counted(ctx, o.votes))
}

// bare sends the script of a vote and nothing else, with tokens that were made before.
func (h *house) bare(ctx context.Context, round string, o options) (rate, error) {
	// One person more, whose vote shows which command it is.
	ref, err := h.open(ctx, round, o.votes+1)
	if err != nil {
		return rate{}, err
	}
	key, err := h.pulse.Ledger.Key(ctx, ref)
	if err != nil {
		return rate{}, err
	}
	card, err := h.card(ctx, round)
	if err != nil {
		return rate{}, err
	}
	h.tape.on.Store(true)
	_, err = h.press(ctx, o.votes, card.Buttons[0].Do)
	h.tape.on.Store(false)
	if err != nil {
		return rate{}, err
	}
	sha, keys, err := h.tape.vote()
	if err != nil {
		return rate{}, err
	}
	tokens := make([]string, o.votes)
	for i := range tokens {
		tokens[i] = string(key.Token(pulse.Person(someone(i).String()), 0))
	}
	client := h.store.Connection()
	got, err := h.each(ctx, o, func(i int) error {
		if n, err := client.EvalSha(ctx, sha, keys, tokens[i], 0, i%choices).Int(); err != nil || n != 0 {
			return fmt.Errorf("vote: answer %d, %w", n, err)
		}
		return nil
	})
	return got, errors.Join(err, h.counted(ctx, o.votes+1))
}

// counted closes no round: it looks at the counters, and takes them away so that the next look finds only the next round's.
func (h *house) counted(ctx context.Context, want int) error {
	client := h.store.Connection()
	for _, kind := range []string{"counts", "ledger", "round", "invited"} {
		keys, err := client.Keys(ctx, "*:"+kind+":*").Result()
		if err != nil || len(keys) != 1 {
			return fmt.Errorf("find %s: %d keys, %w", kind, len(keys), err)
		}
		if kind == "counts" {
			if n, err := client.HGet(ctx, keys[0], "0").Int(); err != nil || n != want {
				return fmt.Errorf("count votes: %d, want %d, %w", n, want, err)
			}
		}
		if err := client.Del(ctx, keys[0]).Err(); err != nil {
			return fmt.Errorf("take %s away: %w", kind, err)
		}
	}
	return nil
}

// each lets everybody vote once, so many at a time.
func (h *house) each(ctx context.Context, o options, vote func(i int) error) (rate, error) {
	own, server, err := spent(ctx, h.store.Connection())
	if err != nil {
		return rate{}, err
	}
	var next atomic.Int64
	errs := make([]error, o.hands)
	var hands sync.WaitGroup
	start := time.Now()
	for hand := range o.hands {
		hands.Go(func() {
			for errs[hand] == nil {
				i := int(next.Add(1) - 1)
				if i >= o.votes {
					return
				}
				errs[hand] = vote(i)
			}
		})
	}
	hands.Wait()
	out := rate{perSecond: float64(o.votes) / time.Since(start).Seconds()}
	ownAfter, serverAfter, err := spent(ctx, h.store.Connection())
	n := time.Duration(o.votes)
	out.own, out.redis = (ownAfter-own)/n, (serverAfter-server)/n
	return out, errors.Join(append(errs, err)...)
}

// tape notes, while it is on, the last script of a vote that was sent, so that the bare way sends the very one that the bot sends.
type tape struct {
	on   atomic.Bool
	mu   sync.Mutex // guards last
	last []any
}

// vote is the script of the last vote and its keys.
func (t *tape) vote() (sha string, keys []string, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.last) < 3 {
		return "", nil, errors.New("find script: none was sent")
	}
	n, err := strconv.Atoi(fmt.Sprint(t.last[2]))
	if err != nil || len(t.last) < 3+n {
		return "", nil, fmt.Errorf("read script: %v", t.last[:3])
	}
	for _, k := range t.last[3 : 3+n] {
		keys = append(keys, fmt.Sprint(k))
	}
	return fmt.Sprint(t.last[1]), keys, nil
}

// DialHook changes nothing.
func (t *tape) DialHook(next redis.DialHook) redis.DialHook { return next }

// ProcessPipelineHook changes nothing.
func (t *tape) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

// ProcessHook notes the command.
func (t *tape) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if args := cmd.Args(); t.on.Load() && cmd.Name() == "evalsha" && strings.Contains(fmt.Sprint(args[3:]...), ":ledger:") {
			t.mu.Lock()
			t.last = args
			t.mu.Unlock()
		}
		return next(ctx, cmd)
	}
}
