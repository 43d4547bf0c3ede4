package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/baken-bot/baken/internal/chat"
)

// Leavers forgets who and what is no longer there. What is forgotten already is no error.
type Leavers interface {
	// Left forgets somebody who no longer works at the school.
	Left(ctx context.Context, who chat.Person) error
	// Closed forgets everything of a school that took the bot out.
	Closed(ctx context.Context, school chat.School) error
}

// againAfter is how long Slack should wait before it tells once more what could not be acted on. It waits as it likes: at once, a minute, five.
const againAfter = time.Minute

// coming is what an event says about somebody who came, changed or left (https://docs.slack.dev/reference/events/user_change), or about the bot's own leave.
type coming struct {
	EventTime int64 `json:"event_time"`
	Event     struct {
		User   member `json:"user"`
		Tokens struct {
			Bot []string `json:"bot"`
		} `json:"tokens"`
	} `json:"event"`
}

// turnover acts on events about who is in a workspace. It returns a [chat.RetryError] when something could not be forgotten, so that Slack tells it again.
func (s *Slack) turnover(ctx context.Context, e envelope, payload []byte) error {
	kind := e.Event.Type
	var c coming
	if json.Unmarshal(payload, &c) != nil {
		return fmt.Errorf("read %s: its JSON has another form", kind)
	}
	switch kind {
	case "team_join", "user_change":
		return s.moved(ctx, e.team(), c.Event.User)
	case "tokens_revoked":
		if len(c.Event.Tokens.Bot) == 0 {
			return nil // the token of a person, of which the bot has none
		}
	}
	at := s.now()
	if c.EventTime > 0 {
		at = time.Unix(c.EventTime, 0)
	}
	return s.takenOut(ctx, e, at)
}

// moved notes that somebody came or changed: nothing is sent, and whoever asks next for the school's staff gets the new list. Somebody whose account was
// switched off is forgotten.
func (s *Slack) moved(ctx context.Context, team string, u member) error {
	if u.ID == "" {
		return nil
	}
	s.rolls.drop(team)
	s.people.drop(team + "/" + u.ID)
	if !u.Deleted || s.Leavers == nil {
		return nil
	}
	s.rooms.drop(team + "/" + u.ID)
	s.met.drop(team + "/" + u.ID)
	if err := s.Leavers.Left(ctx, chat.Person{School: school(team), Address: address(team, u.ID)}); err != nil {
		return &chat.RetryError{After: againAfter, Err: fmt.Errorf("forget who left: %w", err)}
	}
	return nil
}

// takenOut acts on a workspace that took the bot out. Slack says so with two events in either order: with either the token is gone, and with app_uninstalled
// everything of the school.
func (s *Slack) takenOut(ctx context.Context, e envelope, at time.Time) error {
	team := e.team()
	if s.App != nil {
		if e.Event.Type == "tokens_revoked" {
			at = time.Time{} // of some token: only Slack knows whether it is the one that is kept
		}
		again, err := s.App.installedSince(ctx, s, team, at)
		if err != nil || again {
			return err
		}
		if err := s.App.Kept.Delete(ctx, school(team)); err != nil {
			return &chat.RetryError{After: againAfter, Err: fmt.Errorf("forget token: %w", err)}
		}
	}
	s.forget(team)
	if e.Event.Type == "tokens_revoked" {
		if s.App == nil {
			return fmt.Errorf("workspace %s took back the bot's token; install the bot there again, or stop it", plainID(team))
		}
		return nil
	}
	if s.Leavers == nil {
		return nil
	}
	if err := s.Leavers.Closed(ctx, school(team)); err != nil {
		return &chat.RetryError{After: againAfter, Err: fmt.Errorf("forget school: %w", err)}
	}
	return nil
}

// installedSince reports whether the bot was installed anew after something happened, and works: Slack can tell of a leave some minutes late.
func (a *App) installedSince(ctx context.Context, s *Slack, team string, at time.Time) (bool, error) {
	kept, ok, err := a.load(ctx, team)
	if err != nil {
		return false, &chat.RetryError{After: againAfter, Err: err}
	}
	if !ok || !kept.At.After(at) {
		return false, nil
	}
	err = s.do(ctx, call{team: team, method: "auth.test", read: true}, nil)
	var off offError
	switch {
	case err == nil:
		return true, nil
	case errors.As(err, &off), errors.Is(err, chat.ErrGone):
		return false, nil
	}
	return false, &chat.RetryError{After: againAfter, Err: err}
}

// absent reports a workspace that does not have the bot. What still comes from one that took it out is not taken in: nothing may be kept of it again.
func (s *Slack) absent(ctx context.Context, team string) bool {
	if s.App == nil {
		return false
	}
	_, here, err := s.App.load(ctx, team)
	return err == nil && !here
}

// forget drops what is remembered of a workspace.
func (s *Slack) forget(team string) {
	begins := team + "/"
	s.people.dropAll(begins)
	s.rooms.dropAll(begins)
	s.met.dropAll(begins)
	s.rolls.drop(team)
	s.bots.drop(team)
	s.off.drop(team)
}
