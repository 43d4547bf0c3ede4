package main

import (
	"fmt"
	"hash/fnv"
	"io"

	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/understand"
)

// printCurve measures every hand against a growing share of what the others wrote, each phrasing kept or left out by a hash of its text.
func printCurve(out io.Writer, lib *content.Library) error {
	for _, keep := range []uint32{5, 10, 20, 35, 50, 75, 100} {
		totals := map[content.Lang]*ranking{content.Dutch: {}, content.English: {}}
		learnt := map[content.Lang]float64{}
		for _, hand := range hands(lib) {
			heardBy := lib.Heard(func(voice, text string) bool { return voice != hand && hundredth(text) < keep })
			r, err := understand.New(heardBy)
			if err != nil {
				return err
			}
			for lang, total := range totals {
				var mine ranking
				for _, h := range listen(r, lib, hand, lang) {
					if h.topic != "" {
						mine.add(h)
					}
				}
				total.merge(mine)
				learnt[lang] += perTopic(heardBy, lang) * float64(mine.asked)
			}
		}
		for _, lang := range content.Langs() {
			t := totals[lang]
			fmt.Fprintf(out, "%s %5.1f phrasings a topic: first %.1f, in three %.1f, in twenty %.1f\n", lang, learnt[lang]/float64(max(t.asked, 1)),
				percent(t.first, t.asked), percent(t.three, t.asked), percent(t.twenty, t.asked))
		}
	}
	return nil
}

func hundredth(text string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(text))
	return h.Sum32() % 100
}

func perTopic(lib *content.Library, lang content.Lang) float64 {
	n := 0
	for _, id := range lib.TopicIDs() {
		t, _ := lib.Topic(id, lang)
		n += len(t.Phrasings)
	}
	return float64(n) / float64(len(lib.TopicIDs()))
}
