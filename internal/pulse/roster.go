package pulse

import (
	"maps"
	"slices"
)

// Roster is who was invited, as marks that mean nothing without the store's key: sorted, each once. It says who could have answered, never who did.
type Roster []string

// NewRoster sorts marks.
func NewRoster(marks []string) Roster {
	marks = slices.Clone(marks)
	slices.Sort(marks)
	return slices.Compact(marks)
}

// Change is how many people joined and left between two rosters.
type Change struct{ Joined, Left int }

// Small reports that one to four people joined, or left. What moved in the numbers would be theirs.
func (c Change) Small() bool { return small(c.Joined) || small(c.Left) }

func small(n int) bool { return n > 0 && n < isolated }

// isolated is how many people a figure must be about at least.
const isolated = 5

// to counts the change from one roster to the next.
func (r Roster) to(next Roster) Change {
	i, j, both := 0, 0, 0
	for i < len(r) && j < len(next) {
		switch {
		case r[i] == next[j]:
			both, i, j = both+1, i+1, j+1
		case r[i] < next[j]:
			i++
		default:
			j++
		}
	}
	return Change{Joined: len(next) - both, Left: len(r) - both}
}

// History is what a school has been shown, as far as the rules need it: the rosters that numbers were shown of, and the roster of each question's last point. It
// spans all plans and questions of the school, because a question can be reworded and a team chosen anew to get at one person.
type History struct {
	Rosters []Roster `json:",omitempty"`
	// Shown are the rosters, by their place, that numbers were shown of.
	Shown []int `json:",omitempty"`
	// Last is the roster of each question's last point.
	Last map[string]int `json:",omitempty"`
}

// Since is the change since a question's last point; none when there was no point.
func (h History) Since(question string, now Roster) Change {
	at, ok := h.Last[question]
	if !ok {
		return Change{}
	}
	return h.Rosters[at].to(now)
}

// Isolates reports whether numbers of this roster, added to all that was shown, could be combined into a figure about fewer than five people.
func (h History) Isolates(now Roster) bool {
	return isolates(append(h.figures(), now))
}

// figures are the rosters that numbers were shown of.
func (h History) figures() []Roster {
	var out []Roster
	for _, at := range h.Shown {
		out = append(out, h.Rosters[at])
	}
	return out
}

// Forget puts another mark in the place of a person's. The person cannot be found any more, and the rules go on as if somebody unknown had left: to take the
// mark out would let numbers be shown whose difference is this person.
func (h History) Forget(mark, instead string) History {
	out := History{Shown: h.Shown, Last: h.Last}
	for _, r := range h.Rosters {
		if i, found := slices.BinarySearch(r, mark); found {
			r = slices.Clone(r)
			r[i] = instead
			slices.Sort(r)
		}
		out.Rosters = append(out.Rosters, r)
	}
	return out
}

// add returns a history that holds the roster, and where.
func (h History) add(r Roster) (History, int) {
	if at := slices.IndexFunc(h.Rosters, func(o Roster) bool { return slices.Equal(o, r) }); at >= 0 {
		return h, at
	}
	h.Rosters = append(slices.Clone(h.Rosters), r)
	return h, len(h.Rosters) - 1
}

func (h History) asked(question string, r Roster) History {
	h, at := h.add(r)
	last := map[string]int{question: at}
	for q, i := range h.Last {
		if q != question {
			last[q] = i
		}
	}
	h.Last = last
	return h
}

// shown notes that numbers of the roster were shown, unless they could be computed from those that were.
func (h History) shown(r Roster) History {
	was := h.figures()
	if len(was) < maxRosters && rank(append(was, r)) == rank(was) {
		return h
	}
	h, at := h.add(r)
	if slices.Contains(h.Shown, at) {
		return h
	}
	h.Shown = append(slices.Clone(h.Shown), at)
	return h
}

// tidy drops the rosters that no rule needs any more.
func (h History) tidy() History {
	out := History{Last: map[string]int{}}
	at := map[int]int{}
	place := func(i int) int {
		if _, ok := at[i]; !ok {
			at[i] = len(out.Rosters)
			out.Rosters = append(out.Rosters, h.Rosters[i])
		}
		return at[i]
	}
	for i := range h.Rosters {
		if slices.Contains(h.Shown, i) {
			out.Shown = append(out.Shown, place(i))
		}
	}
	for _, q := range slices.Sorted(maps.Keys(h.Last)) {
		out.Last[q] = place(h.Last[q])
	}
	return out
}
