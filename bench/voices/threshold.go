package main

import (
	"fmt"
	"io"

	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/understand"
)

// printSafety shows what each threshold of the trained part would give, over the examples of all hands and, as harmless messages of everyday, over how staff ask about
// topics that are not urgent. The rules stay as they are.
func printSafety(out io.Writer, lib *content.Library) error {
	type message struct {
		chance float64
		rule   understand.Degree
	}
	var urgent, alike, everyday []message
	err := each(lib, func(_ string, lang content.Lang, list []heard) {
		for _, h := range list {
			m := message{chance: h.meaning.Urgency.Chance}
			if len(h.meaning.Urgency.Rules) > 0 {
				m.rule = h.meaning.Urgency.Degree
			}
			switch t, _ := lib.Topic(h.topic, lang); {
			case h.urgent:
				urgent = append(urgent, m)
			case h.example:
				alike = append(alike, m)
			case h.topic != "" && t.Safety != content.SafetyUrgent:
				everyday = append(everyday, m)
			}
		}
	})
	over := func(list []message, at float64) float64 {
		n := 0
		for _, m := range list {
			if m.chance >= at {
				n++
			}
		}
		return percent(n, len(list))
	}
	fmt.Fprintf(out, "%d urgent, %d harmless look-alikes, %d everyday questions; the trained part alone\n", len(urgent), len(alike), len(everyday))
	for _, at := range []float64{0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9} {
		fmt.Fprintf(out, "at %.2f: urgent %.1f, look-alikes %.1f, everyday %.1f\n", at, over(urgent, at), over(alike, at), over(everyday, at))
	}
	return err
}

// printVerdict shows what each margin would give: first how much of what must be declined is, against how many questions are refused wrongly; then how often a
// question that is not refused is answered right at once, answered wrong, or asked back with the right topic among the choices.
func printVerdict(out io.Writer, lib *content.Library) error {
	type message struct {
		first, second, declined float64
		place                   int
		decline                 bool
	}
	var list []message
	err := each(lib, func(_ string, _ content.Lang, heards []heard) {
		for _, h := range heards {
			if h.example || len(h.meaning.Topics) < 2 {
				continue
			}
			m := message{first: h.meaning.Topics[0].Score, second: h.meaning.Topics[1].Score, declined: h.meaning.Declined, place: -1, decline: h.declined}
			for i, c := range h.meaning.Topics[:min(3, len(h.meaning.Topics))] {
				if c.Topic == h.topic {
					m.place = i
				}
			}
			list = append(list, m)
		}
	})
	for _, lead := range []float64{0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 5} {
		for _, floor := range []float64{0, 0.1, 0.15, 0.2} {
			var refused, of, wrongly, questions int
			for _, m := range list {
				no := m.declined > lead*m.first || m.first < floor
				if m.decline {
					of++
					refused += one(no)
				} else {
					questions++
					wrongly += one(no)
				}
			}
			fmt.Fprintf(out, "decline at %.2f× the first, or first under %.2f: declined %.1f, questions refused %.1f\n", lead, floor, percent(refused, of), percent(wrongly, questions))
		}
	}
	for _, at := range []float64{0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7} {
		for _, lead := range []float64{1.5, 2, 2.5, 3, 4} {
			var right, wrong, asked, useful, questions int
			for _, m := range list {
				if m.decline {
					continue
				}
				answered := m.first >= at || m.first >= lead*m.second
				questions++
				right += one(answered && m.place == 0)
				wrong += one(answered && m.place != 0)
				asked += one(!answered)
				useful += one(!answered && m.place >= 0)
			}
			fmt.Fprintf(out, "answer at %.2f or %.1f× the next: right %.1f, wrong %.1f, asked back %.1f (right topic among the choices %.1f)\n",
				at, lead, percent(right, questions), percent(wrong, questions), percent(asked, questions), percent(useful, asked))
		}
	}
	return err
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}
