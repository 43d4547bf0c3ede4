package content

import (
	"maps"
	"slices"
)

// concepts reports a concept that is known in one language alone: what staff say in the other would not be heard.
func (c checker) concepts() {
	for _, lang := range Langs() {
		for _, other := range Langs() {
			for _, id := range slices.Sorted(maps.Keys(c.lib.concepts[lang])) {
				if _, ok := c.lib.concepts[other][id]; !ok {
					c.p.add("lexicon/concepts."+string(other)+".tsv", 1, "no %s phrases of concept %q", other, id)
				}
			}
		}
	}
}
