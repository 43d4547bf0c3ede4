package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/baken-bot/baken/internal/content"
)

// share counts how many of how many.
type share struct{ hit, of int }

func (s *share) add(hit bool) {
	s.of++
	if hit {
		s.hit++
	}
}

// String is the share in per cent with its 95 % interval by Wilson's score (E. B. Wilson, 1927: right for small counts, where the plain interval is not).
func (s share) String() string {
	if s.of == 0 {
		return "–"
	}
	const z = 1.96
	n, p := float64(s.of), float64(s.hit)/float64(s.of)
	mid, half := p+z*z/(2*n), z*math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	scale := 100 / (1 + z*z/n)
	return fmt.Sprintf("%5.1f  [%.1f–%.1f]  %d of %d", 100*p, (mid-half)*scale, (mid+half)*scale, s.hit, s.of)
}

// measure names one figure.
type measure string

// The figures, in the order they are printed.
var measures = []measure{
	"right topic first", "right topic in three", "right topic in twenty", "urgent: card leads", "urgent: card or line",
	"harmless: false alarm", "harmless: line", "out of scope refused", "small talk as such", "pupil data found", "pupil data seen where none is",
}

// tally adds up the figures: over all, by language, and by group of topics.
type tally struct {
	lib      *content.Library
	all      map[measure]*share
	byLang   map[string]map[measure]*share
	byGroup  map[string]map[measure]*share
	confused map[[2]string]int
	wrong    []string
	took     []int64
}

func newTally(lib *content.Library) *tally {
	return &tally{lib: lib, all: map[measure]*share{}, byLang: map[string]map[measure]*share{}, byGroup: map[string]map[measure]*share{}, confused: map[[2]string]int{}}
}

func count(m map[measure]*share, name measure, hit bool) {
	if m[name] == nil {
		m[name] = &share{}
	}
	m[name].add(hit)
}

func (t *tally) count(q question, name measure, hit bool) {
	if t.byLang[q.lang] == nil {
		t.byLang[q.lang] = map[measure]*share{}
	}
	count(t.all, name, hit)
	count(t.byLang[q.lang], name, hit)
	if !q.asks() {
		return
	}
	if topic, ok := t.lib.Topic(q.want[0], content.Lang(q.lang)); ok {
		if t.byGroup[topic.Group] == nil {
			t.byGroup[topic.Group] = map[measure]*share{}
		}
		count(t.byGroup[topic.Group], name, hit)
	}
}

func (t *tally) add(q question, a answer) {
	t.took = append(t.took, a.TookUS)
	if q.asks() {
		t.addTopic(q, a)
	}
	t.addSafety(q, a)
	refused := a.Outcome == "unknown" || a.Outcome == "smalltalk"
	switch q.kind {
	case "out-of-scope":
		t.count(q, "out of scope refused", refused)
		t.note(!refused, "not refused", q, a)
	case "smalltalk":
		t.count(q, "small talk as such", a.Outcome == "smalltalk")
		t.note(a.Outcome != "smalltalk", "no small talk", q, a)
	}
	if q.kind == "privacy" {
		t.count(q, "pupil data found", len(a.Privacy) > 0)
		t.note(len(a.Privacy) == 0, "pupil data not found", q, a)
	} else {
		t.count(q, "pupil data seen where none is", len(a.Privacy) > 0)
	}
}

func (t *tally) addTopic(q question, a answer) {
	place := a.place(q.want)
	shown := a.Outcome != "unknown" && a.Outcome != "smalltalk"
	t.count(q, "right topic first", shown && place == 0)
	t.count(q, "right topic in three", place >= 0 && place < 3)
	t.count(q, "right topic in twenty", place >= 0)
	if place != 0 || !shown {
		t.confused[[2]string{q.want[0], cmp.Or(a.Topic, a.Outcome)}]++
	}
	t.note(place != 0 || !shown, fmt.Sprintf("topic (place %d)", place+1), q, a)
}

func (t *tally) addSafety(q question, a answer) {
	if q.urgent() {
		t.count(q, "urgent: card leads", a.Urgent)
		t.count(q, "urgent: card or line", a.Urgent || a.SafetyLine)
		t.note(!a.Urgent, "urgent, no card", q, a)
		return
	}
	if len(q.want) > 0 {
		if topic, ok := t.lib.Topic(q.want[0], content.Lang(q.lang)); ok && topic.Safety == content.SafetyUrgent {
			return // a question about an urgent subject: the urgent text is its answer, no alarm
		}
	}
	t.count(q, "harmless: false alarm", a.Urgent)
	t.count(q, "harmless: line", a.SafetyLine && !a.Urgent)
	t.note(a.Urgent, "false alarm", q, a)
}

func (t *tally) note(wrong bool, what string, q question, a answer) {
	if wrong {
		t.wrong = append(t.wrong, fmt.Sprintf("%s\t%s\t%s %s\twant %s\t%s", what, q.lang, a.Outcome, a.Topic, strings.Join(q.want, ","), q.text))
	}
}

func (t *tally) print(out io.Writer, detail bool) {
	for _, lang := range slices.Sorted(maps.Keys(t.byLang)) {
		printShares(out, lang, t.byLang[lang])
	}
	printShares(out, "all", t.all)
	for _, group := range slices.Sorted(maps.Keys(t.byGroup)) {
		g := t.byGroup[group]
		fmt.Fprintf(out, "group %-14s first %s   in three %s\n", group, g["right topic first"], g["right topic in three"])
	}
	fmt.Fprintln(out, "\nmost confused (wanted, given):")
	pairs := slices.SortedFunc(maps.Keys(t.confused), func(a, b [2]string) int {
		return cmp.Or(cmp.Compare(t.confused[b], t.confused[a]), cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	})
	for _, p := range pairs[:min(len(pairs), 15)] {
		fmt.Fprintf(out, "  %d  %s, %s\n", t.confused[p], p[0], p[1])
	}
	fmt.Fprintf(out, "time of one question: median %d µs, 99th percentile %d µs\n", percentile(t.took, 50), percentile(t.took, 99))
	if detail {
		fmt.Fprintln(out, strings.Join(t.wrong, "\n"))
	}
}

func printShares(out io.Writer, name string, m map[measure]*share) {
	fmt.Fprintf(out, "%s\n", name)
	for _, k := range measures {
		if m[k] != nil {
			fmt.Fprintf(out, "  %-30s %s\n", k, m[k])
		}
	}
}

func percentile(xs []int64, p int) int64 {
	if len(xs) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(xs))
	return sorted[min(len(sorted)*p/100, len(sorted)-1)]
}
