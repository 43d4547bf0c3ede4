package main

import (
	"errors"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"github.com/baken-bot/baken/internal/chat/slack"
	"github.com/baken-bot/baken/internal/chat/slack/slacktest"
	"github.com/baken-bot/baken/internal/store"
)

// twoSchools is a Slack in which two workspaces installed the same bot.
type twoSchools struct {
	*slacktest.Server
	t    *testing.T
	base string
}

func newTwoSchools(t *testing.T) *twoSchools {
	t.Helper()
	s := slacktest.New(t, slacktest.Options{})
	o := s.Options()
	env := map[string]string{
		"ADDR": "127.0.0.1:0", "DATA_DIR": t.TempDir(), "SECRET_KEY": strings.Repeat("k", 32), "SLACK_SIGNING_SECRET": o.SigningSecret,
		"SLACK_CLIENT_ID": o.ClientID, "SLACK_CLIENT_SECRET": o.ClientSecret, "SLACK_API_URL": s.URL(),
	}
	two := &twoSchools{s, t, "http://" + serving(t, env)}
	s.Deliver.ToURL(two.base)
	for _, team := range []string{"T1", "T2"} {
		s.AddTeam(team, "xoxb-of-nobody-"+team)
		s.AddUser(team, slacktest.User{ID: teacher, Name: "leerkracht", Locale: "nl-NL"})
		s.AddUser(team, slacktest.User{ID: head, Name: "directie", Locale: "nl-NL", Admin: true})
		two.install(team, slack.Scopes()...)
	}
	return two
}

// install goes through the pages as a browser does, and grants these scopes.
func (o *twoSchools) install(team string, scopes ...string) {
	o.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		o.t.Fatal(err)
	}
	browser := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	begin, err := browser.Get(o.base + "/slack/install")
	if err != nil {
		o.t.Fatal(err)
	}
	begin.Body.Close()
	to, err := begin.Location()
	if err != nil {
		o.t.Fatal(err)
	}
	q := url.Values{"state": {to.Query().Get("state")}, "code": {o.Grant(team, true, scopes...)}}
	done, err := browser.Get(o.base + "/slack/callback?" + q.Encode())
	if err != nil {
		o.t.Fatal(err)
	}
	done.Body.Close()
	if done.StatusCode != http.StatusOK {
		o.t.Fatalf("%s: status %d", team, done.StatusCode)
	}
}

func (o *twoSchools) says(team, user, text string) slacktest.Post {
	o.t.Helper()
	room := o.DM(team, user)
	before := len(o.Posts(team, room))
	if ack := o.Deliver.Message(team, user, room, text); !ack.OK() {
		o.t.Fatalf("Slack was told %+v", ack)
	}
	posts := o.WaitPosts(o.t, team, room, before+1)
	return posts[len(posts)-1]
}

func TestTwoSchoolsWithTheSameBotKnowNothingOfEachOther(t *testing.T) {
	o := newTwoSchools(t)
	if p := o.says("T1", teacher, "hoe maak ik de dag voorspelbaar?"); !strings.Contains(p.Text, "Bron") {
		t.Errorf("T1: %q", p.Text)
	}
	first := &slackOffice{o.Server, t}
	first.plans()
	settings := first.says(teacher, "instellingen")
	first.presses(teacher, settings, "lang:en")
	first.settled(func() bool { return strings.Contains(first.last(teacher).Text, "English") })
	// The same user ids elsewhere are other people: nothing was chosen there, and nothing is planned.
	if p := o.says("T1", head, "plan"); strings.Contains(p.Text, "niets gepland") {
		t.Errorf("T1 forgot its plan: %q", p.Text)
	}
	if p := o.says("T1", teacher, "plan"); !strings.Contains(p.Text, "What is planned") {
		t.Errorf("T1 forgot the language: %q", p.Text)
	}
	for _, user := range []string{head, teacher} {
		if p := o.says("T2", user, "plan"); !strings.Contains(p.Text, "niets gepland") {
			t.Errorf("T2 hears of T1: %q", p.Text)
		}
	}
}

func TestASchoolThatTakesTheBotOutLeavesTheOtherAloneAndCanComeBack(t *testing.T) {
	o := newTwoSchools(t)
	o.says("T1", teacher, "hoe maak ik de dag voorspelbaar?")
	o.says("T2", teacher, "hoe maak ik de dag voorspelbaar?")
	if a, b := o.Deliver.Uninstall("T1"); !a.OK() || !b.OK() {
		t.Fatalf("Slack was told %+v, %+v", a, b)
	}
	room := o.DM("T1", teacher)
	before := len(o.Posts("T1", room))
	o.Deliver.Message("T1", teacher, room, "ben je er nog?")
	if p := o.says("T2", teacher, "hoe maak ik de dag voorspelbaar?"); !strings.Contains(p.Text, "Bron") {
		t.Errorf("T2: %q", p.Text)
	}
	if n := len(o.Posts("T1", room)); n != before {
		t.Errorf("%d messages after it left", n-before)
	}
	o.install("T1", slack.Scopes()...)
	if p := o.says("T1", teacher, "hoe maak ik de dag voorspelbaar?"); !strings.Contains(p.Text, "Bron") {
		t.Errorf("T1 again: %q", p.Text)
	}
}

