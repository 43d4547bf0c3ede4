package main

import (
	"strings"

	"github.com/baken-bot/baken/internal/chat/slack"
	"github.com/baken-bot/baken/internal/config"
)

// slackSettings are what one workspace needs.
type slackSettings struct {
	token config.Secret
	// secret is for HTTP, app for the socket; one of the two is enough.
	secret, app config.Secret
	api         string // empty for Slack's own
}

// askSlack looks up Slack's settings. Half of them is a problem.
func askSlack(env *config.Env) slackSettings {
	s := slackSettings{token: env.Secret("SLACK_BOT_TOKEN"), secret: env.Secret("SLACK_SIGNING_SECRET"), app: env.Secret("SLACK_APP_TOKEN")}
	if api := env.URL("SLACK_API_URL"); api != nil {
		s.api = strings.TrimRight(api.String(), "/") + "/"
	}
	switch {
	case (s.secret.IsSet() || s.app.IsSet()) && !s.token.IsSet():
		env.Problem("SLACK_BOT_TOKEN", "set it too: it is under OAuth & Permissions of the app, and begins with xoxb-")
	case s.token.IsSet() && !s.secret.IsSet() && !s.app.IsSet():
		env.Problem("SLACK_SIGNING_SECRET", "set it too: it is under Basic Information of the app, and proves that a request is Slack's. Or set SLACK_APP_TOKEN, to need no public address")
	}
	return s
}

// newSlack connects Slack when its settings are there.
func newSlack(w wiring) (*platform, error) {
	set := askSlack(w.env)
	if !set.token.IsSet() {
		return nil, nil //nolint:nilnil // nil is how a maker says that its platform is not configured
	}
	s := slack.New(slack.Config{
		Inbox: w.inbox, Tokens: slack.OneToken{Secret: set.token}, SigningSecret: set.secret, APIURL: set.api, Report: w.report,
	})
	p := &platform{name: slack.Platform, sender: s, patterns: []string{"/slack/"}, handler: s, finish: s.Wait}
	if set.app.IsSet() {
		socket := slack.NewSocket(s, set.app)
		p.run, p.connected = socket.Run, socket.Connected
	}
	return p, nil
}
