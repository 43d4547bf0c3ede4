package slack_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/chat/slack"
	"github.com/baken-bot/baken/internal/chat/slack/slacktest"
	"github.com/baken-bot/baken/internal/config"
)

// shelf keeps installations and tickets, and notes who left.
type shelf struct {
	mu      sync.Mutex
	kept    map[chat.School][]byte
	now     func() time.Time
	tickets map[string]time.Time // each until its end
	left    []string
	fails   error
}

func newShelf(now func() time.Time) *shelf {
	return &shelf{kept: map[chat.School][]byte{}, now: now, tickets: map[string]time.Time{}}
}

func (k *shelf) Load(_ context.Context, s chat.School) ([]byte, bool, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	data, ok := k.kept[s]
	return data, ok, nil
}

func (k *shelf) Save(_ context.Context, s chat.School, data, instead []byte) (bool, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if instead != nil && !bytes.Equal(k.kept[s], instead) {
		return false, nil
	}
	k.kept[s] = data
	return true, nil
}

func (k *shelf) Delete(_ context.Context, s chat.School) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.kept, s)
	return nil
}

func (k *shelf) Each(_ context.Context, do func(chat.School) error) error {
	for s := range k.kept {
		if err := do(s); err != nil {
			return err
		}
	}
	return nil
}

func (k *shelf) Issue(_ context.Context, name string, life time.Duration) (bool, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.now().Before(k.tickets[name]) {
		return false, nil
	}
	k.tickets[name] = k.now().Add(life)
	return true, nil
}

func (k *shelf) Redeem(_ context.Context, name string) (bool, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	out := k.now().Before(k.tickets[name])
	delete(k.tickets, name)
	return out, nil
}

func (k *shelf) Left(_ context.Context, who chat.Person) error {
	k.left = append(k.left, string(who.School)+" "+who.Address.Value)
	return k.fails
}

func (k *shelf) Closed(_ context.Context, s chat.School) error {
	k.left = append(k.left, string(s))
	return k.fails
}

// mall is a Slack with two workspaces, and a bot that either can install.
type mall struct {
	*slacktest.Server
	bot  *slack.Slack
	kept *shelf
	now  time.Time
	told []string
	mu   sync.Mutex // guards now and told
}

func newMall(t *testing.T) *mall {
	t.Helper()
	m := &mall{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	m.kept = newShelf(m.clock)
	m.Server = slacktest.New(t, slacktest.Options{SigningSecret: docSecret, Now: m.clock})
	for _, team := range []string{"T1", "T2"} {
		m.AddTeam(team, "xoxb-unused-"+team)
		m.AddUser(team, slacktest.User{ID: teacher, Name: "teacher", Locale: "nl-NL"})
	}
	public, err := url.Parse("https://baken.example.org")
	if err != nil {
		t.Fatal(err)
	}
	o := m.Options()
	m.bot = m.replica(slack.App{ClientID: o.ClientID, ClientSecret: config.NewSecret(o.ClientSecret), PublicURL: public, Kept: m.kept, All: m.kept, Tickets: m.kept})
	return m
}

func (m *mall) replica(app slack.App) *slack.Slack {
	s := slack.New(slack.Config{Inbox: &box{}, App: &app, Leavers: m.kept, SigningSecret: config.NewSecret(docSecret), APIURL: m.URL(), Report: func(err error) {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.told = append(m.told, err.Error())
	}})
	s.SetNow(m.clock)
	return s
}

func (m *mall) clock() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

func (m *mall) wait(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(d)
}

func get(h http.Handler, path string, with ...*http.Cookie) *httptest.ResponseRecorder {
	req := httptest.NewRequest(http.MethodGet, path, nil)
	for _, c := range with {
		req.AddCookie(c)
	}
	res := httptest.NewRecorder()
	h.ServeHTTP(res, req)
	return res
}

// begin starts to install, and returns what Slack is asked and what the browser keeps.
func (m *mall) begin(t *testing.T) (url.Values, *http.Cookie) {
	t.Helper()
	res := get(m.bot, "/slack/install")
	to, err := url.Parse(res.Header().Get("Location"))
	if err != nil || res.Code != http.StatusFound || to.Host != "slack.com" || to.Path != "/oauth/v2/authorize" {
		t.Fatalf("sent to %v with status %d", to, res.Code)
	}
	kept := res.Result().Cookies()
	if len(kept) != 1 || !kept[0].HttpOnly || !kept[0].Secure || kept[0].SameSite != http.SameSiteLaxMode || kept[0].MaxAge > 600 {
		t.Fatalf("the browser keeps %v", kept)
	}
	return to.Query(), kept[0]
}

// comes back with a code of a workspace.
func (m *mall) comes(t *testing.T, team string, rotating bool) *httptest.ResponseRecorder {
	t.Helper()
	return m.back(t, m.Grant(team, rotating, slack.Scopes()...))
}

// back is somebody who began and comes back with a code.
func (m *mall) back(t *testing.T, code string) *httptest.ResponseRecorder {
	t.Helper()
	asked, kept := m.begin(t)
	return get(m.bot, "/slack/callback?"+url.Values{"state": {asked.Get("state")}, "code": {code}}.Encode(), kept)
}

// says sends somebody in a workspace a message from the bot.
func (m *mall) says(t *testing.T, team string) error {
	t.Helper()
	return m.bot.Send(t.Context(), chat.Address{Platform: slack.Platform, Value: team + "/" + teacher}, chat.Reply{Text: "hoi " + team})
}

func (m *mall) texts(team string) []string {
	var out []string
	for _, p := range m.Posts(team, m.DM(team, teacher)) {
		out = append(out, p.Text)
	}
	return out
}

func TestAWorkspaceInstallsTheBotAndAnotherSeesNothingOfIt(t *testing.T) {
	m := newMall(t)
	asked, _ := m.begin(t)
	if asked.Get("client_id") != m.Options().ClientID || asked.Get("scope") != strings.Join(slack.Scopes(), ",") || asked.Get("redirect_uri") != "https://baken.example.org/slack/callback" {
		t.Errorf("Slack is asked %v", asked)
	}
	if err := m.says(t, "T1"); !errors.Is(err, chat.ErrGone) {
		t.Errorf("before: %v", err)
	}
	for _, team := range []string{"T1", "T2"} {
		if res := m.comes(t, team, false); res.Code != http.StatusOK || !strings.Contains(res.Body.String(), "staat nu in jullie Slack") || res.Header().Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: %d %s", team, res.Code, res.Body)
		}
		if err := m.says(t, team); err != nil {
			t.Error(err)
		}
	}
	for _, team := range []string{"T1", "T2"} {
		if got := m.texts(team); !slices.Equal(got, []string{"hoi " + team}) {
			t.Errorf("%s reads %v", team, got)
		}
	}
}

