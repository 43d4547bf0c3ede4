package chat

import (
	"context"
	"errors"
	"time"
)

// Switchboard sends to the adapter an address belongs to. It is filled before use and not changed after.
type Switchboard map[Platform]Sender

// unplugged is how long to wait for a platform that is not connected: it may be again after the next start.
const unplugged = 10 * time.Minute

// Send passes the reply on. For a platform that is not connected it returns a [RetryError], and not [ErrGone]: surely nothing was sent, and the platform may be connected
// again.
func (s Switchboard) Send(ctx context.Context, to Address, r Reply) error {
	sender, ok := s[to.Platform]
	if !ok {
		return &RetryError{After: unplugged, Err: errors.New("find sender: platform " + string(to.Platform) + " is not connected")}
	}
	return sender.Send(ctx, to, r)
}
