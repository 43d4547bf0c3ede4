package content

import (
	"cmp"
	"fmt"
	"slices"
)

// Problem is one fault in the library, at the place where an author can mend it.
type Problem struct {
	File string
	Line int
	Text string
}

// Error returns "file:line: text".
func (p Problem) Error() string { return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text) }

// problems collects faults while a library is read.
type problems []Problem

func (p *problems) add(file string, line int, format string, args ...any) {
	*p = append(*p, Problem{File: file, Line: max(line, 1), Text: fmt.Sprintf(format, args...)})
}

func (p problems) sorted() []Problem {
	slices.SortStableFunc(p, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return p
}
