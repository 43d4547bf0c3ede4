package understand

import (
	"fmt"
	"strings"
)

// A safety pattern is a row of words:
//
//	wil* niet|nooit meer leven     these words, in a row; | parts alternatives, * takes any ending
//	vertelde .. geslagen           .. stands for up to five other words of the same sentence
//	^ haha                         ^ stands for the start of a sentence
//
// Words are compared without case and accents.
type pattern struct {
	elements []element
}

type element struct {
	gap   bool // up to maxGap other words may come before
	start bool // only at the start of a sentence
	words []string
	stems []string // beginnings of words
}

const maxGap = 5

func parsePattern(s string) (pattern, error) {
	var p pattern
	gap, start := false, false
	for part := range strings.FieldsSeq(s) {
		switch part {
		case "..":
			gap = true
			continue
		case "^":
			start = true
			continue
		}
		e := element{gap: gap && len(p.elements) > 0, start: start}
		gap, start = false, false
		for alt := range strings.SplitSeq(part, "|") {
			stem, prefix := strings.CutSuffix(alt, "*")
			w := tokens(stem, false)
			switch {
			case len(w) != 1:
				return p, fmt.Errorf("read pattern %q: %q is not one word", s, alt)
			case prefix:
				e.stems = append(e.stems, w[0])
			default:
				e.words = append(e.words, w[0])
			}
		}
		p.elements = append(p.elements, e)
	}
	if len(p.elements) == 0 {
		return p, fmt.Errorf("read pattern %q: no words", s)
	}
	return p, nil
}

func (e element) matches(w string) bool {
	for _, x := range e.words {
		if x == w {
			return true
		}
	}
	for _, x := range e.stems {
		if strings.HasPrefix(w, x) {
			return true
		}
	}
	return false
}

// matchAt reports whether the pattern stands in words from i on; the empty word is the end of a sentence.
func (p pattern) matchAt(words []string, i int) bool {
	return matchElements(p.elements, words, i)
}

func matchElements(es []element, words []string, i int) bool {
	if len(es) == 0 {
		return true
	}
	e := es[0]
	last := i
	if e.gap {
		last = i + maxGap
	}
	for at := i; at <= last && at < len(words) && words[at] != ""; at++ {
		if e.start && at > 0 && words[at-1] != "" {
			continue
		}
		if e.matches(words[at]) && matchElements(es[1:], words, at+1) {
			return true
		}
	}
	return false
}

// patternSet finds which of many patterns stand in a text, looking only at those whose first word fits.
type patternSet struct {
	byWord map[string][]int
	byStem map[string][]int // by the first three bytes of a beginning
	all    []pattern
}

const stemKey = 3

func newPatternSet(sources []string) (*patternSet, error) {
	s := &patternSet{byWord: map[string][]int{}, byStem: map[string][]int{}}
	for _, src := range sources {
		p, err := parsePattern(src)
		if err != nil {
			return nil, err
		}
		n := len(s.all)
		s.all = append(s.all, p)
		for _, w := range p.elements[0].words {
			s.byWord[w] = append(s.byWord[w], n)
		}
		for _, w := range p.elements[0].stems {
			if len(w) < stemKey {
				return nil, fmt.Errorf("read pattern %q: the first word needs %d letters before *", src, stemKey)
			}
			s.byStem[w[:stemKey]] = append(s.byStem[w[:stemKey]], n)
		}
	}
	return s, nil
}

// find calls yield with the number of each pattern that is found, until yield returns false.
func (s *patternSet) find(words []string, yield func(n int) bool) {
	try := func(candidates []int, i int) bool {
		for _, n := range candidates {
			if s.all[n].matchAt(words, i) && !yield(n) {
				return false
			}
		}
		return true
	}
	for i, w := range words {
		if w == "" {
			continue
		}
		if !try(s.byWord[w], i) || len(w) >= stemKey && !try(s.byStem[w[:stemKey]], i) {
			return
		}
	}
}
