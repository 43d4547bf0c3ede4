package chat

import (
	"context"
	"fmt"
	"slices"
	"sync"
)

// lanes lets one person's messages through one by one, in the order they came, and different people's side by side.
type lanes struct {
	limit int

	mu     sync.Mutex // guards what follows
	inHand int
	// queues holds, for each person with a message in hand, the turns of those who wait behind it.
	queues map[Address][]chan struct{}
}

// enter waits for the person's earlier messages. The returned function must be called once.
func (l *lanes) enter(ctx context.Context, who Address) (leave func(), err error) {
	turn, err := l.line(who)
	if err != nil {
		return nil, err
	}
	leave = func() { l.leave(who) }
	if turn == nil {
		return leave, nil
	}
	select {
	case <-turn:
		return leave, nil
	case <-ctx.Done():
		if !l.giveUp(who, turn) {
			// The turn came at the same moment: pass it on.
			l.leave(who)
		}
		return nil, fmt.Errorf("wait for earlier message: %w", ctx.Err())
	}
}

// line takes a place; a nil turn means that nobody is ahead.
func (l *lanes) line(who Address) (turn chan struct{}, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.inHand >= l.limit {
		return nil, ErrBusy
	}
	l.inHand++
	waiting, busy := l.queues[who]
	if !busy {
		l.queues[who] = nil
		return nil, nil
	}
	turn = make(chan struct{})
	l.queues[who] = append(waiting, turn)
	return turn, nil
}

func (l *lanes) leave(who Address) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.inHand--
	waiting := l.queues[who]
	if len(waiting) == 0 {
		delete(l.queues, who)
		return
	}
	close(waiting[0])
	l.queues[who] = waiting[1:]
}

// giveUp leaves the line and reports whether the turn had not come yet.
func (l *lanes) giveUp(who Address, turn chan struct{}) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	i := slices.Index(l.queues[who], turn)
	if i < 0 {
		return false
	}
	l.inHand--
	l.queues[who] = slices.Delete(l.queues[who], i, i+1)
	return true
}