func TestAStateHoldsOnceAndOnlyWhenItWasGivenHere(t *testing.T) {
	m := newMall(t)
	asked, mine := m.begin(t)
	state, others := asked.Get("state"), *mine
	others.Value = "of-another-browser"
	callback := func(q url.Values, with ...*http.Cookie) int {
		return get(m.bot, "/slack/callback?"+q.Encode(), with...).Code
	}
	for name, test := range map[string]struct {
		state string
		with  []*http.Cookie
	}{
		"none": {"", nil}, "made up": {"made-up", []*http.Cookie{{Name: mine.Name, Value: "made-up"}}}, "long": {strings.Repeat("x", 4000), []*http.Cookie{mine}},
		"begun in another browser": {state, nil}, "begun in two": {state, []*http.Cookie{&others}}, "empty in both": {"", []*http.Cookie{{Name: mine.Name}}},
	} {
		if got := callback(url.Values{"state": {test.state}, "code": {m.Grant("T1", false)}}, test.with...); got != http.StatusBadRequest {
			t.Errorf("%s: status %d", name, got)
		}
	}
	if got := callback(url.Values{"state": {state}, "error": {"access_denied"}}, mine); got != http.StatusOK {
		t.Errorf("denied: status %d", got)
	}
	if got := callback(url.Values{"state": {state}, "code": {m.Grant("T1", false)}}, mine); got != http.StatusBadRequest {
		t.Errorf("used twice: status %d", got)
	}
	if got := m.back(t, "no-code").Code; got != http.StatusBadGateway {
		t.Errorf("a code that Slack does not know: status %d", got)
	}
	if len(m.kept.kept) > 0 {
		t.Errorf("installed: %d", len(m.kept.kept))
	}
}

func TestWhoeverBeginsAgainAndAgainIsHeldBack(t *testing.T) {
	m := newMall(t)
	began := 0
	for range 200 {
		if res := get(m.bot, "/slack/install"); res.Code == http.StatusFound {
			began++
		} else if res.Code != http.StatusTooManyRequests {
			t.Fatalf("status %d", res.Code)
		}
	}
	if began < 10 || began > 30 || len(m.kept.tickets) != began {
		t.Errorf("began %d times, %d tickets", began, len(m.kept.tickets))
	}
}

