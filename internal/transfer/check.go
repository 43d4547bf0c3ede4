package transfer

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/pulse"
	"github.com/baken-bot/baken/internal/pulse/lint"
	"github.com/baken-bot/baken/internal/schedule"
)

// Problem is something wrong with a file, with its place in it.
type Problem struct{ Place, Text string }

// Error returns "place: text".
func (p Problem) Error() string { return p.Place + ": " + p.Text }

// maxProblems is how many problems are told: who mends these and asks again hears of the others.
const maxProblems = 100

// faults collects problems, and counts those it does not keep.
type faults struct {
	all  []Problem
	more int
}

func (f *faults) add(place string, err error) {
	for text := range strings.SplitSeq(err.Error(), "\n") {
		if len(f.all) == maxProblems {
			f.more++
			continue
		}
		f.all = append(f.all, Problem{place, text})
	}
}

func (f *faults) count() int { return len(f.all) + f.more }

func (f *faults) full() bool { return f.more > 0 }

// told are the problems, with a last one that says how many there are besides.
func (f *faults) told() []Problem {
	if f.more == 0 {
		return f.all
	}
	return append(f.all, Problem{"file", fmt.Sprintf("and at least %d problems more", f.more)})
}

// Against is what a file is checked against.
type Against struct {
	Now     time.Time
	Library *content.Library
	// Linter judges own questions.
	Linter *lint.Linter
	// Owns returns an error for an address that is not of a school.
	Owns func(chat.School, chat.Address) error
	// Plans and Results are whether these are wanted; what is not wanted is not looked at.
	Plans, Results bool
}

// The limits of a file: more than a school can have made by hand or heard in the lifetime of a result.
const (
	maxPlans   = 500
	maxResults = 5000
)

// Check returns what the file says of the school, and everything that is wrong with it in the order of the file. What it returns beside a problem must not be kept.
func (f File) Check(a Against) (School, []Problem) {
	fault := &faults{}
	if f.School == "" {
		fault.add("school", errors.New("is not named"))
	}
	out := School{Settings: f.Settings.read(fault), Rosters: f.Rosters}
	if err := out.Thresholds.UnmarshalText([]byte(f.Thresholds)); err != nil {
		fault.add("thresholds", err)
	}
	f.pause(&out, a, fault)
	if a.Plans {
		r := reading{Against: a, id: f.School, school: out.school(), fault: fault, teams: map[string]bool{}}
		out.Teams = f.teams(r)
		for _, t := range out.Teams {
			r.teams[t.ID] = true
		}
		f.plans(&out, r)
	}
	if a.Results {
		f.results(&out, a, fault)
	}
	return out, fault.told()
}

// school is what the plans are read in. Settings that cannot be used are a problem already; what is wrong with the plans is told beside it.
func (s School) school() schedule.School {
	out, err := s.Settings.School()
	if err != nil {
		return schedule.School{Zone: time.UTC, Calendar: schedule.NewCalendar("", nil, nil), Window: schedule.HardWindow()}
	}
	return out
}

func (f File) pause(out *School, a Against, fault *faults) {
	if f.Pause == nil {
		return
	}
	out.Pause = schedule.Pause{Since: f.Pause.Since, Until: f.Pause.Until}
	switch {
	case f.Pause.Since.IsZero() || f.Pause.Since.After(a.Now):
		fault.add("pause.since", errors.New("is not a moment that has been"))
	case !f.Pause.Until.IsZero() && f.Pause.Until.Before(f.Pause.Since):
		fault.add("pause.until", errors.New("comes before the pause began"))
	}
}

func (f File) plans(out *School, r reading) {
	switch {
	case len(f.Plans) > maxPlans:
		r.fault.add("plans", fmt.Errorf("are %d, at most %d", len(f.Plans), maxPlans))
		return
	case len(f.Plans) > 0 && !f.Addresses:
		r.fault.add("plans", errors.New("do not say whom they are for: export again with --with-addresses, or import with --without-plans"))
		return
	}
	seen := map[schedule.PlanID]bool{}
	for i, p := range f.Plans {
		at := fmt.Sprintf("plans[%d]", i)
		if seen[p.ID] {
			r.fault.add(at+".id", errors.New("stands twice"))
		}
		seen[p.ID] = true
		if r.fault.full() {
			return
		}
		out.Plans = append(out.Plans, r.plan(p, at))
	}
}

func (f File) results(out *School, a Against, fault *faults) {
	if len(f.Results) > maxResults {
		fault.add("results", fmt.Errorf("are %d, at most %d", len(f.Results), maxResults))
		return
	}
	seen := map[string]bool{}
	for i, s := range f.Results {
		at := fmt.Sprintf("results[%d]", i)
		if seen[s.Round] {
			fault.add(at, errors.New("is a result of a round that stands twice"))
		}
		seen[s.Round] = true
		if err := s.Check(a.Now); err != nil {
			fault.add(at, err)
		}
	}
	if len(f.Results) > 0 && len(f.Rosters) == 0 {
		fault.add("rosters", errors.New("are missing: without them a next result could be subtracted from these; export again, or import with --without-results"))
	}
	out.Results = append([]pulse.Snapshot(nil), f.Results...)
}
