package main

import (
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/understand"
)

// heard is one message of the hand that was held out, as it was understood.
type heard struct {
	topic    string // the right one; empty when it is none of the topics'
	declined bool   // to be declined
	urgent   bool
	example  bool // of the safety check
	meaning  understand.Meaning
}

// listen reads everything a hand wrote in a language.
func listen(r *understand.Reader, lib *content.Library, hand string, lang content.Lang) []heard {
	var out []heard
	read := func(text string) understand.Meaning {
		return r.Read(text, understand.Context{Now: time.Now(), Lang: lang, Fixed: true, Candidates: 20})
	}
	for _, id := range lib.TopicIDs() {
		t, _ := lib.Topic(id, lang)
		for _, p := range t.Phrasings {
			if p.Voice == hand {
				out = append(out, heard{topic: id, meaning: read(p.Text)})
			}
		}
	}
	for _, o := range lib.OffTopic(lang) {
		if o.Voice == hand {
			out = append(out, heard{declined: true, meaning: read(o.Text)})
		}
	}
	for _, e := range lib.Examples(lang) {
		if e.Voice == hand {
			out = append(out, heard{example: true, urgent: e.Route != content.NoRoute, meaning: read(e.Text)})
		}
	}
	return out
}

// each calls do with what every hand wrote, read by a bot that never heard that hand.
func each(lib *content.Library, do func(hand string, lang content.Lang, list []heard)) error {
	for _, hand := range hands(lib) {
		r, err := without(lib, hand)
		if err != nil {
			return err
		}
		for _, lang := range content.Langs() {
			if list := listen(r, lib, hand, lang); len(list) > 0 {
				do(hand, lang, list)
			}
		}
	}
	return nil
}

func printHands(out io.Writer, lib *content.Library) error {
	totals := map[content.Lang]*ranking{}
	err := each(lib, func(hand string, lang content.Lang, list []heard) {
		var r ranking
		var s safety
		var refused, declined int
		for _, h := range list {
			switch {
			case h.topic != "":
				r.add(h)
			case h.declined:
				declined++
				if h.meaning.Verdict == understand.NoneFits || h.meaning.SmallTalk != "" {
					refused++
				}
			case h.example:
				s.add(h)
			}
		}
		if totals[lang] == nil {
			totals[lang] = &ranking{}
		}
		totals[lang].merge(r)
		fmt.Fprintf(out, "%s %-16s %s%s%s\n", lang, hand, r, s, refusal(refused, declined))
	})
	for _, lang := range content.Langs() {
		if totals[lang] != nil {
			fmt.Fprintf(out, "%s %-16s %s\n", lang, "all hands", totals[lang])
		}
	}
	return err
}

func refusal(refused, of int) string {
	if of == 0 {
		return ""
	}
	return fmt.Sprintf("; declined %.1f of %d", percent(refused, of), of)
}

// ranking counts how high the right topic stands, and whether it is shown.
type ranking struct{ asked, first, three, twenty, shown int }

func (r *ranking) add(h heard) {
	r.asked++
	if h.meaning.Verdict != understand.NoneFits {
		r.shown++
	}
	place := slices.IndexFunc(h.meaning.Topics, func(c understand.Candidate) bool { return c.Topic == h.topic })
	if place < 0 {
		return
	}
	r.twenty++
	if place < 3 {
		r.three++
	}
	if place == 0 {
		r.first++
	}
}

func (r *ranking) merge(o ranking) {
	r.asked, r.first, r.three, r.twenty, r.shown = r.asked+o.asked, r.first+o.first, r.three+o.three, r.twenty+o.twenty, r.shown+o.shown
}

func (r ranking) String() string {
	if r.asked == 0 {
		return ""
	}
	return fmt.Sprintf("%4d phrasings: first %.1f, in three %.1f, in twenty %.1f, shown %.1f",
		r.asked, percent(r.first, r.asked), percent(r.three, r.asked), percent(r.twenty, r.asked), percent(r.shown, r.asked))
}

// safety counts what the safety check made of examples.
type safety struct{ urgent, card, caught, harmless, alarm, line int }

func (s *safety) add(h heard) {
	degree := h.meaning.Urgency.Degree
	if h.urgent {
		s.urgent++
		if degree == understand.Sure {
			s.card++
		}
		if degree != understand.Calm {
			s.caught++
		}
		return
	}
	s.harmless++
	switch degree {
	case understand.Sure:
		s.alarm++
	case understand.Doubt:
		s.line++
	}
}

func (s safety) String() string {
	if s.urgent+s.harmless == 0 {
		return ""
	}
	return fmt.Sprintf("; %d urgent: card %.1f, card or line %.1f; %d harmless look-alikes: alarm %.1f, line %.1f",
		s.urgent, percent(s.card, s.urgent), percent(s.caught, s.urgent), s.harmless, percent(s.alarm, s.harmless), percent(s.line, s.harmless))
}

func percent(n, of int) float64 { return 100 * float64(n) / float64(max(of, 1)) }
