package slack

import (
	"context"

	"github.com/baken-bot/baken/internal/config"
)

// OneToken is the [Tokens] of a bot in a single workspace: every team has the same.
type OneToken struct{ Secret config.Secret }

// Token returns the token.
func (o OneToken) Token(context.Context, string) (string, error) { return o.Secret.Reveal(), nil }
