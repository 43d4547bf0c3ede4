package chat

import (
	"context"
	"fmt"
)

// Switchboard sends to the adapter an address belongs to. It is filled before use and not changed after.
type Switchboard map[Platform]Sender

// Send passes the reply on. An address of a platform that is not connected is an error, and not [ErrGone]: the platform may
// be connected again tomorrow.
func (s Switchboard) Send(ctx context.Context, to Address, r Reply) error {
	sender, ok := s[to.Platform]
	if !ok {
		return fmt.Errorf("send to %s: platform not connected", to.Platform)
	}
	return sender.Send(ctx, to, r)
}
