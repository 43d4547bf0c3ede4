// Package conformance lets Slack's own clients judge the fake.
package conformance_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat/slack/slacktest"
)

const team = "T111"

// TestTheOfficialClientsAcceptTheFake runs clients.js with @slack/web-api and @slack/socket-mode. Where Node or the packages are not to be had, the requests those clients sent when
// testdata was recorded are sent again.
func TestTheOfficialClientsAcceptTheFake(t *testing.T) {
	dir, err := install(t)
	if err != nil {
		t.Logf("the official clients are not to be had (%v): their recorded requests are replayed instead", err)
		replay(t)
		return
	}
	s := workspaceAt(t, time.Now)
	bot := httptest.NewServer(stage(s))
	defer bot.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", "clients.js")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "SLACK_API_URL="+s.URL(), "APP_TOKEN="+s.Options().AppToken, "BOT_TOKEN=xoxb-1", "CLIENT_ID="+s.Options().ClientID,
		"CLIENT_SECRET="+s.Options().ClientSecret, "CODE="+s.Grant(team, true, "chat:write"), "BOT="+bot.URL)
	var problems bytes.Buffer
	cmd.Stderr = &problems
	got, err := cmd.Output()
	if err != nil {
		t.Fatalf("run the clients: %v\n%s%s", err, got, problems.String())
	}
	same(t, "clients.golden", got)
	record(t, s)
}

// stage is how the script makes people act.
func stage(s *slacktest.Server) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /act/message", func(_ http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		go s.Deliver.Message(team, "U1", s.DM(team, "U1"), string(text))
	})
	mux.HandleFunc("POST /act/command", func(http.ResponseWriter, *http.Request) {
		go s.Deliver.Command(team, "U1", s.DM(team, "U1"), "/baken", "pauze")
	})
	mux.HandleFunc("POST /act/limit", func(http.ResponseWriter, *http.Request) { limitOnce(s) })
	mux.HandleFunc("POST /act/refresh", func(http.ResponseWriter, *http.Request) { s.Disconnect("refresh_requested") })
	return mux
}

// limitOnce refuses one message, so that the wait of the client does not hang on how fast this machine is.
func limitOnce(s *slacktest.Server) {
	s.Fault("chat.postMessage", slacktest.Fault{Error: "ratelimited", RetryAfter: "1"})
}

func workspaceAt(t *testing.T, now func() time.Time) *slacktest.Server {
	s := slacktest.New(t, slacktest.Options{Now: now})
	s.AddTeam(team, "xoxb-1")
	s.AddUser(team, slacktest.User{ID: "U1", Name: "teacher", Locale: "nl-BE"})
	s.AddUser(team, slacktest.User{ID: "U2", Name: "coordinator", Locale: "en-GB", Admin: true})
	s.AddChannel(team, "C1", "U1", "U2", s.BotUser(team))
	s.AddChannel(team, "C2", "U1")
	s.AddGroup(team, "S1", "U1", "U2")
	return s
}

// install puts the clients in a folder that goes with the test.
func install(t *testing.T) (string, error) {
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			return "", err
		}
	}
	dir := t.TempDir()
	for _, file := range []string{"package.json", "clients.js"} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, file), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--fetch-retries=0")
	cmd.Dir = dir
	return dir, cmd.Run()
}

// same compares with a golden file; RECORD=1 writes it.
func same(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if os.Getenv("RECORD") == "1" {
		if err := os.WriteFile(file, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	gotLines, wantLines := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range max(len(gotLines), len(wantLines)) {
		if i >= len(gotLines) || i >= len(wantLines) || gotLines[i] != wantLines[i] {
			t.Fatalf("line %d differs from %s.\ngot\n%s\nwant\n%s", i+1, file, got, want)
		}
	}
}
