package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/config"
)

// Installations keeps what a workspace gave the bot when it installed it.
type Installations interface {
	// Load reports false when the school does not have the bot.
	Load(ctx context.Context, school chat.School) ([]byte, bool, error)
	// Save replaces what is kept: with instead, only if that still is what is kept. It reports whether it did.
	Save(ctx context.Context, school chat.School, data, instead []byte) (bool, error)
	// Delete is no error when there is nothing.
	Delete(ctx context.Context, school chat.School) error
}

// Tickets hold once, over all replicas.
type Tickets interface {
	// Issue reports false when a ticket of this name is out already.
	Issue(ctx context.Context, name string, life time.Duration) (bool, error)
	// Redeem reports true to one caller, while the ticket is out.
	Redeem(ctx context.Context, name string) (bool, error)
}

// Installed knows which schools have the bot.
type Installed interface {
	Each(ctx context.Context, do func(chat.School) error) error
}

// App is what a bot needs that many workspaces can install. It then serves /slack/install and /slack/callback, and knows the token of each workspace.
type App struct {
	ClientID     string
	ClientSecret config.Secret
	// PublicURL is where the bot is reached; nil leaves it to the app's settings at Slack where an installer comes back.
	PublicURL *url.URL
	Kept      Installations
	All       Installed
	Tickets   Tickets
}

// installation is what is kept of a workspace.
type installation struct {
	Token string `json:"token"`
	// Refresh gets the next token, once; it is empty where tokens do not end.
	Refresh string    `json:"refresh,omitempty"`
	Ends    time.Time `json:"ends,omitzero"`
	// At is when the bot was installed.
	At time.Time `json:"at"`
	// was is what it takes the place of, as it was read; nil takes the place of anything.
	was []byte
}

func (a *App) load(ctx context.Context, team string) (installation, bool, error) {
	data, ok, err := a.Kept.Load(ctx, school(team))
	if err != nil || !ok {
		return installation{}, false, err
	}
	var in installation
	if err := json.Unmarshal(data, &in); err != nil {
		return in, false, fmt.Errorf("read installation of workspace %s: it has another form", plainID(team))
	}
	in.was = data
	return in, true, nil
}

func (a *App) save(ctx context.Context, team string, in installation) (bool, error) {
	data, err := json.Marshal(in)
	if err != nil {
		return false, fmt.Errorf("write installation: %w", err)
	}
	return a.Kept.Save(ctx, school(team), data, in.was)
}

// access is Slack's answer to a code or a refresh token (https://docs.slack.dev/reference/methods/oauth.v2.access).
type access struct {
	Token     string `json:"access_token"`
	Kind      string `json:"token_type"`
	Refresh   string `json:"refresh_token"`
	ExpiresIn int64  `json:"expires_in"` // seconds
	Team      *named `json:"team"`
	Whole     bool   `json:"is_enterprise_install"`
}

// errWhole means that somebody installed the bot for many workspaces at once, of which it would not know whose school is whose.
var errWhole = errors.New("installed for a whole organisation")

// obtain gets a token from Slack, with a code or a refresh token. It is asked once: either can be used once.
func (a *App) obtain(ctx context.Context, s *Slack, args url.Values) (access, error) {
	args.Set("client_id", a.ClientID)
	args.Set("client_secret", a.ClientSecret.Reveal())
	var got access
	if err := s.once(ctx, call{team: "app", method: "oauth.v2.access", args: args}, &got); err != nil {
		return got, fmt.Errorf("get token: %w", err)
	}
	switch {
	case got.Whole:
		return got, errWhole
	case got.Token == "" || got.Kind != "bot" || got.Team == nil || got.Team.ID == "" || plainID(got.Team.ID) != got.Team.ID:
		return got, errors.New("get token: the answer holds no token of a bot")
	}
	return got, nil
}

// installation is what to keep of it.
func (g access) installation(installed, now time.Time) installation {
	in := installation{Token: g.Token, Refresh: g.Refresh, At: installed}
	if g.Refresh != "" && g.ExpiresIn > 0 {
		in.Ends = now.Add(time.Duration(g.ExpiresIn) * time.Second)
	}
	return in
}
