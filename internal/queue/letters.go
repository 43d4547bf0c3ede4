package queue

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
)

// ErrNoLetter means that nothing of that id failed for good.
var ErrNoLetter = errors.New("no such letter")

// Letter is a firing or a delivery that failed for good and waits for an operator. It names nobody.
type Letter struct {
	ID     string
	Failed time.Time
	Tries  int
	Why    string
}

// Letters lists, retries and drops what failed for good.
type Letters struct{ inspector *asynq.Inspector }

// NewLetters looks over a connection that somebody else closes.
func NewLetters(connection redis.UniversalClient) Letters {
	return Letters{asynq.NewInspectorFromRedisClient(connection)}
}

// pageSize is how many letters are read at once.
const pageSize = 200

// List returns every letter, those of firings first.
func (l Letters) List() ([]Letter, error) {
	var out []Letter
	for _, in := range []string{firings, deliveries} {
		for page := 1; ; page++ {
			tasks, err := l.inspector.ListArchivedTasks(in, asynq.PageSize(pageSize), asynq.Page(page))
			if errors.Is(err, asynq.ErrQueueNotFound) {
				break
			}
			if err != nil {
				return nil, fmt.Errorf("list letters: %w", err)
			}
			for _, t := range tasks {
				out = append(out, Letter{ID: in + "/" + t.ID, Failed: t.LastFailedAt, Tries: t.Retried + 1, Why: t.LastErr})
			}
			if len(tasks) < pageSize {
				break
			}
		}
	}
	return out, nil
}

// Retry puts a letter back to be done now. Its rules are asked again: one that is too late by now is recorded as missed.
func (l Letters) Retry(id string) error { return l.act("retry", id, l.inspector.RunTask) }

// Drop forgets a letter.
func (l Letters) Drop(id string) error { return l.act("drop", id, l.inspector.DeleteTask) }

func (l Letters) act(what, id string, do func(queue, id string) error) error {
	in, task, ok := strings.Cut(id, "/")
	if !ok || in != firings && in != deliveries {
		return fmt.Errorf("%s letter %q: %w; see bot queue list", what, id, ErrNoLetter)
	}
	// Only what failed for good: what waits or is in hand is not the operator's to touch.
	all, err := l.List()
	if err != nil {
		return err
	}
	for _, letter := range all {
		if letter.ID != id {
			continue
		}
		if err := do(in, task); err != nil {
			return fmt.Errorf("%s letter %q: %w", what, id, err)
		}
		return nil
	}
	return fmt.Errorf("%s letter %q: %w; see bot queue list", what, id, ErrNoLetter)
}
