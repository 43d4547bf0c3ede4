package pulse_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/pulse"
)

// history is a history in which numbers were shown of these rosters.
func history(shown ...pulse.Roster) pulse.History {
	h := pulse.History{Rosters: shown}
	for i := range shown {
		h.Shown = append(h.Shown, i)
	}
	return h
}

// isolates finds by brute force whether some combination of the rosters is about one to four people: whether leaving those out makes fewer of the rosters
// independent. It shares no code with the rule.
func isolates(rosters []pulse.Roster) bool {
	var people []string
	for _, r := range rosters {
		people = append(people, r...)
	}
	slices.Sort(people)
	people = slices.Compact(people)
	full := independent(rosters, people)
	var leave func(from, left int, rest []string) bool
	leave = func(from, left int, rest []string) bool {
		if independent(rosters, rest) < full {
			return true
		}
		for i := from; left > 0 && i < len(rest); i++ {
			if leave(i, left-1, append(slices.Clone(rest[:i]), rest[i+1:]...)) {
				return true
			}
		}
		return false
	}
	return leave(0, 4, people)
}

// independent counts the independent rosters among some people, in whole numbers (Bareiss).
func independent(rosters []pulse.Roster, people []string) int {
	m := make([][]int, len(rosters))
	for i, r := range rosters {
		for _, who := range people {
			in := 0
			if slices.Contains(r, who) {
				in = 1
			}
			m[i] = append(m[i], in)
		}
	}
	at, last := 0, 1
	for c := 0; c < len(people) && at < len(m); c++ {
		p := slices.IndexFunc(m[at:], func(row []int) bool { return row[c] != 0 })
		if p < 0 {
			continue
		}
		m[at], m[at+p] = m[at+p], m[at]
		for i := at + 1; i < len(m); i++ {
			for j := len(people) - 1; j >= c; j-- {
				m[i][j] = (m[i][j]*m[at][c] - m[i][c]*m[at][j]) / last
			}
		}
		last, at = m[at][c], at+1
	}
	return at
}

func TestTheRuleAgainstSubtractionAgreesWithBruteForce(t *testing.T) {
	r, yes, no := rand.New(rand.NewPCG(1, 1)), 0, 0
	for range 600 {
		n := 8 + r.IntN(6)
		rosters := make([]pulse.Roster, 1+r.IntN(4))
		for i := range rosters {
			rosters[i] = some(r, n, r.IntN(3))
		}
		want := isolates(rosters)
		if got := history(rosters[1:]...).Isolates(rosters[0]); got != want {
			t.Fatalf("%v: %t, want %t", rosters, got, want)
		}
		if want {
			yes++
		} else {
			no++
		}
	}
	if min(yes, no) < 100 {
		t.Errorf("%d isolate and %d do not: the cases say little", yes, no)
	}
}

// some returns a random roster: by head, in blocks, or nearly everybody.
func some(r *rand.Rand, n, way int) pulse.Roster {
	out := pulse.Roster{}
	for i, who := range staff(n) {
		if way == 0 && r.IntN(2) == 0 || way == 1 && (i/5+r.IntN(20)/19)%2 == 0 || way == 2 && r.IntN(12) > 0 {
			out = append(out, who)
		}
	}
	return out
}

func TestSubtractionIsStopped(t *testing.T) {
	all := staff(30)
	for name, test := range map[string]struct {
		shown []pulse.Roster
		now   pulse.Roster
		want  bool
	}{
		"first round":                              {nil, all, false},
		"the same group again":                     {[]pulse.Roster{all}, all, false},
		"one joined":                               {[]pulse.Roster{all[:29]}, all, true},
		"four left":                                {[]pulse.Roster{all}, all[4:], true},
		"five joined":                              {[]pulse.Roster{all[:25]}, all, false},
		"a part, the rest being three":             {[]pulse.Roster{all}, all[:27], true},
		"three left and four joined":               {[]pulse.Roster{all[:20]}, all[3:24], false},
		"and then the three come back":             {[]pulse.Roster{all[:20], all[3:24]}, all[:24], true},
		"two halves and the whole":                 {[]pulse.Roster{all[:15], all[15:]}, all, false},
		"two halves and the whole but one":         {[]pulse.Roster{all[:15], all[15:]}, all[:29], true},
		"five by five and then six":                {[]pulse.Roster{all[:10], all[:15], all[:20]}, all[:26], false},
		"out and in again with one more each time": {[]pulse.Roster{all[:20], all[:14]}, all[:21], true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := history(test.shown...).Isolates(test.now); got != test.want {
				t.Errorf("got %t", got)
			}
		})
	}
}

