package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// bot runs the program as a shell would and returns what it printed.
func bot(t *testing.T, in string, args ...string) (out string, err error) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	err = run(t.Context(), process{Args: args, learn: learnOnce, Getenv: func(string) string { return "" }, In: strings.NewReader(in), Out: &stdout, Err: &stderr})
	return stdout.String(), err
}

func TestAskPrintsOneObjectALineInOrder(t *testing.T) {
	out, err := bot(t, "hoe maak ik de dag voorspelbaar?\nwhat is the window of tolerance?\n", "ask", "--json", "-")
	if err != nil {
		t.Fatal(err)
	}
	var langs []string
	for line := range strings.Lines(out) {
		var a answer
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatal(err)
		}
		langs = append(langs, a.Lang)
		if a.Outcome != "answer" || a.Topic == "" || len(a.Sources) == 0 || len(a.Candidates) == 0 {
			t.Errorf("answer without its parts: %+v", a)
		}
	}
	if strings.Join(langs, " ") != "nl en" {
		t.Errorf("languages %v, want nl then en", langs)
	}
}

func TestAnUrgentMessageGetsTheCardFirst(t *testing.T) {
	out, err := bot(t, "", "ask", "--json", "--explain", "een leerling vertelde me net dat hij zelfmoord wil plegen")
	if err != nil {
		t.Fatal(err)
	}
	var a answer
	if err := json.Unmarshal([]byte(out), &a); err != nil {
		t.Fatal(err)
	}
	if !a.Urgent || a.Outcome != "urgent" || !strings.Contains(a.Text, "112") || a.Explain == nil || len(a.Explain.Rules) == 0 {
		t.Errorf("got %+v", a)
	}
}

func TestPersonalDataIsNamedAndNeverRepeated(t *testing.T) {
	out, err := bot(t, "", "ask", "--json", "Daan de Vries, geboren 3-4-2014, loopt steeds weg uit de les. Wat doe ik?")
	if err != nil {
		t.Fatal(err)
	}
	var a answer
	if err := json.Unmarshal([]byte(out), &a); err != nil {
		t.Fatal(err)
	}
	if len(a.Privacy) != 2 || strings.Contains(a.Text, "Daan") || strings.Contains(a.Text, "2014") {
		t.Errorf("privacy %v, text %q", a.Privacy, a.Text)
	}
}

func TestReplayExitsWithOneWhenAnExpectationIsNotMet(t *testing.T) {
	for name, test := range map[string]struct {
		outcome string
		fails   bool
	}{"met": {"smalltalk", false}, "not met": {"urgent", true}} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "dialogs.jsonl")
			line := `{"id":"a","lang":"nl","turns":[{"user":"hoi","expect":{"outcome":"` + test.outcome + `","topic":[]}}]}`
			if err := os.WriteFile(file, []byte(line), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := bot(t, "", "replay", file)
			var code exitCode
			if errors.As(err, &code) != test.fails {
				t.Errorf("error %v, want failure %t", err, test.fails)
			}
		})
	}
}

func TestCheckFindsNoFaultInTheLibrary(t *testing.T) {
	if out, err := bot(t, "", "check"); err != nil {
		t.Error(out)
	}
}

func TestCheckReportsASchoolsFaultWithFileAndLine(t *testing.T) {
	dir := t.TempDir()
	topic := "---\nid: ours\nlang: nl\ntitle: Van ons\n---\nBel 0612345678."
	if err := os.MkdirAll(filepath.Join(dir, "topics"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "topics", "ours.nl.md"), []byte(topic), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := bot(t, "", "check", "--content", dir)
	if err == nil {
		t.Error("want an error")
	}
	for _, want := range []string{"topics/ours.nl.md:6: body: number 0612345678", "no en text of ours", "sources: missing"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in:\n%s", want, out)
		}
	}
}

func TestWrongSettingsAreListedAllAtOnce(t *testing.T) {
	env := map[string]string{"ADDR": "nowhere", "TIMEZONE": "Mars", "REDIS_URL": "redis://localhost:1"}
	err := run(t.Context(), process{Getenv: func(k string) string { return env[k] }, Out: io.Discard, Err: io.Discard})
	for _, want := range []string{"ADDR", "TIMEZONE", "SECRET_KEY"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no %s in %v", want, err)
		}
	}
}

func TestTheBotServesUntilItIsStopped(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	env := map[string]string{"ADDR": "127.0.0.1:0", "DATA_DIR": t.TempDir()}
	address, done := make(chan string, 1), make(chan error, 1)
	var out bytes.Buffer
	go func() {
		done <- run(ctx, process{
			Getenv: func(k string) string { return env[k] }, Out: &out, Err: io.Discard, started: func(a string) { address <- a },
		})
	}()
	select {
	case a := <-address:
		for path, want := range map[string]string{
			"/": "<textarea", "/healthz": "ok", "/readyz": "redis: ok", "/metrics": "baken_", "/playground/gallery": "urgent",
		} {
			if body := get(t, "http://"+a+path); !strings.Contains(body, want) {
				t.Errorf("%s: no %q in %.200s", path, want, body)
			}
		}
	case err := <-done:
		t.Fatalf("stopped at once: %v", err)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	for _, want := range []string{"open   http://127.0.0.1:", "kept   ", "this machine only"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in the banner:\n%s", want, out.String())
		}
	}
}

func get(t *testing.T, url string) string {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