func TestNothingIsKeptOfASchoolThatLeftWhateverStillComesFromThere(t *testing.T) {
	s := slacktest.New(t, slacktest.Options{})
	o := s.Options()
	m := miniredis.RunT(t)
	// Before it died, a bot had begun to erase a school.
	_, err := m.ZAdd(store.LeavingPattern, 1, "{cut-off}:")
	if err := errors.Join(err, m.Set("{cut-off}:person:x", "{}")); err != nil {
		t.Fatal(err)
	}
	two := &twoSchools{s, t, "http://" + serving(t, map[string]string{
		"ADDR": "127.0.0.1:0", "REDIS_URL": "redis://" + m.Addr(), "SECRET_KEY": strings.Repeat("k", 32), "SLACK_SIGNING_SECRET": o.SigningSecret,
		"SLACK_CLIENT_ID": o.ClientID, "SLACK_CLIENT_SECRET": o.ClientSecret, "SLACK_API_URL": s.URL(),
	})}
	s.Deliver.ToURL(two.base)
	s.AddTeam("T1", "xoxb-of-nobody")
	s.AddUser("T1", slacktest.User{ID: teacher, Name: "leerkracht", Locale: "nl-NL"})
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for m.Exists("{cut-off}:person:x") || m.Exists(store.LeavingPattern) {
		<-tick.C
	}
	before := m.Keys()
	two.install("T1", slack.Scopes()...)
	two.says("T1", teacher, "hoe maak ik de dag voorspelbaar?")
	if a, b := s.Deliver.Uninstall("T1"); !a.OK() || !b.OK() {
		t.Fatalf("Slack was told %+v, %+v", a, b)
	}
	room := s.DM("T1", teacher)
	s.Deliver.Message("T1", teacher, room, "en bij kleuters?")
	s.Deliver.Command("T1", teacher, room, "/baken", "instellingen")
	s.Deliver.HomeOpened("T1", teacher)
	// That it left is kept for a minute.
	after := slices.DeleteFunc(m.Keys(), func(key string) bool { return key == store.LeavingPattern })
	if !slices.Equal(after, before) {
		t.Errorf("kept %v", after)
	}
}

func TestAColleagueWhoLeavesIsForgotten(t *testing.T) {
	o := newSlackOffice(t)
	o.presses(teacher, o.says(teacher, "instellingen"), "lang:en")
	o.settled(func() bool { return strings.Contains(o.last(teacher).Text, "English") })
	if p := o.says(teacher, "plan"); !strings.Contains(p.Text, "What is planned") {
		t.Fatalf("the language was not kept: %q", p.Text)
	}
	if ack := o.Deliver.Event(slackTeam, map[string]any{"type": "user_change", "user": map[string]any{"id": teacher, "deleted": true}}); !ack.OK() {
		t.Fatalf("Slack was told %+v", ack)
	}
	if p := o.says(teacher, "plan"); strings.Contains(p.Text, "What is planned") {
		t.Errorf("whoever comes back is still known: %q", p.Text)
	}
}

func TestHalfSettingsOfSlackStopTheStart(t *testing.T) {
	for name, test := range map[string]struct {
		env  map[string]string
		want string
	}{
		"an id without its secret":  {map[string]string{"SLACK_CLIENT_ID": "1.2", "SLACK_SIGNING_SECRET": "s"}, "SLACK_CLIENT_ID"},
		"one workspace and many":    {map[string]string{"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "s", "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}, "SLACK_BOT_TOKEN: unset"},
		"many without a way in":     {map[string]string{"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "s"}, "SLACK_SIGNING_SECRET: set it too"},
		"a way in without a token":  {map[string]string{"SLACK_SIGNING_SECRET": "s"}, "SLACK_BOT_TOKEN: set it too"},
		"the old key without a new": {map[string]string{"SECRET_KEY_PREVIOUS": strings.Repeat("k", 32)}, "SECRET_KEY_PREVIOUS: does nothing"},
	} {
		t.Run(name, func(t *testing.T) {
			test.env["ADDR"] = "127.0.0.1:0"
			err := run(t.Context(), process{Getenv: func(k string) string { return test.env[k] }})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestDoctorNamesTheWorkspaceThatGaveTooLittle(t *testing.T) {
	s := slacktest.New(t, slacktest.Options{})
	o := s.Options()
	m := miniredis.RunT(t)
	env := map[string]string{
		"ADDR": "127.0.0.1:0", "REDIS_URL": "redis://" + m.Addr(), "SECRET_KEY": "0123456789abcdef0123456789abcdef", "SLACK_SIGNING_SECRET": o.SigningSecret,
		"SLACK_CLIENT_ID": o.ClientID, "SLACK_CLIENT_SECRET": o.ClientSecret, "SLACK_API_URL": s.URL(),
	}
	two := &twoSchools{s, t, "http://" + serving(t, env)}
	s.AddTeam("T1", "xoxb-of-nobody-T1")
	s.AddTeam("T2", "xoxb-of-nobody-T2")
	two.install("T1", slack.Scopes()...)
	two.install("T2", slack.Scopes()[1:]...)
	got, failed := examined(t, env)
	if f := got["slack"]; !failed || len(f) != 1 || !strings.Contains(f[0].Says, "T2 did not give the bot "+slack.Scopes()[0]) {
		t.Errorf("found %+v", f)
	}
}
