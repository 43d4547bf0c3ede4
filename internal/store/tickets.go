package store

import (
	"context"
	"fmt"
	"time"
)

// Tickets are things that hold once and not for long: the proof that somebody began to install the bot here, or the turn of one replica to do something.
type Tickets struct{ *Store }

func (t Tickets) ticketKey(name string) string { return TicketPrefix + t.hidden("ticket", name) }

// Issue gives out a ticket. It reports false when one of this name is out already.
func (t Tickets) Issue(ctx context.Context, name string, life time.Duration) (bool, error) {
	first, err := t.client.SetNX(ctx, t.ticketKey(name), "out", life).Result()
	if err != nil {
		return false, fmt.Errorf("issue ticket: %w", err)
	}
	return first, nil
}

// Redeem takes a ticket in. It reports true to one caller, and false when it is not out any more.
func (t Tickets) Redeem(ctx context.Context, name string) (bool, error) {
	n, err := t.client.Del(ctx, t.ticketKey(name)).Result()
	if err != nil {
		return false, fmt.Errorf("redeem ticket: %w", err)
	}
	return n == 1, nil
}
