package slack

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/baken-bot/baken/internal/chat"
)

// Examine asks Slack about the bot in every workspace that has it, and returns in plain sentences what is wrong; nothing when all is well.
func (s *Slack) Examine(ctx context.Context) []string {
	if s.App == nil {
		return s.examine(ctx, "")
	}
	var out []string
	err := s.App.All.Each(ctx, func(school chat.School) error {
		out = append(out, s.examine(ctx, strings.TrimPrefix(string(school), schoolPrefix))...)
		return nil
	})
	if err != nil {
		out = append(out, fmt.Sprintf("Which workspaces have the bot cannot be read: %v.", err))
	}
	return out
}

func (s *Slack) examine(ctx context.Context, team string) []string {
	missing, err := s.Missing(ctx, team)
	where := "Slack"
	if team != "" {
		where += " in workspace " + plainID(team)
	}
	switch {
	case err != nil:
		return []string{fmt.Sprintf("%s does not let the bot in: %v. Install the bot there again and put its token in SLACK_BOT_TOKEN, or come in by /slack/install.", where, err)}
	case len(missing) > 0:
		return []string{fmt.Sprintf("%s did not give the bot %s. Add it under OAuth & Permissions of the app, and install the bot again.", where, strings.Join(missing, ", "))}
	}
	return nil
}

// Missing returns which of [Scopes] the bot's token lacks in a workspace. Slack names what a token has with every answer
// (https://docs.slack.dev/authentication/installing-with-oauth: X-OAuth-Scopes). An answer that does not say tells of nothing missing.
func (s *Slack) Missing(ctx context.Context, team string) ([]string, error) {
	var has []string
	heard := func(h http.Header) {
		for scope := range strings.SplitSeq(h.Get("X-Oauth-Scopes"), ",") {
			has = append(has, strings.TrimSpace(scope))
		}
	}
	token, err := s.asKept(ctx, team)
	if err == nil && (token != "" || s.App == nil) {
		err = s.do(ctx, call{team: team, method: "auth.test", read: true, heard: heard, token: token}, nil)
	}
	if err != nil || len(has) == 0 || len(has) == 1 && has[0] == "" {
		return nil, err
	}
	var missing []string
	for _, scope := range Scopes() {
		if !slices.Contains(has, scope) {
			missing = append(missing, scope)
		}
	}
	return missing, nil
}

// asKept is the token of one of many workspaces as it is kept: whoever examines renews none. One that has ended is none; it is renewed when somebody next writes.
func (s *Slack) asKept(ctx context.Context, team string) (string, error) {
	if s.App == nil {
		return "", nil
	}
	in, here, err := s.App.load(ctx, team)
	if err != nil {
		return "", err
	}
	if !here {
		return "", without(team)
	}
	if works, _ := in.state(s.now()); !works {
		return "", nil
	}
	return in.Token, nil
}
