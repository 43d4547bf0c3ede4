package terminal

import (
	"context"
	"fmt"

	"github.com/baken-bot/baken/internal/chat"
)

// Send shows a reply the bot starts itself. Nobody else than the one person is here.
func (t *Terminal) Send(_ context.Context, to chat.Address, r chat.Reply) error {
	if to != t.Person.Address {
		return fmt.Errorf("send to %s: %w", to, chat.ErrGone)
	}
	t.show(r)
	return nil
}
