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
		var n, first, three, shown, twenty int
		for _, id := range all.TopicIDs() {
			topic, _ := all.Topic(id, lang)
			for _, p := range topic.Phrasings {
				if p.Voice != voice {
					continue
				}
				m := reader.Read(p.Text, understand.Context{Now: time.Now(), Lang: lang, Fixed: true, Candidates: 20})
				n++
				for i, c := range m.Topics {
					if c.Topic != id {
						continue
					}
					twenty++
					if i < 3 {
						three++
					}
					if i == 0 {
						first++
					}
				}
				if m.Verdict != understand.NoneFits {
					shown++
				}
			}
		}
		if n == 0 {
			return fmt.Errorf("no phrasings of voice %q", voice)
		}
		share := func(k int) float64 { return 100 * float64(k) / float64(n) }
		fmt.Printf("%s: %d phrasings; first %.1f, first three %.1f, first twenty %.1f, shown at all %.1f\n", lang, n, share(first), share(three), share(twenty), share(shown))
	}
	return nil
}
