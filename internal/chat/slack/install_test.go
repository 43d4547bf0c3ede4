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

func get(h http.Handler, path string) *httptest.ResponseRecorder {
	res := httptest.NewRecorder()
	h.ServeHTTP(res, httptest.NewRequest(http.MethodGet, path, nil))
	return res
}

// begin starts to install, and returns what Slack is asked.
func (m *mall) begin(t *testing.T) url.Values {
	t.Helper()
	res := get(m.bot, "/slack/install")
	to, err := url.Parse(res.Header().Get("Location"))
	if err != nil || res.Code != http.StatusFound || to.Host != "slack.com" || to.Path != "/oauth/v2/authorize" {
		t.Fatalf("sent to %v with status %d", to, res.Code)
	}
	return to.Query()
}

// comes back with a code of a workspace.
func (m *mall) comes(t *testing.T, team string, rotating bool) *httptest.ResponseRecorder {
	t.Helper()
	q := url.Values{"state": {m.begin(t).Get("state")}, "code": {m.Grant(team, rotating, slack.Scopes()...)}}
	return get(m.bot, "/slack/callback?"+q.Encode())
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
	asked := m.begin(t)
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
	state := m.begin(t).Get("state")
	callback := func(q url.Values) int { return get(m.bot, "/slack/callback?"+q.Encode()).Code }
	for name, test := range map[string]struct {
		state string
		want  int
	}{"none": {"", http.StatusBadRequest}, "made up": {"made-up", http.StatusBadRequest}, "long": {strings.Repeat("x", 4000), http.StatusBadRequest}} {
		if got := callback(url.Values{"state": {test.state}, "code": {m.Grant("T1", false)}}); got != test.want {
			t.Errorf("%s: status %d", name, got)
		}
	}
	if got := callback(url.Values{"state": {state}, "error": {"access_denied"}}); got != http.StatusOK {
		t.Errorf("denied: status %d", got)
	}
	if got := callback(url.Values{"state": {state}, "code": {m.Grant("T1", false)}}); got != http.StatusBadRequest {
		t.Errorf("used twice: status %d", got)
	}
	if got := callback(url.Values{"state": {m.begin(t).Get("state")}, "code": {"no-code"}}); got != http.StatusBadGateway {
		t.Errorf("a code that Slack does not know: status %d", got)
	}
	if len(m.kept.kept) > 0 {
		t.Errorf("installed: %d", len(m.kept.kept))
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

// leaves tells the bot that a workspace took it out, in either order.
func (m *mall) leaves(t *testing.T, team string, order ...string) {
	t.Helper()
	m.TakeOut(team)
	for _, kind := range order {
		inner := map[string]any{"type": kind, "tokens": map[string]any{"oauth": []string{}, "bot": []string{m.BotUser(team)}}}
		if ack := m.Deliver.Event(team, inner); !ack.OK() {
			t.Errorf("%s: %+v", kind, ack)
		}
	}
	m.bot.Wait()
}

func TestAWorkspaceThatTakesTheBotOutIsErasedAndCanComeBack(t *testing.T) {
	for _, order := range [][]string{{"tokens_revoked", "app_uninstalled"}, {"app_uninstalled", "tokens_revoked"}} {
		t.Run(order[0]+" first", func(t *testing.T) {
			m := newMall(t)
			m.Deliver.To(m.bot)
			m.comes(t, "T1", false)
			m.comes(t, "T2", false)
			m.wait(time.Minute)
			m.leaves(t, "T1", order...)
			if err := m.says(t, "T1"); !errors.Is(err, chat.ErrGone) || len(m.texts("T1")) > 0 {
				t.Errorf("after it left: %v", err)
			}
			if !slices.Equal(m.kept.left, []string{"slack-T1"}) {
				t.Errorf("erased %v", m.kept.left)
			}
			if err := m.says(t, "T2"); err != nil {
				t.Errorf("the other: %v", err)
			}
			m.comes(t, "T1", false)
			if err := m.says(t, "T1"); err != nil {
				t.Errorf("back again: %v", err)
			}
		})
	}
}

func TestALateWordOfLeavingDoesNotTakeOutWhoCameBack(t *testing.T) {
	m := newMall(t)
	m.comes(t, "T1", false)
	m.wait(time.Minute)
	late := []byte(`{"type":"event_callback","team_id":"T1","event_id":"Ev1","event_time":1772441000,"event":{"type":"app_uninstalled"}}`)
	m.Deliver.To(m.bot)
	if ack := m.Deliver.Raw(slacktest.EventsPath, "application/json", late); !ack.OK() {
		t.Errorf("got %+v", ack)
	}
	m.bot.Wait()
	if err := m.says(t, "T1"); err != nil || len(m.kept.left) > 0 {
		t.Errorf("got %v, erased %v", err, m.kept.left)
	}
}

func TestATokenThatStillWorksIsKeptWhicheverWasRevoked(t *testing.T) {
	m := newMall(t)
	m.Deliver.To(m.bot)
	m.comes(t, "T1", false)
	m.wait(time.Minute)
	for who, tokens := range map[string]any{
		"a person's":     map[string]any{"oauth": []string{teacher}, "bot": []string{}},
		"the bot's last": map[string]any{"oauth": []string{}, "bot": []string{m.BotUser("T1")}},
	} {
		if ack := m.Deliver.Event("T1", map[string]any{"type": "tokens_revoked", "tokens": tokens}); !ack.OK() {
			t.Errorf("%s: %+v", who, ack)
		}
		if err := m.says(t, "T1"); err != nil || len(m.kept.left) > 0 {
			t.Errorf("%s: %v, erased %v", who, err, m.kept.left)
		}
	}
}

func TestNothingIsTakenInFromAWorkspaceWithoutTheBot(t *testing.T) {
	m := newMall(t)
	e := &says{reply: card("antwoord")}
	m.bot.Inbox = e
	m.Deliver.To(m.bot)
	m.Deliver.Message("T1", teacher, m.DM("T1", teacher), "ben je er nog?")
	m.Deliver.HomeOpened("T1", teacher)
	m.Deliver.Command("T1", teacher, m.DM("T1", teacher), "/baken", "plan")
	m.bot.Wait()
	if len(e.got) > 0 {
		t.Errorf("took in %+v", e.got)
	}
}

func TestWhoseAccountIsSwitchedOffIsForgottenAndNobodyElse(t *testing.T) {
	m := newMall(t)
	m.Deliver.To(m.bot)
	for _, inner := range []map[string]any{
		{"type": "team_join", "user": map[string]any{"id": "U8"}},
		{"type": "user_change", "user": map[string]any{"id": "U8", "deleted": false}},
		{"type": "user_change", "user": map[string]any{"id": teacher, "deleted": true}},
	} {
		if ack := m.Deliver.Event("T1", inner); !ack.OK() {
			t.Errorf("%v: %+v", inner, ack)
		}
	}
	m.bot.Wait()
	if !slices.Equal(m.kept.left, []string{"slack-T1 T1/" + teacher}) || len(m.Posts("T1", m.DM("T1", "U8"))) > 0 {
		t.Errorf("forgot %v", m.kept.left)
	}
	m.kept.fails = errors.New("the store is away")
	if ack := m.Deliver.Event("T1", map[string]any{"type": "user_change", "user": map[string]any{"id": teacher, "deleted": true}}); ack.OK() {
		t.Error("Slack does not hear that it must tell it again")
	}
}

func TestScopesThatAreMissingAreNamedByWorkspace(t *testing.T) {
	m := newMall(t)
	m.comes(t, "T1", false)
	if got := m.bot.Examine(t.Context()); len(got) > 0 {
		t.Errorf("all is well, but %v", got)
	}
	q := url.Values{"state": {m.begin(t).Get("state")}, "code": {m.Grant("T2", false, "chat:write", "im:write", "commands")}}
	get(m.bot, "/slack/callback?"+q.Encode())
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
