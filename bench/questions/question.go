package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
)

// question is one line of the file.
type question struct {
	lang, kind, text, note string
	want                   []string
}

// asks reports whether a topic is expected.
func (q question) asks() bool {
	return slices.Contains([]string{"answer", "urgent", "privacy"}, q.kind) && len(q.want) > 0
}

func (q question) urgent() bool {
	return q.kind == "urgent" || strings.Contains(q.note, "also urgent")
}

func readQuestions(file string) ([]question, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read questions: %w", err)
	}
	var out []question
	for n, line := range strings.Split(strings.TrimRight(string(data), "\n"), "\n") {
		cells := strings.Split(strings.TrimRight(line, "\r"), "\t")
		if n == 0 {
			continue
		}
		if len(cells) < 3 {
			return nil, fmt.Errorf("read questions: %s:%d: want lang, kind, question, expected and note, with tabs between", file, n+1)
		}
		cells = append(cells, "", "")
		q := question{lang: cells[0], kind: cells[1], text: cells[2], note: cells[4]}
		if cells[3] != "" {
			q.want = strings.Split(cells[3], ",")
		}
		out = append(out, q)
	}
	return out, nil
}
