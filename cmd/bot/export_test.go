package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
)

const exported = "slack-T1"

// shell runs a command under settings and returns what it printed.
func shell(t *testing.T, env map[string]string, args ...string) (out, errs string, err error) {
	t.Helper()
	var o, e strings.Builder
	err = run(t.Context(), process{Args: args, Getenv: func(k string) string { return env[k] }, Out: &o, Err: &e})
	return o.String(), e.String(), err
}

// cellar is the settings of a bot whose embedded store holds a school with a plan, or false without a server on which anything is kept.
func cellar(t *testing.T) (map[string]string, bool) {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		if os.Getenv("BAKEN_REQUIRE_REDIS") != "" {
			t.Fatal("no redis-server on PATH, and BAKEN_REQUIRE_REDIS is set")
		}
		t.Log("no redis-server on PATH: nothing is kept from one command to the next")
		return nil, false
	}
	env := map[string]string{"DATA_DIR": t.TempDir(), "SECRET_KEY": "0123456789abcdef0123456789abcdef"}
	s, err := store.Open(t.Context(), store.Options{DataDir: env["DATA_DIR"], SecretKey: env["SECRET_KEY"]})
	if err != nil {
		t.Fatal(err)
	}
	to := func(id string) chat.Address { return chat.Address{Platform: "slack", Value: "T1/" + id} }
	book := store.NewBook(store.Calendars{Store: s})
	plan := schedule.Plan{
		ID: "abcdefghijkl", School: exported, What: schedule.What{Text: "Denk aan de gang."}, Who: schedule.Audience{People: []chat.Address{to("UANNA"), to("UBAS")}},
		When: "elke dinsdag 15:30", Start: schedule.DateOf(time.Now()), Grace: schedule.DefaultGrace, Owner: to("UCORA"),
	}
	err = errors.Join(book.Put(t.Context(), schedule.Kept{Plan: plan, Next: time.Now().Add(time.Hour)}), book.SaveSettings(t.Context(), exported, schedule.Settings{Zone: "Europe/Brussels"}), s.Close())
	if err != nil {
		t.Fatal(err)
	}
	return env, true
}

func TestASchoolIsExportedAndImportedElsewhere(t *testing.T) {
	from, ok := cellar(t)
	if !ok {
		return
	}
	file := filepath.Join(t.TempDir(), "school.json")
	_, errs, err := shell(t, from, "export", "--school", exported, "--with-addresses", "--out", file)
	if err != nil || !strings.Contains(errs, "1 plans, 0 results") {
		t.Fatalf("says %s, %v", errs, err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v: others can read it", info.Mode(), err)
	}
	if _, _, err := shell(t, from, "export", "--school", exported, "--out", file); !errors.Is(err, os.ErrExist) {
		t.Errorf("written over: %v", err)
	}
	to := map[string]string{"DATA_DIR": t.TempDir(), "SECRET_KEY": from["SECRET_KEY"]}
	if out, _, err := shell(t, to, "import", file); err != nil || !strings.Contains(out, "plans: 1 new") || !strings.Contains(out, "settings: changed") {
		t.Fatalf("says %s, %v", out, err)
	}
	if out, _, err := shell(t, to, "import", file); err != nil || !strings.Contains(out, "nothing was changed") {
		t.Errorf("a second time says %s, %v", out, err)
	}
	want, _, err1 := shell(t, from, "export", "--school", exported, "--with-addresses")
	got, _, err2 := shell(t, to, "export", "--school", exported, "--with-addresses")
	if undated(got) != undated(want) || err1 != nil || err2 != nil {
		t.Errorf("got\n%s\nwant\n%s%v%v", got, want, err1, err2)
	}
}

// undated leaves out the line that says when a file was made.
func undated(file string) string {
	var out strings.Builder
	for line := range strings.Lines(file) {
		if !strings.Contains(line, `"made"`) {
			out.WriteString(line)
		}
	}
	return out.String()
}

func TestTheBoardsFileNamesNobodyAndAMisspeltSchoolIsTold(t *testing.T) {
	env, ok := cellar(t)
	if !ok {
		return
	}
	out, _, err := shell(t, env, "export", "--school", exported)
	if err != nil || strings.Contains(out, "UANNA") || strings.Contains(out, "UCORA") || !strings.Contains(out, "Denk aan de gang.") {
		t.Errorf("%v in\n%s", err, out)
	}
	if _, _, err := shell(t, env, "export", "--school", "slack-T9"); err == nil || !strings.Contains(err.Error(), exported) {
		t.Errorf("says %v", err)
	}
}

func TestAFileWithFaultsChangesNothing(t *testing.T) {
	env, ok := cellar(t)
	if !ok {
		return
	}
	before, _, err := shell(t, env, "export", "--school", exported, "--with-addresses")
	if err != nil {
		t.Fatal(err)
	}
	bad := strings.NewReplacer("slack/T1/UBAS", "slack/T2/UBAS", `"8/5"`, `"4/2"`, "Europe/Brussels", "Mars").Replace(before)
	file := filepath.Join(t.TempDir(), "bad.json")
	if err := os.WriteFile(file, []byte(bad), 0o600); err != nil {
		t.Fatal(err)
	}
	out, _, err := shell(t, env, "import", file)
	var code exitCode
	if !errors.As(err, &code) || code != 1 {
		t.Errorf("ends with %v", err)
	}
	for _, want := range []string{"settings: read zone", "thresholds: ", "never lowered", "plans[0].people[1]: is no address in this school", "nothing was changed"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if strings.Contains(out, "UBAS") {
		t.Errorf("a person is named in\n%s", out)
	}
	if after, _, err := shell(t, env, "export", "--school", exported, "--with-addresses"); undated(after) != undated(before) || err != nil {
		t.Errorf("changed to\n%s%v", after, err)
	}
}

func TestAnAddressBelongsToOneSchool(t *testing.T) {
	for _, test := range []struct {
		school  chat.School
		address chat.Address
		ours    bool
	}{
		{"slack-T1", chat.Address{Platform: "slack", Value: "T1/U1"}, true},
		{"slack-T1", chat.Address{Platform: "slack", Value: "T12/U1"}, false},
		{"slack-T1", chat.Address{Platform: "slack", Value: "T2/U1"}, false},
		{"slack-T1", chat.Address{Platform: "other", Value: "T1/U1"}, false},
		{"", chat.Address{Platform: "slack", Value: "T1/U1"}, false},
		// A name without a workspace would own every workspace.
		{"slack", chat.Address{Platform: "slack", Value: "T1/U1"}, false},
		{"slack-", chat.Address{Platform: "slack", Value: "T1/U1"}, false},
	} {
		if got := owns(test.school, test.address) == nil; got != test.ours {
			t.Errorf("%s owns %s: %t", test.school, test.address, got)
		}
	}
}
