package slacktest

import (
	"net/http"
	"time"
)

// tokenLife is how long a rotating token works (https://docs.slack.dev/authentication/using-token-rotation).
const tokenLife = 12 * time.Hour

type grant struct {
	team     string
	scopes   []string
	rotating bool
}

// Grant makes a code that an installer's browser would bring back: it is exchanged once. A rotating grant gives tokens that expire.
func (s *Server) Grant(team string, rotating bool, scopes ...string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	code := s.id("code-")
	s.codes[code] = grant{team: team, scopes: scopes, rotating: rotating}
	return code
}

func oauthAccess(c *call) (map[string]any, *failure) {
	if c.str("client_id") != c.s.opt.ClientID {
		return nil, fail("invalid_client_id")
	}
	if c.str("client_secret") != c.s.opt.ClientSecret {
		return nil, fail("bad_client_secret")
	}
	switch c.str("grant_type") {
	case "", "authorization_code":
		return c.exchange()
	case "refresh_token":
		return c.refresh()
	}
	return nil, fail("invalid_grant_type")
}

func (c *call) exchange() (map[string]any, *failure) {
	g, ok := c.s.codes[c.str("code")]
	if !ok {
		return nil, fail("invalid_code")
	}
	delete(c.s.codes, c.str("code"))
	t := c.s.teams[g.team]
	t.installed = true
	access := c.s.id("xoxb-")
	c.s.tokens[access] = &token{team: g.team, scopes: g.scopes}
	out := c.s.grantAnswer(t, access, g.scopes)
	if g.rotating {
		c.s.rotate(access, out)
	}
	return out, nil
}

func (c *call) refresh() (map[string]any, *failure) {
	old, ok := c.s.refreshes[c.str("refresh_token")]
	if !ok {
		return nil, fail("invalid_refresh_token")
	}
	delete(c.s.refreshes, c.str("refresh_token"))
	was := c.s.tokens[old]
	access := c.s.id("xoxe.xoxb-1-")
	c.s.tokens[access] = &token{team: was.team, scopes: was.scopes}
	out := c.s.grantAnswer(c.s.teams[was.team], access, was.scopes)
	delete(out, "authed_user")
	c.s.rotate(access, out)
	return out, nil
}

// rotate makes a token expire and gives the refresh token for it: a new one each time. The old access token works until its own end.
func (s *Server) rotate(access string, out map[string]any) {
	s.tokens[access].expires = s.opt.Now().Add(tokenLife)
	refresh := s.id("xoxe-1-")
	s.refreshes[refresh] = access
	out["refresh_token"], out["expires_in"] = refresh, int(tokenLife.Seconds())
}

func (s *Server) grantAnswer(t *team, access string, scopes []string) map[string]any {
	return map[string]any{
		"access_token": access, "token_type": "bot", "scope": commas(scopes), "bot_user_id": t.botUser, "app_id": s.opt.AppID,
		"team": map[string]any{"id": t.id, "name": t.name}, "enterprise": nil, "is_enterprise_install": false,
		"authed_user": map[string]any{"id": "UINSTALLER"},
	}
}

// basicAuth lets a client name itself in the header, as oauth.v2.access allows.
func basicAuth(r *http.Request, args map[string]any) {
	if id, secret, ok := r.BasicAuth(); ok {
		args["client_id"], args["client_secret"] = id, secret
	}
}
