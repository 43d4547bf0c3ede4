// Command voices measures how well the bot understands a hand it has never heard. For each hand of the library it learns from all the others, and is then asked
// what that hand wrote: its phrasings, its safety examples, its messages to decline.
//
//	go run ./voices            every hand, with what each figure is at the thresholds in force
//	go run ./voices -curve     how the ranking grows with the number of phrasings a topic
//	go run ./voices -safety    what other thresholds of the safety check would give
//	go run ./voices -verdict   what other margins of the ranking would give
package main

import (
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/understand"
)

func main() {
	curve := flag.Bool("curve", false, "measure against the number of phrasings a topic")
	safety := flag.Bool("safety", false, "measure other thresholds of the safety check")
	verdict := flag.Bool("verdict", false, "measure other margins of the ranking")
	flag.Parse()
	if err := run(os.Stdout, *curve, *safety, *verdict); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(out io.Writer, curve, safety, verdict bool) error {
	lib, err := content.Load(content.Embedded(), nil)
	if err != nil {
		return fmt.Errorf("load library: %w", err)
	}
	switch {
	case curve:
		return printCurve(out, lib)
	case safety:
		return printSafety(out, lib)
	case verdict:
		return printVerdict(out, lib)
	}
	return printHands(out, lib)
}

// hands returns every hand that wrote anything, sorted.
func hands(lib *content.Library) []string {
	set := map[string]bool{}
	for _, lang := range content.Langs() {
		for _, id := range lib.TopicIDs() {
			t, _ := lib.Topic(id, lang)
			for _, p := range t.Phrasings {
				set[p.Voice] = true
			}
		}
		for _, e := range lib.Examples(lang) {
			set[e.Voice] = true
		}
		for _, o := range lib.OffTopic(lang) {
			set[o.Voice] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// without returns a reader that has never heard one hand.
func without(lib *content.Library, hand string) (*understand.Reader, error) {
	return understand.New(lib.Heard(func(voice, _ string) bool { return voice != hand }))
}
