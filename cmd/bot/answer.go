package main

import (
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/dialog"
)

// answer is one turn as `ask --json` and `replay` print it. Its names are part of the public contract.
type answer struct {
	ID         string      `json:"id,omitempty"`
	Turn       int         `json:"turn,omitempty"`
	Question   string      `json:"question"`
	Lang       string      `json:"lang"`
	Outcome    string      `json:"outcome"`
	Topic      string      `json:"topic"`
	Title      string      `json:"title"`
	Urgent     bool        `json:"urgent"`
	SafetyLine bool        `json:"safety_line"`
	Candidates []candidate `json:"candidates"`
	Privacy    []string    `json:"privacy"`
	Text       string      `json:"text"`
	Sources    []source    `json:"sources"`
	TookUS     int64       `json:"took_us"`
	Explain    *explain    `json:"explain,omitempty"`
}

type candidate struct {
	Topic string  `json:"topic"`
	Score float64 `json:"score"`
}

type source struct {
	Title string `json:"title"`
	Org   string `json:"org"`
	Year  int    `json:"year"`
	URL   string `json:"url"`
}

// explain says why the safety check decided as it did.
type explain struct {
	Route  string   `json:"route"`
	Chance float64  `json:"chance"`
	Rules  []string `json:"rules"`
}

func newAnswer(lib *content.Library, question string, t dialog.Turn, took time.Duration) answer {
	a := answer{
		Question: question, Lang: string(t.Lang), Outcome: string(t.Outcome), Topic: t.Topic,
		Urgent: t.Safety != content.NoRoute, SafetyLine: t.SafetyLine != content.NoRoute,
		Candidates: []candidate{}, Privacy: []string{}, Sources: []source{}, Text: chat.PlainText(t.Reply), TookUS: took.Microseconds(),
	}
	for _, c := range t.Candidates {
		a.Candidates = append(a.Candidates, candidate{c.Topic, c.Score})
	}
	for _, k := range t.Personal {
		a.Privacy = append(a.Privacy, string(k))
	}
	if topic, ok := lib.Topic(t.Topic, t.Lang); ok {
		a.Title = topic.Title
		for _, s := range topic.Sources {
			a.Sources = append(a.Sources, source{s.Title, s.Org, s.Year, s.URL})
		}
	}
	return a
}
