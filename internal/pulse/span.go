package pulse

import (
	"maps"
	"slices"
)

// prime is 2^31-1. Arithmetic modulo it misses nothing: a figure about few people has coefficients that are determinants of 0s and 1s, and up to
// maxRosters rows these stay under it (Hadamard's bound).
const (
	prime      = 1<<31 - 1
	maxRosters = 22
	// maxSmall bounds the search. A school with more small groups than this is shown directions instead.
	maxSmall = 48
)

// atoms are the groups of people whom no roster tells apart: how many are in each, and for each roster a row that says which groups it holds.
type atoms struct {
	sizes []int
	rows  [][]uint64
}

func atomsOf(rosters []Roster) atoms {
	in := map[string]uint64{}
	for i, r := range rosters {
		for _, mark := range r {
			in[mark] |= 1 << i
		}
	}
	size := map[uint64]int{}
	for _, mask := range in {
		size[mask]++
	}
	a := atoms{rows: make([][]uint64, len(rosters))}
	for _, mask := range slices.Sorted(maps.Keys(size)) {
		a.sizes = append(a.sizes, size[mask])
		for i := range rosters {
			a.rows[i] = append(a.rows[i], mask>>i&1)
		}
	}
	return a
}

// isolates reports whether some sum and difference of figures, one for each roster, is about one to four people: whether the span of the rosters holds a vector
// that is zero for all but one to four. Such a vector is the same for everybody in an atom, and it is at right angles to all that the rosters cannot
// see; so small atoms are searched for a few whose columns there depend on each other.
func isolates(rosters []Roster) bool {
	if len(rosters) > maxRosters {
		return smallAtom(rosters)
	}
	a := atomsOf(rosters)
	unseen := a.unseen()
	var few []column
	for i, n := range a.sizes {
		if n < isolated {
			few = append(few, column{n, unseen[i]})
		}
	}
	return len(few) > maxSmall || dependent(few, nil, isolated-1)
}

// smallAtom is the rule for more rosters than can be computed with: cruder and on the safe side. Without a small atom no figure is about few people.
func smallAtom(rosters []Roster) bool {
	if len(rosters) > 64 {
		return true
	}
	return slices.ContainsFunc(atomsOf(rosters).sizes, small)
}

// column is how many people an atom holds and what stands for it in each unseen direction.
type column struct {
	people int
	values []uint64
}

// dependent reports whether some of the columns, of no more than left people together, depend on each other and those chosen.
func dependent(from []column, chosen [][]uint64, left int) bool {
	for i, c := range from {
		if c.people > left {
			continue
		}
		rest := reduce(slices.Clone(c.values), chosen)
		if lead(rest) < 0 || dependent(from[i+1:], append(slices.Clip(chosen), rest), left-c.people) {
			return true
		}
	}
	return false
}

// unseen returns for each atom its values in the directions that every roster misses: a base of the null space, read by columns.
func (a atoms) unseen() [][]uint64 {
	base := echelon(a.rows)
	pivot := map[int]int{}
	for i, row := range base {
		pivot[lead(row)] = i
	}
	out := make([][]uint64, len(a.sizes))
	for free := range a.sizes {
		if _, ok := pivot[free]; ok {
			continue
		}
		for i := range a.sizes {
			v := uint64(0)
			if at, ok := pivot[i]; ok {
				v = (prime - base[at][free]) % prime
			} else if i == free {
				v = 1
			}
			out[i] = append(out[i], v)
		}
	}
	return out
}

// rank is how many of the rosters are independent.
func rank(rosters []Roster) int { return len(echelon(atomsOf(rosters).rows)) }

// echelon returns a base of the rows in which each row is the only one with a value in the place of its lead, which is 1.
func echelon(rows [][]uint64) [][]uint64 {
	var base [][]uint64
	for _, row := range rows {
		row = reduce(slices.Clone(row), base)
		at := lead(row)
		if at < 0 {
			continue
		}
		scale(row, inverse(row[at]))
		for _, other := range base {
			subtract(other, row, other[at])
		}
		base = append(base, row)
	}
	return base
}

// reduce takes from a row what other rows can make of it.
func reduce(row []uint64, by [][]uint64) []uint64 {
	for _, b := range by {
		at := lead(b)
		subtract(row, b, row[at]*inverse(b[at])%prime)
	}
	return row
}

// lead is the first place with a value, or -1.
func lead(row []uint64) int { return slices.IndexFunc(row, func(v uint64) bool { return v != 0 }) }

func subtract(row, other []uint64, times uint64) {
	for i := range row {
		row[i] = (row[i] + (prime-times)*other[i]) % prime
	}
}

func scale(row []uint64, by uint64) {
	for i := range row {
		row[i] = row[i] * by % prime
	}
}

// inverse is 1/v, by Fermat's little theorem.
func inverse(v uint64) uint64 {
	out := uint64(1)
	for e := prime - 2; e > 0; e >>= 1 {
		if e&1 == 1 {
			out = out * v % prime
		}
		v = v * v % prime
	}
	return out
}
