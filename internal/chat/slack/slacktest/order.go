package slacktest

import (
	"cmp"
	"maps"
	"slices"
)

// sortedBySerial puts ids in the order they were handed out: shorter is older, then by letter.
func sortedBySerial(views map[string]*View) []string {
	return slices.SortedFunc(maps.Keys(views), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	})
}
