package main

import (
	"strings"

	"github.com/baken-bot/baken/internal/chat/slack"
	"github.com/baken-bot/baken/internal/config"
	"github.com/baken-bot/baken/internal/store"
)

// slackSettings are what the bot needs in Slack: the token of one workspace, or what lets many install it.
type slackSettings struct {
	token config.Secret
	// clientID and client are the app's, for many workspaces.
	clientID string
	client   config.Secret
	// secret is for HTTP, app for the socket; one of the two is enough.
	secret, app config.Secret
	api         string // empty for Slack's own
}

// askSlack looks up Slack's settings. Half of them is a problem.
func askSlack(env *config.Env) slackSettings {
	s := slackSettings{
		token: env.Secret("SLACK_BOT_TOKEN"), secret: env.Secret("SLACK_SIGNING_SECRET"), app: env.Secret("SLACK_APP_TOKEN"),
		clientID: env.String("SLACK_CLIENT_ID", ""), client: env.Secret("SLACK_CLIENT_SECRET"),
	}
	if api := env.URL("SLACK_API_URL"); api != nil {
		s.api = strings.TrimRight(api.String(), "/") + "/"
	}
	s.check(env)
	return s
}

// many reports whether many workspaces can install the bot.
func (s slackSettings) many() bool { return s.clientID != "" && s.client.IsSet() }

func (s slackSettings) check(env *config.Env) {
	comes := s.secret.IsSet() || s.app.IsSet()
	switch {
	case (s.clientID != "") != s.client.IsSet():
		env.Problem("SLACK_CLIENT_ID", "set it and SLACK_CLIENT_SECRET, or neither: they are under Basic Information of the app, and let many workspaces install the bot")
	case s.many() && s.token.IsSet():
		env.Problem("SLACK_BOT_TOKEN", "unset it, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET: the token is for one workspace, those are for many")
	case comes && !s.token.IsSet() && !s.many():
		env.Problem("SLACK_BOT_TOKEN", "set it too: it is under OAuth & Permissions of the app, and begins with xoxb-")
	case (s.token.IsSet() || s.many()) && !comes:
		env.Problem("SLACK_SIGNING_SECRET", "set it too: it is under Basic Information of the app, and proves that a request is Slack's. Or set SLACK_APP_TOKEN, to need no public address")
	}
}

// newSlack connects Slack when its settings are there.
func newSlack(w wiring) (*platform, error) {
	set := askSlack(w.env)
	if !set.token.IsSet() && !set.many() {
		return nil, nil //nolint:nilnil // nil is how a maker says that its platform is not configured
	}
	c := slack.Config{
		Inbox: w.inbox, Tokens: slack.OneToken{Secret: set.token}, SigningSecret: set.secret, APIURL: set.api, Report: w.report, Leavers: w.leavers, Now: w.now,
	}
	if set.many() {
		kept := store.Installations{Store: w.store, Platform: slack.Platform}
		c.App = &slack.App{
			ClientID: set.clientID, ClientSecret: set.client, PublicURL: w.core.PublicURL, Kept: kept, All: kept, Tickets: store.Tickets{Store: w.store},
		}
	}
	s := slack.New(c)
	p := &platform{name: slack.Platform, sender: s, stored: set.many(), handler: s, finish: func() { s.Close(); s.Wait() }}
	if set.secret.IsSet() || set.many() {
		p.patterns = []string{"/slack/"}
	}
	if set.app.IsSet() {
		socket := slack.NewSocket(s, set.app)
		p.run, p.connected = socket.Run, socket.Connected
	}
	return p, nil
}
