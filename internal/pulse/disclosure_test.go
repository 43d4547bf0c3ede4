package pulse_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/pulse"
)

// question makes a question with so many options that say something.
func question(kind content.Kind, positive content.Direction, answers int) pulse.Question {
	q := pulse.Question{ID: "q", Kind: kind, Positive: positive, Wording: map[content.Lang]pulse.Wording{}}
	var options []string
	for i := range answers {
		options = append(options, fmt.Sprint("option ", i))
	}
	if kind == content.Scale {
		options = append(options, "not applicable")
	}
	for _, lang := range content.Langs() {
		q.Wording[lang] = pulse.Wording{Text: "?", Options: options}
	}
	return q
}

// show discloses one question of a first round of forty invited.
func show(q pulse.Question, c pulse.Count) pulse.Result {
	s, _ := pulse.Disclose(pulse.Closing{Round: pulse.Round{Questions: []pulse.Question{q}, Invited: 40}, Tally: pulse.Tally{c}})
	return s.Results[0]
}

func staff(n int) pulse.Roster {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf("p%03d", i))
	}
	return pulse.NewRoster(out)
}

// distributions calls f with every way to spread n answers over so many options.
func distributions(n, options int, f func([]int)) {
	at := make([]int, options)
	var spread func(i, left int)
	spread = func(i, left int) {
		if i == options-1 {
			at[i] = left
			f(at)
			return
		}
		for k := range left + 1 {
			at[i] = k
			spread(i+1, left-k)
		}
	}
	spread(0, n)
}

func TestEveryDistributionUpToThirtyShowsNoNumbersWhenAllOrAllButOneChoseTheSame(t *testing.T) {
	for options := 2; options <= 5; options++ {
		q := question(content.One, content.Neither, options)
		for n := range 31 {
			distributions(n, options, func(counts []int) {
				r, most := show(q, pulse.Count{Voters: n, Options: counts}), 0
				for _, k := range counts {
					most = max(most, k)
				}
				want := pulse.Shown
				switch {
				case n < 5:
					want = pulse.TooFew
				case most >= n-1:
					want = pulse.Banded
				}
				if r.State != want {
					t.Fatalf("%v: %s, want %s", counts, r.State, want)
				}
				if r.State != pulse.Shown && r.Shares != nil || r.State == pulse.TooFew && r.Lean != "" {
					t.Fatalf("%v: shows %+v", counts, r)
				}
			})
		}
	}
}

func TestAllAndAllButOneLookTheSame(t *testing.T) {
	for _, positive := range []content.Direction{content.High, content.Low, content.Neither} {
		for options := 2; options <= 5; options++ {
			q := question(content.One, positive, options)
			for n := 5; n <= 30; n++ {
				for same := range options {
					counts := make([]int, options)
					counts[same] = n
					all := show(q, pulse.Count{Voters: n, Options: counts})
					for other := range options {
						counts[same], counts[other] = n-1, 1
						if other == same {
							counts[same] = n
						}
						if got := show(q, pulse.Count{Voters: n, Options: counts}); !reflect.DeepEqual(got, all) {
							t.Errorf("%v: %+v, all: %+v", counts, got, all)
						}
						counts[other] = 0
					}
				}
			}
		}
	}
}

func TestWithSeveralChoicesNearlyAllAndHardlyAnyHideTheLastOne(t *testing.T) {
	q := question(content.Several, content.Neither, 3)
	for n := 5; n <= 30; n++ {
		for a := n - 1; a <= n; a++ {
			for b := n - 1; b <= n; b++ {
				for c := range 2 {
					r := show(q, pulse.Count{Voters: n, Options: []int{a, b, c}})
					if want := []pulse.Share{pulse.NearlyAll, pulse.NearlyAll, pulse.HardlyAny}; !reflect.DeepEqual(r.Shares, want) || r.Lean != pulse.Divided {
						t.Errorf("%d of %d, %d, %d: %+v", n, a, b, c, r)
					}
				}
			}
		}
	}
}

func TestAShareIsNeverRoundedToEverybody(t *testing.T) {
	q := question(content.One, content.Neither, 2)
	for n := 5; n <= 200; n++ {
		for k := range n + 1 {
			for _, s := range show(q, pulse.Count{Voters: n, Options: []int{k, n - k}}).Shares {
				if s < 0 || s > 90 || s%10 != 0 {
					t.Errorf("%d of %d shows %d", k, n, s)
				}
			}
		}
	}
}

func TestNotApplicableIsNoAnswer(t *testing.T) {
	q := question(content.Scale, content.High, 4)
	for name, test := range map[string]struct {
		voters int
		counts []int
		want   pulse.State
	}{
		"four say something and ten do not":        {14, []int{1, 1, 1, 1, 10}, pulse.TooFew},
		"five say something":                       {14, []int{1, 1, 2, 1, 9}, pulse.Shown},
		"all who say something say the same":       {14, []int{0, 0, 0, 6, 8}, pulse.Banded},
		"all but one of those who say something":   {14, []int{1, 0, 0, 5, 8}, pulse.Banded},
		"nobody says anything":                     {14, []int{0, 0, 0, 0, 14}, pulse.TooFew},
		"all but two of those who say something":   {14, []int{2, 0, 0, 5, 7}, pulse.Shown},
		"everybody chose not applicable but seven": {30, []int{0, 3, 3, 1, 23}, pulse.Shown},
	} {
		t.Run(name, func(t *testing.T) {
			r := show(q, pulse.Count{Voters: test.voters, Options: test.counts})
			if r.State != test.want || len(r.Shares) > 4 {
				t.Errorf("got %+v", r)
			}
		})
	}
}

