package dialog

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/schedule"
)

func TestEverySentenceExistsInBothLanguages(t *testing.T) {
	words := map[content.Lang]map[string]string{}
	for _, lang := range content.Langs() {
		m := map[string]string{}
		if _, err := toml.DecodeFile("words."+string(lang)+".toml", &m); err != nil {
			t.Fatal(err)
		}
		words[lang] = m
	}
	for id := range words[content.Dutch] {
		if words[content.English][id] == "" {
			t.Errorf("%s is missing in English", id)
		}
	}
	for id := range words[content.English] {
		if words[content.Dutch][id] == "" {
			t.Errorf("%s is missing in Dutch", id)
		}
	}
	for _, f := range schedule.Faults() {
		if words[content.Dutch]["fault-"+string(f)] == "" {
			t.Errorf("no sentence for the fault %s", f)
		}
	}
	for id := range used(t) {
		if words[content.Dutch][id] == "" {
			t.Errorf("%s is said but not written", id)
		}
	}
}

// used returns the ids that stand in the code as whole string literals in the places where a sentence is asked for.
func used(t *testing.T) map[string]bool {
	t.Helper()
	ids := map[string]bool{}
	call := regexp.MustCompile(`(?:say\((?:x\.)?lang|sentence\(x|button\(x|quiet\(x|notice\(x|offer\(x|say), ?"([a-z-]+[a-z])"|say\("([a-z-]+)"`)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range call.FindAllStringSubmatch(string(data), -1) {
			ids[m[1]+m[2]] = true
		}
	}
	if len(ids) < 30 {
		t.Fatalf("found only %d sentences", len(ids))
	}
	return ids
}
