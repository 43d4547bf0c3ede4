package store

import (
	"context"
	"sync"

	"github.com/redis/go-redis/v9"
)

// ferry is a hook that takes short commands of different messages over together: while some are under way, those that come after wait on the bank and cross as one
// pipeline when they are back. A command that finds the ferry at the bank crosses at once and alone, so nothing is slower when little happens; when much happens most of what
// a round trip costs, here and in Redis, is shared. A command waits for one crossing at most, beside its own.
type ferry struct {
	client redis.UniversalClient

	mu   sync.Mutex // guards what follows
	away bool
	bank []*passenger
}

// passenger is a command that waits. Its turn brings true when it is the first on the bank and takes the others over, and false when it was taken over.
type passenger struct {
	cmd  redis.Cmder
	turn chan bool
}

func (f *ferry) DialHook(next redis.DialHook) redis.DialHook { return next }

func (f *ferry) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

func (f *ferry) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if !short(cmd) {
			return next(ctx, cmd)
		}
		p := f.board(cmd)
		if p == nil {
			defer f.land()
			return next(ctx, cmd)
		}
		if <-p.turn {
			f.cross(ctx)
		}
		return cmd.Err()
	}
}

// short reports whether a command takes no time in Redis and may go over any connection. What watches keys or blocks may not.
func short(cmd redis.Cmder) bool {
	switch cmd.Name() {
	case "get", "set", "del":
		return true
	}
	return false
}

// board returns nil when the ferry is at the bank: it then belongs to the caller until it lands.
func (f *ferry) board(cmd redis.Cmder) *passenger {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.away {
		f.away = true
		return nil
	}
	p := &passenger{cmd, make(chan bool, 1)}
	f.bank = append(f.bank, p)
	return p
}

// cross takes over everybody on the bank, the caller first among them. That the caller gives up stops none of them; the time-outs of the connection bound it.
func (f *ferry) cross(ctx context.Context) {
	defer f.land()
	f.mu.Lock()
	all := f.bank
	f.bank = nil
	f.mu.Unlock()
	defer func() {
		for _, p := range all[1:] {
			p.turn <- false
		}
	}()
	pipe := f.client.Pipeline()
	for _, p := range all {
		_ = pipe.Process(ctx, p.cmd) // it only joins the pipeline
	}
	_, _ = pipe.Exec(context.WithoutCancel(ctx)) // each command holds its own error
}

// land gives the ferry to the first on the bank, if there is one.
func (f *ferry) land() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.away = len(f.bank) > 0; f.away {
		f.bank[0].turn <- true
	}
}
