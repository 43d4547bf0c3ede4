package main_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/baken-bot/baken/internal/"

// allowed is the table of docs/design.md: who may import whom. A package that is not in it may import nothing of this house.
var allowed = map[string][]string{
	"people":     {"chat"},
	"understand": {"content", "understand/classify"},
	// The command that go generate runs.
	"understand/learn": {"content", "understand"},
	"pulse":            {"content"},
	"pulse/lint":       {"content"},
	"pulse/chart":      {"content", "pulse"},
	"dialog":           {"chat", "content", "people", "pulse", "pulse/chart", "pulse/lint", "schedule", "understand"},
	"schedule":         {"chat", "people"},
	"transfer":         {"chat", "content", "pulse", "pulse/lint", "schedule"},
	"store":            {"chat", "content", "dialog", "people", "pulse", "schedule", "transfer"},
	"queue":            {"chat", "schedule"},
	// What runs a test on every kind of Redis.
	"store/storetest":      {"store"},
	"freedays":             {"config", "schedule"},
	"choose":               {"config", "content", "dialog", "understand"},
	"telemetry":            {"chat", "dialog", "schedule"},
	"chat/playground":      {"chat", "config"},
	"chat/terminal":        {"chat", "config"},
	"chat/slack":           {"chat", "config"},
	"chat/slack/slacktest": {},
	"chat/chattest":        {"chat"},
}

func TestNoPackageImportsWhatItMayNot(t *testing.T) {
	for dir, files := range goFiles(t) {
		may := allowed[dir]
		for _, file := range files {
			tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
			if err != nil {
				t.Fatal(err)
			}
			for _, spec := range tree.Imports {
				path, err := strconv.Unquote(spec.Path.Value)
				if err != nil {
					t.Fatal(err)
				}
				if in, ours := strings.CutPrefix(path, module); ours && !slices.Contains(may, in) {
					t.Errorf("%s imports %s; %s may import %v", file, in, dir, may)
				}
			}
		}
	}
}

func TestTheCoreNamesNoPlatform(t *testing.T) {
	name := regexp.MustCompile(`"(slack|discord|teams)"`)
	for dir, files := range goFiles(t) {
		if strings.HasPrefix(dir, "chat/") {
			continue
		}
		for _, file := range files {
			if hit := name.Find(read(t, file)); hit != nil {
				t.Errorf("%s names a platform: %s", file, hit)
			}
		}
	}
}

// goFiles returns the Go files of internal/, tests left out, by their package's folder.
func goFiles(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	root := filepath.Join("..", "..", "internal")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(path))
		out[filepath.ToSlash(dir)] = append(out[filepath.ToSlash(dir)], path)
		return err
	})
	if err != nil || len(out) < 8 {
		t.Fatalf("found %d packages: %v", len(out), err)
	}
	return out
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
