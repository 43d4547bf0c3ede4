package slack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/baken-bot/baken/internal/chat"
)

// Times around a token that ends (https://docs.slack.dev/authentication/using-token-rotation: twelve hours; Slack's own library renews it when two are left).
const (
	renewAhead = 2 * time.Hour
	// renewFor is how long one replica has the turn to renew: longer than the call can take.
	renewFor = 30 * time.Second
	// renewLook is how often the others look, when they cannot go on without, and renewLooks how many times.
	renewLook  = 250 * time.Millisecond
	renewLooks = 20
)

// installed is the [Tokens] of a bot that many workspaces can install.
type installed struct {
	slack *Slack
	app   *App
	// unsaved is what Slack gave while the store was away: it gives nothing a second time.
	unsaved *shelf[installation]
}

// Token returns the token of a workspace, and renews it in time: one replica does, and the others go on with the one that still works.
func (i installed) Token(ctx context.Context, team string) (string, error) {
	for range renewLooks {
		in, ok, err := i.app.load(ctx, team)
		if err != nil {
			return "", &chat.RetryError{After: time.Second, Err: err} // nothing was sent yet
		}
		if !ok {
			return "", without(team)
		}
		works, fresh := in.state(i.slack.now())
		if fresh {
			return in.Token, nil
		}
		mine, err := i.app.Tickets.Issue(ctx, "renew "+team, renewFor)
		switch {
		case err == nil && mine:
			return i.renew(ctx, team, in, works)
		case works:
			return in.Token, nil
		case err != nil:
			return "", &chat.RetryError{After: time.Second, Err: err}
		}
		if err := sleep(ctx, renewLook); err != nil {
			return "", err
		}
	}
	return "", &chat.RetryError{After: renewFor, Err: errors.New("renew token: somebody else is still at it")}
}

// state tells whether the token works, and whether it need not be renewed yet.
func (in installation) state(now time.Time) (works, fresh bool) {
	works = in.Ends.IsZero() || now.Before(in.Ends)
	return works, works && (in.Refresh == "" || in.Ends.Sub(now) > renewAhead)
}

// without means that a workspace does not have the bot.
func without(team string) error {
	return fmt.Errorf("workspace %s does not have the bot: %w", plainID(team), chat.ErrGone)
}

// renew gets the next token. When it fails the old token serves as long as it works, and the turn is kept until it ends: Slack is asked again then, and not with every call.
func (i installed) renew(ctx context.Context, team string, old installation, works bool) (string, error) {
	// Slack takes the refresh token once, so what it gives for it is kept even when the caller has gone.
	ctx = context.WithoutCancel(ctx)
	in, here, err := i.next(ctx, team)
	if err == nil {
		_, _ = i.app.Tickets.Redeem(ctx, "renew "+team) // lost, it ends by itself
		if !here {
			return "", without(team)
		}
		return in.Token, nil
	}
	err = fmt.Errorf("renew token of workspace %s: %w", plainID(team), err)
	if works {
		i.slack.Report(err)
		return old.Token, nil
	}
	return "", &chat.RetryError{After: time.Minute, Err: err}
}

// next returns what is kept of a workspace from now on, or false when it does not have the bot any more. It reads once more, because somebody may have renewed just before.
func (i installed) next(ctx context.Context, team string) (installation, bool, error) {
	in, ok, err := i.app.load(ctx, team)
	if err != nil || !ok {
		return in, ok, err
	}
	if _, fresh := in.state(i.slack.now()); fresh {
		return in, true, nil
	}
	next, err := i.given(ctx, team, in)
	if err != nil {
		return in, true, err
	}
	kept, err := i.app.save(ctx, team, next)
	if err != nil {
		i.unsaved.put(team, next, i.slack.now())
		return in, true, err
	}
	i.unsaved.drop(team)
	if kept {
		return next, true, nil
	}
	// Somebody installed the bot anew meanwhile, or took it out.
	return i.app.load(ctx, team)
}

// given is what Slack gives for what is kept, now or when the store was away.
func (i installed) given(ctx context.Context, team string, in installation) (installation, error) {
	if next, ok := i.unsaved.get(team, i.slack.now()); ok && bytes.Equal(next.was, in.was) {
		return next, nil
	}
	got, err := i.app.obtain(ctx, i.slack, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {in.Refresh}})
	if err == nil && got.Team.ID != team {
		err = errors.New("the answer is for another workspace")
	}
	if err != nil {
		return in, err
	}
	next := got.installation(in.At, i.slack.now())
	next.was = in.was
	return next, nil
}
