// Command voices measures how well the bot understands a hand it has never heard: it learns from the library without one voice and is then asked that voice's
// phrasings.
//
//	go run ./bench/voices [VOICE]
package main

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/understand"
)

func main() {
	voice := "corridor"
	if len(os.Args) > 1 {
		voice = os.Args[1]
	}
	if err := measure(voice); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// without is a file tree that lacks the files of one voice.
type without struct {
	fs.FS
	voice string
}

// ReadDir leaves the voice's files out.
func (w without) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(w.FS, name)
	var kept []fs.DirEntry
	for _, e := range entries {
		if path.Base(name) != "voices" || !strings.HasPrefix(e.Name(), w.voice+".") {
			kept = append(kept, e)
		}
	}
	return kept, err
}

func measure(voice string) error {
	all, err := content.Load(content.Embedded(), nil)
	if err != nil {
		return err
	}
	rest, err := content.Load(without{content.Embedded(), voice}, nil)
	if err != nil {
		return err
	}
	reader, err := understand.New(rest)
	if err != nil {
		return err
	}
	for _, lang := range content.Langs() {
		var t tally
		for _, id := range all.TopicIDs() {
			topic, _ := all.Topic(id, lang)
			for _, p := range topic.Phrasings {
				if p.Voice == voice {
					t.add(id, reader.Read(p.Text, understand.Context{Now: time.Now(), Lang: lang, Fixed: true, Candidates: 20}))
				}
			}
		}
		if t.asked == 0 {
			return fmt.Errorf("no phrasings of voice %q", voice)
		}
		fmt.Printf("%s: %s\n", lang, t)
	}
	return nil
}

// tally counts how high the right topic ranks.
type tally struct{ asked, first, three, twenty, shown int }

func (t *tally) add(id string, m understand.Meaning) {
	t.asked++
	if m.Verdict != understand.NoneFits {
		t.shown++
	}
	place := slices.IndexFunc(m.Topics, func(c understand.Candidate) bool { return c.Topic == id })
	if place < 0 {
		return
	}
	t.twenty++
	if place < 3 {
		t.three++
	}
	if place == 0 {
		t.first++
	}
}

func (t tally) String() string {
	share := func(k int) float64 { return 100 * float64(k) / float64(t.asked) }
	return fmt.Sprintf("%d phrasings; first %.1f, first three %.1f, first twenty %.1f, shown at all %.1f",
		t.asked, share(t.first), share(t.three), share(t.twenty), share(t.shown))
}
