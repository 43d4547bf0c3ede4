package store

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

// errAway means that Redis did not answer a moment ago and was not asked again.
var errAway = errors.New("redis is away")

// restFor is how long the store answers errAway at once after Redis failed, so that a message does not wait for a time-out again and again. After it
// one command tries anew: the bot recovers by itself.
const restFor = time.Second

// breaker is a hook around every command.
type breaker struct {
	until atomic.Int64 // Unix nanoseconds
}

func (b *breaker) DialHook(next redis.DialHook) redis.DialHook { return next }

func (b *breaker) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if b.resting() {
			cmd.SetErr(errAway)
			return errAway
		}
		err := next(ctx, cmd)
		b.note(ctx, err)
		return err
	}
}

func (b *breaker) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		if b.resting() {
			for _, c := range cmds {
				c.SetErr(errAway)
			}
			return errAway
		}
		err := next(ctx, cmds)
		b.note(ctx, err)
		return err
	}
}

func (b *breaker) resting() bool { return time.Now().UnixNano() < b.until.Load() }

// note starts a rest after an error of the network. An answer of Redis, even a refusal, means that it is there; a caller that gave up says nothing
// about it.
func (b *breaker) note(ctx context.Context, err error) {
	var network net.Error
	var op *net.OpError
	if err == nil || errors.Is(ctx.Err(), context.Canceled) {
		return
	}
	if errors.As(err, &network) || errors.As(err, &op) || errors.Is(err, context.DeadlineExceeded) {
		b.until.Store(time.Now().Add(restFor).UnixNano())
	}
}
