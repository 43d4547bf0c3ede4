package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/content"
)

// timeSizes times one question against libraries of several sizes: the real one, and with made-up topics laid over it.
func timeSizes(ctx context.Context, out io.Writer, b bot, questions []question) error {
	fmt.Fprintln(out, "\none question against the size of the library:")
	lib, err := content.Load(content.Embedded(), nil)
	if err != nil {
		return fmt.Errorf("load library: %w", err)
	}
	var base float64
	for _, times := range []int{1, 10, 100} {
		dir := filepath.Join(b.dir, fmt.Sprintf("times%d", times))
		if err := synthesize(dir, lib, (times-1)*len(lib.TopicIDs())); err != nil {
			return err
		}
		start := time.Now()
		limited, cancel := context.WithTimeout(ctx, patience)
		_, err := b.ask(limited, dir, questions[:1])
		cancel()
		if limited.Err() == context.DeadlineExceeded {
			fmt.Fprintf(out, "  ×%-4d not ready within %v\n", times, patience)
			return nil
		}
		if err != nil {
			return err
		}
		ready := time.Since(start)
		answers, err := b.ask(ctx, dir, questions)
		if err != nil {
			return err
		}
		var took []int64
		for _, a := range answers {
			took = append(took, a.TookUS)
		}
		median := float64(percentile(took, 50))
		if base == 0 {
			base = median
		}
		fmt.Fprintf(out, "  ×%-4d median %5.0f µs (%.2f of ×1), 99th percentile %5d µs, start %v\n", times, median, median/base, percentile(took, 99), ready.Round(10*time.Millisecond))
	}
	return nil
}

// patience is how long a library may take to be learnt.
const patience = 5 * time.Minute

// synthesize writes n made-up topics, each with phrasings of words that the library does not know.
func synthesize(dir string, lib *content.Library, n int) error {
	topics := filepath.Join(dir, "topics", "synthetic")
	if err := os.MkdirAll(topics, 0o755); err != nil {
		return fmt.Errorf("write synthetic library: %w", err)
	}
	rng := rand.New(rand.NewPCG(7, 7))
	for i := range n {
		for _, lang := range content.Langs() {
			if err := os.WriteFile(filepath.Join(topics, fmt.Sprintf("made-up-%d.%s.md", i, lang)), []byte(madeUp(i, lang, rng)), 0o600); err != nil {
				return fmt.Errorf("write synthetic library: %w", err)
			}
		}
	}
	return nil
}

func madeUp(i int, lang content.Lang, rng *rand.Rand) string {
	own := make([]string, 12)
	for k := range own {
		own[k] = word(rng)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "---\nid: made-up-%d\nlang: %s\ntitle: %s %s\nsituation: %s\ngroup: synthetic\naudience: both\nsafety: none\nphrasings:\n", i, lang, own[0], own[1], own[2])
	for range 12 {
		fmt.Fprintf(&b, "  - %s %s %s %s %s %s\n", word(rng), own[rng.IntN(12)], own[rng.IntN(12)], word(rng), own[rng.IntN(12)], word(rng))
	}
	fmt.Fprintf(&b, "steps: []\nmind: \"\"\nhelp: care-coordinator\nsources: []\nchecked: 2026-11-24\nrelated: []\n---\n%s.\n", strings.Join(own, " "))
	return b.String()
}

// word makes up a word of Dutch and English sounding syllables; a small stock, so that the runs of letters are as common as in real words.
func word(rng *rand.Rand) string {
	syllables := []string{"ver", "ge", "be", "len", "school", "ster", "king", "land", "rus", "mer", "ton", "ring", "lijk", "dag", "werk", "ling", "gro", "ter", "kla", "sen"}
	var b strings.Builder
	for range 2 + rng.IntN(3) {
		b.WriteString(syllables[rng.IntN(len(syllables))])
	}
	return b.String()
}