func TestWhoClosesThePageIsInstalledAllTheSame(t *testing.T) {
	m := newMall(t)
	asked, kept := m.begin(t)
	ctx, gone := context.WithCancel(t.Context())
	m.Fault("oauth.v2.access", slacktest.Fault{Delay: 50 * time.Millisecond})
	time.AfterFunc(10*time.Millisecond, gone)
	q := url.Values{"state": {asked.Get("state")}, "code": {m.Grant("T1", false, slack.Scopes()...)}}
	req := httptest.NewRequestWithContext(ctx, http.MethodGet, "/slack/callback?"+q.Encode(), nil)
	req.AddCookie(kept)
	m.bot.ServeHTTP(httptest.NewRecorder(), req)
	if err := m.says(t, "T1"); err != nil {
		t.Error(err)
	}
}

func TestATokenIsRenewedInTimeOnceAndByOneReplica(t *testing.T) {
	m := newMall(t)
	m.comes(t, "T1", true)
	exchanges := func() int { return len(m.Calls("oauth.v2.access")) }
	if err := m.says(t, "T1"); err != nil || exchanges() != 1 {
		t.Errorf("at once: %v, %d", err, exchanges())
	}
	for day := range 4 {
		m.wait(10*time.Hour + time.Minute)
		other := m.replica(*m.bot.App)
		var all sync.WaitGroup
		for i := range 8 {
			bot := []*slack.Slack{m.bot, other}[i%2]
			all.Go(func() {
				if _, err := bot.Tokens.Token(t.Context(), "T1"); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := exchanges(); n != day+2 {
			t.Errorf("exchanged %d times after %d renewals", n, day+1)
		}
		if err := m.says(t, "T1"); err != nil {
			t.Error(err)
		}
	}
	m.wait(13 * time.Hour) // nobody wrote for half a day
	if err := m.says(t, "T1"); err != nil {
		t.Error(err)
	}
}

func TestATokenServesUntilItsEndWhenSlackCannotRenewIt(t *testing.T) {
	m := newMall(t)
	m.comes(t, "T1", true)
	m.wait(11 * time.Hour)
	m.Fault("oauth.v2.access", slacktest.Fault{Error: "internal_error", Times: -1})
	if err := m.says(t, "T1"); err != nil || len(m.told) == 0 {
		t.Errorf("got %v, told %v", err, m.told)
	}
	m.wait(2 * time.Hour)
	var retry *chat.RetryError
	if err := m.says(t, "T1"); !errors.As(err, &retry) || errors.Is(err, chat.ErrGone) {
		t.Errorf("after its end: %v", err)
	}
	for _, told := range m.told {
		if strings.Contains(told, "xoxe") || strings.Contains(told, m.Options().ClientSecret) {
			t.Errorf("a secret is told: %s", told)
		}
	}
}

func TestScopesThatAreMissingAreNamedByWorkspace(t *testing.T) {
	m := newMall(t)
	m.comes(t, "T1", false)
	if got := m.bot.Examine(t.Context()); len(got) > 0 {
		t.Errorf("all is well, but %v", got)
	}
	m.back(t, m.Grant("T2", false, "chat:write", "im:write", "commands"))
	got := strings.Join(m.bot.Examine(t.Context()), "\n")
	if !strings.Contains(got, "T2") || strings.Contains(got, "T1") || !strings.Contains(got, "users:read") || strings.Contains(got, "chat:write") {
		t.Errorf("got %q", got)
	}
	o := newOffice(t, &box{})
	if got := o.bot.Examine(t.Context()); len(got) > 0 {
		t.Errorf("one workspace: %v", got)
	}
	o.Revoke(secretToken)
	if got := strings.Join(o.bot.Examine(t.Context()), "\n"); !strings.Contains(got, "token_revoked") || strings.Contains(got, secretToken) {
		t.Errorf("revoked: %q", got)
	}
}

func TestWhoeverExaminesRenewsNoToken(t *testing.T) {
	m := newMall(t)
	m.comes(t, "T1", true)
	for _, later := range []time.Duration{11 * time.Hour, 2 * time.Hour} {
		m.wait(later)
		if got := m.bot.Examine(t.Context()); len(got) > 0 || len(m.Calls("oauth.v2.access")) != 1 {
			t.Errorf("found %q, exchanged %d times", got, len(m.Calls("oauth.v2.access")))
		}
	}
}

func TestTheManifestAsksForTheScopesOfTheBotAndNoMore(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "deploy", "slack-manifest.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		OAuth struct {
			Scopes struct{ Bot []string }
		} `yaml:"oauth_config"`
	}
	if err := yaml.Unmarshal(data, &manifest); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(manifest.OAuth.Scopes.Bot, slack.Scopes()) {
		t.Errorf("the manifest asks for %v, the bot for %v", manifest.OAuth.Scopes.Bot, slack.Scopes())
	}
}
