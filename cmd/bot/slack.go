package main

import (
	"strings"

	"github.com/baken-bot/baken/internal/chat/slack"
)

// newSlack connects one workspace over HTTP. Half of its settings is a problem.
func newSlack(w wiring) (*platform, error) {
	token, secret := w.env.Secret("SLACK_BOT_TOKEN"), w.env.Secret("SLACK_SIGNING_SECRET")
	api := w.env.URL("SLACK_API_URL")
	switch {
	case !token.IsSet() && !secret.IsSet():
		return nil, nil //nolint:nilnil // nil is how a maker says that its platform is not configured
	case !token.IsSet():
		w.env.Problem("SLACK_BOT_TOKEN", "set it too: it is under OAuth & Permissions of the app, and begins with xoxb-")
	case !secret.IsSet():
		w.env.Problem("SLACK_SIGNING_SECRET", "set it too: it is under Basic Information of the app, and proves that a request is Slack's")
	}
	c := slack.Config{Inbox: w.inbox, Tokens: slack.OneToken{Secret: token}, SigningSecret: secret, BotName: w.core.BotName, Report: w.report}
	if api != nil {
		c.APIURL = strings.TrimRight(api.String(), "/") + "/"
	}
	s := slack.New(c)
	return &platform{name: slack.Platform, sender: s, patterns: []string{"/slack/"}, handler: s, finish: s.Wait}, nil
}
