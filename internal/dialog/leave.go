package dialog

import (
	"context"

	"github.com/baken-bot/baken/internal/chat"
)

// Left forgets somebody who no longer works at the school, as if they had asked for it: the conversation, what they chose, their role, and their place in plans. Done twice
// it does nothing more.
func (d *Dialog) Left(ctx context.Context, who chat.Person) error {
	if d.planning != nil {
		if err := d.forgetPlans(ctx, &exchange{Message: chat.Message{From: who}}); err != nil {
			return err
		}
	}
	if err := d.people.Forget(ctx, who); err != nil {
		return err
	}
	return d.sessions.Drop(ctx, who)
}
