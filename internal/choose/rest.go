package choose

import (
	"fmt"
	"sync"
	"time"

	"github.com/baken-bot/baken/internal/dialog"
)

// How often a server may fail in a row, and how long it is then left alone: one that hangs must not slow every answer.
const (
	restAfter = 3
	restFor   = 30 * time.Second
)

// rest keeps a server that was slow or away several times in a row from being asked again at once.
type rest struct {
	mu     sync.Mutex // guards what follows
	failed int
	until  time.Time
}

// ask calls f, unless the server rests.
func (r *rest) ask(f func() error) error {
	if err := r.resting(); err != nil {
		return err
	}
	err := f()
	r.note(result(err))
	return err
}

func (r *rest) resting() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if time.Now().Before(r.until) {
		return fmt.Errorf("%w: left alone after %d failures", errAway, restAfter)
	}
	return nil
}

func (r *rest) note(res dialog.Result) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if res == dialog.HeardWell || res == dialog.HeardWrong {
		r.failed = 0
		return
	}
	if r.failed++; r.failed >= restAfter {
		r.failed, r.until = 0, time.Now().Add(restFor)
	}
}
