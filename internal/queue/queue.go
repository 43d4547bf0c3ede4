// Package queue hands firings and deliveries to asynq.
//
// It is the two verbs the scheduler needs, put a firing and put a batch of deliveries; a [Worker] that does them; and the [Letters] that failed for good, for operators. Ids make a second
// enqueue harmless. What waits is sealed: whoever reads Redis sees neither whom it is for nor where it goes. Answers to staff never wait here. A [Line] is the same in
// memory, for a clock that can be moved.
package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"github.com/baken-bot/baken/internal/schedule"
)

// Sealer hides what waits.
type Sealer interface {
	// Seal encrypts; what is sealed for one place cannot be opened in another.
	Seal(data []byte, place string) []byte
	Open(sealed []byte, place string) ([]byte, error)
	// Hide turns names into one nobody can turn back.
	Hide(parts ...string) string
}

// The two queues, and what a task is called in each.
const (
	firings    = "firings"
	deliveries = "deliveries"
)

// How long a task's id is kept after it is done, so that a second enqueue is refused: longer than any grace.
const keepDone = schedule.MaxGrace + 2*time.Hour

// How often a task is tried when it fails by itself; a platform that asks to wait does not count. With the back-off of [Worker] eight times are about twenty minutes.
const maxTries = 8

// How long one try may take. A batch leaves whom it does not get to within a minute; the rest is for a store that hangs.
const (
	firingTimeout = 10 * time.Minute
	batchTimeout  = 5 * time.Minute
)

// Queue fills [schedule.Queue].
type Queue struct {
	client *asynq.Client
	sealer Sealer
	now    func() time.Time
}

// New returns a queue over a connection that somebody else closes. By now it tells how far off a moment is: what waits then waits by the library's own clock, the real one.
func New(connection redis.UniversalClient, sealer Sealer, now func() time.Time) *Queue {
	return &Queue{client: asynq.NewClientFromRedisClient(connection), sealer: sealer, now: now}
}

// PutFiring puts a firing to be done now.
func (q *Queue) PutFiring(ctx context.Context, f schedule.Firing) error {
	return q.put(ctx, firings, f.ID(), f, asynq.Timeout(firingTimeout))
}

// PutBatch puts a batch to be done at its moment. Its id is who is in it: another batch of the same firing is never taken for this one.
func (q *Queue) PutBatch(ctx context.Context, b schedule.Batch) error {
	parts := []string{"people", string(b.School)}
	for _, to := range b.To {
		parts = append(parts, to.String())
	}
	id := fmt.Sprintf("%s:%s:%d", b.ID(), q.sealer.Hide(parts...), b.Turn)
	return q.put(ctx, deliveries, id, b, asynq.Timeout(batchTimeout), asynq.ProcessIn(b.When().Sub(q.now())))
}

func (q *Queue) put(ctx context.Context, in, id string, what any, more ...asynq.Option) error {
	data, err := json.Marshal(what)
	if err != nil {
		return fmt.Errorf("encode task: %w", err)
	}
	task := asynq.NewTask(in, q.sealer.Seal(data, id))
	options := append(more, asynq.TaskID(id), asynq.Queue(in), asynq.MaxRetry(maxTries), asynq.Retention(keepDone))
	if _, err := q.client.EnqueueContext(ctx, task, options...); err != nil && !errors.Is(err, asynq.ErrTaskIDConflict) {
		return fmt.Errorf("enqueue task: %w", err)
	}
	return nil
}
