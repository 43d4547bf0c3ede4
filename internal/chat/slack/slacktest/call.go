package slacktest

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Call is one request the server got for a method, and what it answered.
type Call struct {
	Method, Team string
	Args         map[string]any
	At           time.Time
	// Token is what the caller showed.
	Token string
	// Error is the code answered, empty after ok. Status is the HTTP status (0: the connection was cut).
	Error  string
	Status int
	// Answer is the body, as it would have been without a fault after storing.
	Answer map[string]any
}

// call is a request being answered: the lock is held as long as it is.
type call struct {
	Call
	s     *Server
	team  *team
	token *token
	// late is how often the conversation is read before what is posted stands there.
	late int
	// most is the largest page; 0 is a thousand.
	most int
}

type method struct {
	serve func(*call) (map[string]any, *failure)
	// scope is what the token must hold; empty is none.
	scope string
	// auth says which token the method takes.
	auth auth
}

type auth int

const (
	botAuth auth = iota
	appAuth
	noAuth
)

// failure is an answer with ok false.
type failure struct {
	code  string
	extra map[string]any
}

func fail(code string) *failure { return &failure{code: code} }

// maxBody is the largest request read, in bytes.
const maxBody = 4 << 20

func (s *Server) serveMethod(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("method")
	args, err := readArgs(r)
	basicAuth(r, args)
	s.mu.Lock()
	c := &call{Call: Call{Method: name, Args: args, At: s.opt.Now(), Status: http.StatusOK, Token: bearer(r, args)}, s: s}
	fault := s.takeFault(name)
	body, header := s.answer(c, err, fault)
	c.Answer = body
	s.calls = append(s.calls, c.Call)
	s.note()
	s.mu.Unlock()
	fault.write(w, r, c.Status, header, body)
}

// answer runs the call, unless a fault comes before it. The lock is held.
func (s *Server) answer(c *call, bad error, fault *Fault) (body map[string]any, header http.Header) {
	header = http.Header{"Content-Type": {"application/json; charset=utf-8"}}
	if fault.refuses() {
		c.Status, c.Error = fault.status(), fault.Error
		fault.headers(header)
		return map[string]any{"ok": false, "error": fault.Error}, header
	}
	if fault.loses() {
		c.Status = 0
		return map[string]any{}, header
	}
	c.late = fault.late()
	body, f := s.run(c, bad, header)
	if f != nil {
		c.Error = f.code
		body = map[string]any{"ok": false, "error": f.code}
		for k, v := range f.extra {
			body[k] = v
		}
		return body, header
	}
	body["ok"] = true
	if fault.resets() {
		c.Status = 0
	}
	return body, header
}

func (s *Server) run(c *call, bad error, header http.Header) (map[string]any, *failure) {
	m, known := s.methods[c.Method]
	switch {
	case !known:
		return nil, &failure{code: "unknown_method", extra: map[string]any{"req_method": c.Method}}
	case bad != nil:
		return nil, fail("invalid_json")
	}
	if f := c.authorise(m); f != nil {
		return nil, f
	}
	if c.token != nil {
		header.Set("X-Oauth-Scopes", commas(s.scopesOf(c.token)))
	}
	if wait := s.limit(c); wait > 0 {
		return nil, s.refuse(c, wait, header)
	}
	return m.serve(c)
}

func (c *call) authorise(m method) *failure {
	if m.auth == noAuth {
		return nil
	}
	if c.Token == "" {
		return fail("not_authed")
	}
	if m.auth == appAuth {
		if c.Token == c.s.opt.AppToken {
			return nil
		}
		if _, bot := c.s.tokens[c.Token]; bot {
			return fail("not_allowed_token_type")
		}
		return fail("invalid_auth")
	}
	return c.authoriseBot(m)
}

func (c *call) authoriseBot(m method) *failure {
	t, ok := c.s.tokens[c.Token]
	switch {
	case !ok && c.Token == c.s.opt.AppToken:
		return fail("not_allowed_token_type")
	case !ok:
		return fail("invalid_auth")
	}
	c.token, c.team, c.Team = t, c.s.teams[t.team], t.team
	switch {
	case !c.team.installed:
		return fail("account_inactive")
	case t.revoked:
		return fail("token_revoked")
	case !t.expires.IsZero() && !c.At.Before(t.expires):
		return fail("token_expired")
	case m.scope != "":
		return c.need(m.scope)
	}
	return nil
}

// need refuses a token without the scope. A token that was given no scopes by the test has all.
func (c *call) need(scope string) *failure {
	if t := c.token; len(t.scopes) > 0 && !slices.Contains(t.scopes, scope) {
		return &failure{code: "missing_scope", extra: map[string]any{"needed": scope, "provided": commas(t.scopes)}}
	}
	return nil
}

// scopesOf are the scopes of a token: with none named, all that the methods of this server ask for, and those of what it sends.
func (s *Server) scopesOf(t *token) []string {
	if len(t.scopes) > 0 {
		return t.scopes
	}
	out := []string{"app_mentions:read", "channels:read", "commands", "groups:read", "im:history"}
	for _, m := range s.methods {
		if m.scope != "" && !slices.Contains(out, m.scope) {
			out = append(out, m.scope)
		}
	}
	slices.Sort(out)
	return out
}

// str is an argument as text, whatever it was sent as.
func (c *call) str(name string) string {
	switch v := c.Args[name].(type) {
	case nil:
		return ""
	case string:
		return v
	default:
		out, _ := json.Marshal(v)
		return string(out)
	}
}

// decode reads an argument that is JSON, either as such or as a string of it.
func (c *call) decode(name string, into any) error {
	return json.Unmarshal([]byte(c.str(name)), into)
}

func (c *call) flag(name string) bool {
	switch c.str(name) {
	case "true", "1":
		return true
	}
	return false
}

func bearer(r *http.Request, args map[string]any) string {
	if t, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return t
	}
	t, _ := args["token"].(string)
	delete(args, "token")
	return t
}

func readArgs(r *http.Request) (map[string]any, error) {
	args := map[string]any{}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "application/json" {
		data, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
		if err != nil || len(data) == 0 {
			return args, err
		}
		return args, json.Unmarshal(data, &args)
	}
	if kind == "multipart/form-data" {
		if err := r.ParseMultipartForm(maxBody); err != nil {
			return args, err
		}
	} else if err := r.ParseForm(); err != nil {
		return args, err
	}
	for k, v := range r.Form {
		args[k] = v[0]
	}
	return args, nil
}

func commas(list []string) string { return strings.Join(list, ",") }
