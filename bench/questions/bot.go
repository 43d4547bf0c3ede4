package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// bot is the program under measurement, built from this checkout.
type bot struct{ dir, path string }

// answer is what `bot ask --json` prints, as far as it is measured.
type answer struct {
	Outcome    string `json:"outcome"`
	Topic      string `json:"topic"`
	Urgent     bool   `json:"urgent"`
	SafetyLine bool   `json:"safety_line"`
	Candidates []struct {
		Topic string `json:"topic"`
	} `json:"candidates"`
	Privacy []string `json:"privacy"`
	TookUS  int64    `json:"took_us"`
}

// place is where a wanted topic stands among the candidates, from 0; -1 when it is not there.
func (a answer) place(want []string) int {
	if contains(want, a.Topic) {
		return 0
	}
	for i, c := range a.Candidates {
		if contains(want, c.Topic) {
			return max(i, 1)
		}
	}
	return -1
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func build(ctx context.Context) (bot, error) {
	dir, err := os.MkdirTemp("", "baken-bench")
	if err != nil {
		return bot{}, fmt.Errorf("build bot: %w", err)
	}
	b := bot{dir: dir, path: filepath.Join(dir, "bot")}
	root, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "github.com/baken-bot/baken").Output()
	if err != nil {
		return bot{}, fmt.Errorf("find module: %w", err)
	}
	cmd := exec.CommandContext(ctx, "go", "build", "-o", b.path, "./cmd/bot")
	cmd.Dir, cmd.Stderr = strings.TrimSpace(string(root)), os.Stderr
	if err := cmd.Run(); err != nil {
		b.remove()
		return bot{}, fmt.Errorf("build bot: %w", err)
	}
	return b, nil
}

func (b bot) remove() { _ = os.RemoveAll(b.dir) }

// ask puts every question to one process, over a school's own content when contentDir names any.
func (b bot) ask(ctx context.Context, contentDir string, questions []question) ([]answer, error) {
	var in strings.Builder
	for _, q := range questions {
		fmt.Fprintln(&in, q.text)
	}
	cmd := exec.CommandContext(ctx, b.path, "ask", "--json", "--candidates", "20", "-")
	cmd.Env = append(os.Environ(), "CONTENT_DIR="+contentDir)
	cmd.Stdin, cmd.Stderr = strings.NewReader(in.String()), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("ask bot: %w", err)
	}
	lines := bytes.Split(bytes.TrimSpace(out), []byte("\n"))
	if len(lines) != len(questions) {
		return nil, fmt.Errorf("ask bot: %d answers to %d questions", len(lines), len(questions))
	}
	answers := make([]answer, len(lines))
	for i, line := range lines {
		if err := json.Unmarshal(line, &answers[i]); err != nil {
			return nil, fmt.Errorf("read answer %d: %w", i+1, err)
		}
	}
	return answers, nil
}
