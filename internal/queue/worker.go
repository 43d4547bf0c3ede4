package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
)

// Work is what is done with what waited. An error means: try again, after a [chat.RetryError]'s time or else after a growing while.
type Work struct {
	Fire    func(context.Context, schedule.Firing) error
	Deliver func(context.Context, schedule.Batch) error
}

// Worker does what waits, beside any number of other replicas.
type Worker struct{ WorkerConfig }

// WorkerConfig holds the parts of a [Worker]; all are required but the limits.
type WorkerConfig struct {
	Connection redis.UniversalClient
	Sealer     Sealer
	Work       Work
	// Report tells the operator what went wrong.
	Report func(error)
	// Hands is how many tasks are done at once; 0 means 16.
	Hands int
	// Look is how often an empty queue is looked at, and Delayed how often what becomes due; 0 means once a second and once in five seconds.
	Look, Delayed time.Duration
}

const defaultHands = 16

// stopTimeout is how long tasks in hand may take at the end; after it they are put back.
const stopTimeout = 8 * time.Second

// Run works until ctx ends, and then waits for what is in hand.
func (w *Worker) Run(ctx context.Context) error {
	hands := w.Hands
	if hands == 0 {
		hands = defaultHands
	}
	server := asynq.NewServerFromRedisClient(patient{w.Connection}, asynq.Config{
		Concurrency: hands, Queues: map[string]int{firings: 2, deliveries: 1},
		TaskCheckInterval: w.Look, DelayedTaskCheckInterval: w.Delayed,
		RetryDelayFunc: retryDelay, IsFailure: counts, ErrorHandler: asynq.ErrorHandlerFunc(w.failed),
		Logger: quiet{}, LogLevel: asynq.FatalLevel, ShutdownTimeout: stopTimeout,
	})
	if err := server.Start(asynq.HandlerFunc(w.do)); err != nil {
		return fmt.Errorf("start worker: %w", err)
	}
	<-ctx.Done()
	server.Shutdown()
	return nil
}

// do opens a task and does it. A task that cannot be opened is not tried again: it was put under another SECRET_KEY.
func (w *Worker) do(ctx context.Context, task *asynq.Task) error {
	id, _ := asynq.GetTaskID(ctx)
	data, err := w.Sealer.Open(task.Payload(), id)
	if err != nil {
		return fmt.Errorf("open task: %w: %w", err, asynq.SkipRetry)
	}
	switch task.Type() {
	case firings:
		var f schedule.Firing
		if err := json.Unmarshal(data, &f); err != nil {
			return fmt.Errorf("decode firing: %w: %w", err, asynq.SkipRetry)
		}
		return w.Work.Fire(ctx, f)
	case deliveries:
		var b schedule.Batch
		if err := json.Unmarshal(data, &b); err != nil {
			return fmt.Errorf("decode batch: %w: %w", err, asynq.SkipRetry)
		}
		return w.Work.Deliver(ctx, b)
	}
	return fmt.Errorf("do task: unknown kind %q: %w", task.Type(), asynq.SkipRetry)
}

// failed tells the operator of a failure that counts, with the task it befell.
func (w *Worker) failed(ctx context.Context, task *asynq.Task, err error) {
	if counts(err) {
		id, _ := asynq.GetTaskID(ctx)
		w.Report(fmt.Errorf("do %s of %s: %w", task.Type(), id, err))
	}
}

// counts reports whether an error uses up one of a task's tries: a platform that asks to wait does not.
func counts(err error) bool {
	var retry *chat.RetryError
	return err != nil && !errors.As(err, &retry)
}

// The back-off of a task that fails by itself.
const (
	firstDelay = 5 * time.Second
	maxDelay   = 10 * time.Minute
)

// retryDelay is what the platform asked for, or else doubles with every try. Both are spread by half, so that a team's deliveries do not come back all at once.
func retryDelay(n int, err error, _ *asynq.Task) time.Duration {
	var retry *chat.RetryError
	if errors.As(err, &retry) {
		return retry.After + rand.N(retry.After/10+time.Millisecond)
	}
	delay := min(maxDelay, firstDelay<<min(n, 10))
	return delay/2 + rand.N(delay)
}

// patience is how long the worker waits after Redis did not answer.
const patience = time.Second

// patient is a connection that waits before it tells of a failure of the network: the library asks again at once, which would keep a processor busy for as long as Redis is
// away.
type patient struct{ redis.UniversalClient }

// EvalSha is the command of every look.
func (p patient) EvalSha(ctx context.Context, sha string, keys []string, args ...any) *redis.Cmd {
	cmd := p.UniversalClient.EvalSha(ctx, sha, keys, args...)
	var answer redis.Error
	if err := cmd.Err(); err != nil && !errors.As(err, &answer) {
		timer := time.NewTimer(patience)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
	}
	return cmd
}

// quiet drops what the library would print by itself; failures reach Report.
type quiet struct{}

func (quiet) Debug(...any) {}
func (quiet) Info(...any)  {}
func (quiet) Warn(...any)  {}
func (quiet) Error(...any) {}
func (quiet) Fatal(...any) {}