func TestManyRostersAreJudgedByTheSaferRule(t *testing.T) {
	var shown []pulse.Roster
	people := staff(400)
	for i := range 30 {
		shown = append(shown, people[i*10:i*10+20])
	}
	if history(shown...).Isolates(people[:40]) {
		t.Error("groups of ten are refused")
	}
	if !history(shown...).Isolates(people[:36]) || !history(slices.Repeat(shown, 3)...).Isolates(people[:40]) {
		t.Error("a group of four, or more rosters than can be told apart, passes")
	}
}

func TestNothingEverShownIsolatesFewerThanFive(t *testing.T) {
	r, numbers, rounds := rand.New(rand.NewPCG(2, 2)), 0, 0
	for range 80 {
		var h pulse.History
		var shown []pulse.Roster
		here := staff(18)[:8+r.IntN(8)]
		for range 8 {
			here = turnover(r, here)
			if len(here) < pulse.MinInvited {
				continue
			}
			rounds++
			c := pulse.Closing{Round: round(2, len(here)), Roster: here, History: h}
			for range 2 {
				c.Tally = append(c.Tally, vote(r, len(here)))
			}
			var s pulse.Snapshot
			s, h = pulse.Disclose(c)
			if s.Results[0].State == pulse.Shown || s.Results[1].State == pulse.Shown {
				shown, numbers = append(shown, here), numbers+1
			}
		}
		if isolates(shown) {
			t.Fatalf("shown: %v", shown)
		}
	}
	t.Logf("numbers in %d of %d rounds", numbers, rounds)
	if numbers < rounds/4 {
		t.Error("hardly any numbers were shown: the test says little")
	}
}

// turnover lets nobody, a few or many come and go among eighteen people.
func turnover(r *rand.Rand, here pulse.Roster) pulse.Roster {
	odds := []int{0, 0, 2, 6, 12}[r.IntN(5)]
	out := pulse.Roster{}
	for _, who := range staff(18) {
		if slices.Contains(here, who) != (r.IntN(24) < odds) {
			out = append(out, who)
		}
	}
	return out
}

func round(questions, invited int) pulse.Round {
	out := pulse.Round{Invited: invited}
	for i := range questions {
		q := question(content.One, content.High, 4)
		q.ID = fmt.Sprint("q", i)
		out.Questions = append(out.Questions, q)
	}
	return out
}

func vote(r *rand.Rand, invited int) pulse.Count {
	c := pulse.Count{Options: make([]int, 4)}
	for range invited {
		if r.IntN(4) > 0 {
			c.Options[r.IntN(4)]++
			c.Voters++
		}
	}
	return c
}

func TestOneToFourWhoJoinOrLeaveTurnTheNextPointIntoADirection(t *testing.T) {
	all := staff(60)
	for name, test := range map[string]struct {
		before, now pulse.Roster
		want        pulse.State
	}{
		"nobody":            {all[:20], all[:20], pulse.Shown},
		"one joined":        {all[:20], all[:21], pulse.Banded},
		"four joined":       {all[:20], all[:24], pulse.Banded},
		"five joined":       {all[:20], all[:25], pulse.Shown},
		"one left":          {all[:20], all[1:20], pulse.Banded},
		"four and five":     {all[:20], all[4:25], pulse.Banded},
		"five and four":     {all[:20], all[5:24], pulse.Banded},
		"five and five":     {all[:20], all[5:25], pulse.Shown},
		"a different group": {all[:20], all[20:40], pulse.Shown},
	} {
		t.Run(name, func(t *testing.T) {
			c := pulse.Closing{Round: round(1, 20), Tally: pulse.Tally{{Voters: 12, Options: []int{3, 3, 3, 3}}}, Roster: test.before}
			_, c.History = pulse.Disclose(c)
			c.Roster = test.now
			if s, _ := pulse.Disclose(c); s.Results[0].State != test.want {
				t.Errorf("got %s", s.Results[0].State)
			}
		})
	}
}

func TestNumbersComeBackWhenNobodyComesOrGoesAfterALargeChange(t *testing.T) {
	all := staff(60)
	c := pulse.Closing{Round: round(1, 20), Tally: pulse.Tally{{Voters: 12, Options: []int{3, 3, 3, 3}}}}
	for i, step := range []struct {
		now  pulse.Roster
		want pulse.State
	}{{all[:20], pulse.Shown}, {all[3:24], pulse.Banded}, {all[3:24], pulse.Shown}, {all[3:25], pulse.Banded}, {all[3:25], pulse.Banded}} {
		c.Roster = step.now
		var s pulse.Snapshot
		if s, c.History = pulse.Disclose(c); s.Results[0].State != step.want {
			t.Errorf("step %d: got %s", i, s.Results[0].State)
		}
	}
}

func TestForgettingAPersonLooksLikeSomebodyLeft(t *testing.T) {
	all := staff(20)
	h := history(all).Forget("p003", "zzz")
	if slices.Contains(h.Rosters[0], "p003") || len(h.Rosters[0]) != 20 || !h.Isolates(all) {
		t.Errorf("got %v", h)
	}
}
