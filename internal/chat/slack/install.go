package slack

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// stateLife is how long somebody may take to install the bot.
const stateLife = 10 * time.Minute

// How many people may begin to install the bot at one replica: anybody can, each keeps a ticket for a while, and each may come back with a code that costs a call which renewing the
// tokens of all schools needs too (https://docs.slack.dev/reference/methods/oauth.v2.access: tier 4, a hundred a minute).
const (
	beginGap   = 2 * time.Second
	beginBurst = 20
)

// authorize is where Slack asks whether the bot may come (https://docs.slack.dev/authentication/installing-with-oauth).
const authorize = "https://slack.com/oauth/v2/authorize"

// Scopes are what the bot asks of a workspace, and no more: deploy/slack-manifest.yaml says what each is for.
func Scopes() []string {
	return []string{
		"app_mentions:read", "channels:read", "chat:write", "commands", "files:write", "groups:read", "im:history", "im:write", "usergroups:read", "users:read",
	}
}

// serveInstall sends somebody who wants the bot in their workspace to Slack. The state it takes along proves that they began here, in this browser.
func (s *Slack) serveInstall(w http.ResponseWriter, r *http.Request) {
	if _, ok := s.pace.take("install", spread{gap: beginGap, burst: beginBurst}); !ok {
		writeWord(w, http.StatusTooManyRequests, wordLater)
		return
	}
	state := rand.Text()
	if _, err := s.App.Tickets.Issue(r.Context(), "state "+state, stateLife); err != nil {
		s.Report(fmt.Errorf("begin to install: %w", err))
		writeWord(w, http.StatusServiceUnavailable, wordLater)
		return
	}
	q := url.Values{"client_id": {s.App.ClientID}, "scope": {strings.Join(Scopes(), ",")}, "state": {state}}
	s.App.returnTo(q)
	http.SetCookie(w, s.App.cookie(state, int(stateLife.Seconds())))
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, authorize+"?"+q.Encode(), http.StatusFound)
}

// stateCookie holds the state in the browser that began. Without it a link with a code of somebody else's would be as good as one's own
// (https://www.rfc-editor.org/rfc/rfc9700#section-4.7).
const stateCookie = "baken-install"

// cookie goes along when Slack sends the browser back, and with nothing that another page asks for. Browsers take a secure one from https only.
func (a *App) cookie(state string, seconds int) *http.Cookie {
	secure := a.PublicURL != nil && a.PublicURL.Scheme == "https"
	return &http.Cookie{Name: stateCookie, Value: state, Path: "/", MaxAge: seconds, Secure: secure, HttpOnly: true, SameSite: http.SameSiteLaxMode}
}

// returnTo says where the installer comes back. Slack wants to hear the same when the code is exchanged.
func (a *App) returnTo(q url.Values) {
	if a.PublicURL != nil {
		q.Set("redirect_uri", a.PublicURL.JoinPath("slack", "callback").String())
	}
}

// serveCallback takes somebody in who comes back from Slack, in the browser in which they began. The state is spent whatever follows.
func (s *Slack) serveCallback(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	http.SetCookie(w, s.App.cookie("", -1))
	began, err := r.Cookie(stateCookie)
	if err != nil || subtle.ConstantTimeCompare([]byte(began.Value), []byte(q.Get("state"))) == 0 {
		writeWord(w, http.StatusBadRequest, wordExpired)
		return
	}
	ours, err := s.App.Tickets.Redeem(r.Context(), "state "+q.Get("state"))
	switch {
	case err != nil:
		s.Report(fmt.Errorf("install: %w", err))
		writeWord(w, http.StatusServiceUnavailable, wordLater)
	case !ours:
		writeWord(w, http.StatusBadRequest, wordExpired)
	case q.Get("error") != "" || q.Get("code") == "":
		writeWord(w, http.StatusOK, wordRefused)
	default:
		s.install(w, r, q.Get("code"))
	}
}

func (s *Slack) install(w http.ResponseWriter, r *http.Request, code string) {
	// Slack takes the code once, so what it gives for it is kept even when the browser has gone.
	ctx := context.WithoutCancel(r.Context())
	args := url.Values{"code": {code}}
	s.App.returnTo(args)
	got, err := s.App.obtain(ctx, s, args)
	if errors.Is(err, errWhole) {
		writeWord(w, http.StatusOK, wordWhole)
		return
	}
	if err == nil {
		_, err = s.App.save(ctx, got.Team.ID, got.installation(s.now(), s.now()))
	}
	if err != nil {
		s.Report(fmt.Errorf("install: %w", err))
		writeWord(w, http.StatusBadGateway, wordLater)
		return
	}
	s.forget(got.Team.ID)
	writeWord(w, http.StatusOK, wordDone)
}

// word is a page of one paragraph, in both languages: the bot does not know yet whose browser it is.
type word int

const (
	wordDone word = iota
	wordExpired
	wordRefused
	wordWhole
	wordLater
)

func (k word) text() (nl, en string) {
	switch k {
	case wordDone:
		return "De bot staat nu in jullie Slack. Open Slack en stuur de bot een bericht.", "The bot is now in your Slack. Open Slack and send it a message."
	case wordExpired:
		return "Deze link is verlopen of al gebruikt. Begin opnieuw.", "This link has expired or was used before. Start again."
	case wordRefused:
		return "Er is niets geïnstalleerd. Wil je de bot toch? Begin dan opnieuw.", "Nothing was installed. Do you want the bot after all? Then start again."
	case wordWhole:
		return "De bot kan niet in een hele organisatie tegelijk. Kies één werkruimte en begin opnieuw.", "The bot cannot come to a whole organisation at once. Choose one workspace and start again."
	}
	return "Het lukte nu niet. Probeer het over een paar minuten opnieuw.", "It did not work just now. Try again in a few minutes."
}

func writeWord(w http.ResponseWriter, status int, say word) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	// The address of this page holds a code.
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	nl, en := say.text()
	again := ""
	if say != wordDone {
		again = `<p><a href="/slack/install">Opnieuw. Again.</a></p>`
	}
	fmt.Fprintf(w, `<!doctype html><html lang="nl"><meta name="viewport" content="width=device-width"><title>Slack</title><p>%s</p><p lang="en">%s</p>%s</html>`,
		nl, en, again)
}