func TestTheDirectionFollowsTheGoodSide(t *testing.T) {
	for name, test := range map[string]struct {
		kind     content.Kind
		positive content.Direction
		counts   []int
		want     pulse.Lean
	}{
		"high is good":        {content.One, content.High, []int{0, 1, 4, 4}, pulse.Positive},
		"low is good":         {content.One, content.Low, []int{0, 1, 4, 4}, pulse.Negative},
		"low and low":         {content.One, content.Low, []int{4, 4, 1, 0}, pulse.Positive},
		"neither side":        {content.One, content.High, []int{2, 2, 2, 3}, pulse.Mixed},
		"the middle of three": {content.One, content.High, []int{1, 8, 0}, pulse.Mixed},
		"an option":           {content.One, content.Neither, []int{2, 7}, pulse.Mostly},
		"no option":           {content.One, content.Neither, []int{4, 5}, pulse.Divided},
	} {
		t.Run(name, func(t *testing.T) {
			n := 0
			for _, k := range test.counts {
				n += k
			}
			if r := show(question(test.kind, test.positive, len(test.counts)), pulse.Count{Voters: n, Options: test.counts}); r.Lean != test.want {
				t.Errorf("got %s", r.Lean)
			}
		})
	}
}

func TestNoBandOfParticipationTellsHowManyStayedSilent(t *testing.T) {
	for invited := pulse.MinInvited; invited <= 200; invited++ {
		for threshold := pulse.MinAnswers; threshold <= invited-pulse.MinSilent; threshold++ {
			possible := map[pulse.Participation]int{}
			for answered := threshold; answered <= invited; answered++ {
				band := pulse.Participate(answered, invited, threshold)
				possible[band]++
				if band == pulse.MoreThanHalf && 2*answered <= invited || band == pulse.HalfOrLess && 2*answered > invited || band == pulse.Most && 4*answered < 3*invited {
					t.Errorf("%d of %d is not %s", answered, invited, band)
				}
			}
			for band, n := range possible {
				if n < 4 || band == pulse.NotSaid {
					t.Errorf("%d invited, threshold %d: %s leaves %d possible", invited, threshold, band, n)
				}
			}
			if band := pulse.Participate(threshold-1, invited, threshold); band != pulse.NotSaid {
				t.Errorf("under the threshold: %s", band)
			}
		}
	}
}

func TestThresholdsAreRaisedAndNeverLowered(t *testing.T) {
	var floor pulse.Thresholds
	raised, err := floor.Raise(12, 8)
	if err != nil || raised.Invited() != 12 || raised.Answers() != 8 || floor.Invited() != 8 || floor.Answers() != 5 {
		t.Fatalf("got %+v, %v", raised, err)
	}
	for _, low := range [][2]int{{12, 7}, {11, 8}, {8, 5}, {0, 0}, {-1, -1}, {12, 10}, {12, 12}} {
		if got, err := raised.Raise(low[0], low[1]); err == nil || got != raised {
			t.Errorf("%v: %+v, %v", low, got, err)
		}
	}
	var read pulse.Thresholds
	if text, err := json.Marshal(raised); err != nil || json.Unmarshal(text, &read) != nil || read != raised {
		t.Errorf("%s, %v: %+v", text, err, read)
	}
	for _, text := range []string{`"7/5"`, `"8/4"`, `"8/6"`, `"x"`, `""`} {
		if err := json.Unmarshal([]byte(text), &read); err == nil {
			t.Errorf("%s was read", text)
		}
	}
}

func TestTheTrendReadsPublishedNumbersAndIgnoresTheirNoise(t *testing.T) {
	q := question(content.Scale, content.High, 4)
	point := func(counts ...int) pulse.Result {
		n := 0
		for _, k := range counts {
			n += k
		}
		return show(q, pulse.Count{Voters: n, Options: append(counts, 0)})
	}
	low := show(question(content.Scale, content.Low, 4), pulse.Count{Voters: 10, Options: []int{0, 0, 5, 5, 0}})
	for name, test := range map[string]struct {
		before, now pulse.Result
		want        pulse.Trend
	}{
		"the same":          {point(2, 3, 3, 2), point(2, 3, 3, 2), pulse.AboutAs},
		"two steps":         {point(2, 3, 3, 2), point(1, 2, 4, 3), pulse.AboutAs},
		"three steps":       {point(3, 3, 2, 2), point(1, 2, 4, 3), pulse.Better},
		"three steps down":  {point(1, 2, 4, 3), point(3, 3, 2, 2), pulse.Worse},
		"no numbers before": {point(0, 0, 0, 9), point(3, 3, 2, 2), pulse.NoTrend},
		"no numbers now":    {point(3, 3, 2, 2), point(1, 1, 1, 1), pulse.NoTrend},
		"another question":  {low, point(3, 3, 2, 2), pulse.NoTrend},
	} {
		t.Run(name, func(t *testing.T) {
			if got := pulse.Compare(test.before, test.now); got != test.want {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestASnapshotHoldsNoCountsAndNoTimes(t *testing.T) {
	q := question(content.One, content.Neither, 3)
	opens := time.Date(2026, 1, 13, 15, 17, 31, 0, time.UTC)
	s, _ := pulse.Disclose(pulse.Closing{
		Round: pulse.Round{
			Ref: pulse.Ref{School: "a", Round: "r"}, Pulse: "p", Questions: []pulse.Question{q}, Opens: opens, Closes: opens.Add(73 * time.Hour), Invited: 23,
		},
		Tally: pulse.Tally{{Voters: 17, Options: []int{11, 4, 2}}}, Roster: staff(23),
	})
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, not := range []string{"17", "11", "23", "15:", ":31", "p0"} {
		if strings.Contains(string(text), not) {
			t.Errorf("%q in %s", not, text)
		}
	}
}
