package chat

import (
	"errors"
	"fmt"
	"time"
)

// ErrGone means that nobody is at an address any more, now or later.
var ErrGone = errors.New("nobody at this address")

// ErrBusy means that the message was not taken; the platform should deliver it again.
var ErrBusy = errors.New("not taken now")

// RetryError means that the platform did not take the message and asked to wait.
type RetryError struct {
	After time.Duration
	Err   error
}

// Error names the wait and the cause.
func (e *RetryError) Error() string { return fmt.Sprintf("retry after %s: %v", e.After, e.Err) }

// Unwrap returns the cause.
func (e *RetryError) Unwrap() error { return e.Err }
