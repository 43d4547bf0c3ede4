package conformance_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat/slack/slacktest"
)

// recorded is one request of an official client, and what it was content with.
type recorded struct {
	Method string         `json:"method"`
	Token  string         `json:"token"`
	At     time.Time      `json:"at"`
	Args   map[string]any `json:"args"`
	Answer map[string]any `json:"answer"`
}

// record writes the Web API part of a run, when asked to by RECORD=1. The socket's part is played by a client of our own in slacktest's tests.
func record(t *testing.T, s *slacktest.Server) {
	if os.Getenv("RECORD") != "1" {
		return
	}
	var out bytes.Buffer
	for _, c := range s.Calls("") {
		if c.Method == "apps.connections.open" {
			break
		}
		line, err := json.Marshal(recorded{Method: c.Method, Token: c.Token, At: c.At, Args: c.Args, Answer: c.Answer})
		if err != nil {
			t.Fatal(err)
		}
		out.Write(append(line, '\n'))
	}
	if err := os.WriteFile(filepath.Join("testdata", "calls.jsonl"), out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestTheRecordedRequestsOfTheOfficialClientsAreAnsweredAlike(t *testing.T) { replay(t) }

// replay sends the recorded requests again at their moments and compares the shapes of the answers. Ids that an answer brought are put in the requests after it.
func replay(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "calls.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var now time.Time
	s := workspaceAt(t, func() time.Time { return now })
	known := map[string]string{}
	calls := 0
	for line := range bytes.Lines(data) {
		var r recorded
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		now = r.At
		if _, ok := r.Args["code"]; ok {
			r.Args["code"] = s.Grant(team, true, "chat:write")
		}
		if r.Args["text"] == "after the wait" && r.Answer["ok"] == false {
			limitOnce(s)
		}
		got := send(t, s, r, known)
		if want := shape(r.Answer); shape(got) != want {
			t.Errorf("%s answers %s, recorded %s", r.Method, shape(got), want)
		}
		pair(r.Answer, got, known)
		calls++
	}
	if calls < 30 {
		t.Errorf("only %d requests are recorded", calls)
	}
}

func send(t *testing.T, s *slacktest.Server, r recorded, known map[string]string) map[string]any {
	t.Helper()
	data, err := json.Marshal(r.Args)
	if err != nil {
		t.Fatal(err)
	}
	body, token := string(data), r.Token
	for old, fresh := range known {
		body, token = strings.ReplaceAll(body, old, fresh), strings.ReplaceAll(token, old, fresh)
	}
	out := map[string]any{}
	answer := post(t, s.URL()+r.Method, token, []byte(body))
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(&out); err != nil {
		t.Fatal(err)
	}
	if upload, ok := out["upload_url"].(string); ok {
		post(t, upload, "", []byte("BEGIN:VCALENDAR")).Body.Close()
	}
	return out
}

func post(t *testing.T, url, token string, body []byte) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

// shape is the names of a body, and its error.
func shape(body map[string]any) string {
	code, _ := body["error"].(string)
	return strings.Join(slices.Sorted(maps.Keys(body)), " ") + " " + code
}

// pair learns which id of the recording is which id of this run.
func pair(old, fresh any, known map[string]string) {
	switch old := old.(type) {
	case string:
		if now, ok := fresh.(string); ok && now != old && len(old) > 4 {
			known[old] = now
		}
	case map[string]any:
		now, _ := fresh.(map[string]any)
		for k, v := range old {
			pair(v, now[k], known)
		}
	case []any:
		now, _ := fresh.([]any)
		for i, v := range old {
			if i < len(now) {
				pair(v, now[i], known)
			}
		}
	}
}
