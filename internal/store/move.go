package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/pulse"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/transfer"
)

// move is what there is to do.
type move struct {
	to       transfer.School // what is kept afterwards, of the parts that change
	came     travelling
	lives    []time.Duration // of each result
	rosters  bool            // whether those that came are kept
	turns    map[schedule.PlanID]int
	schedule []schedule.Kept
	teams    newTeams
	done     Moved
}

// compare works out what to change, and lists what stands in the way.
func (m Moves) compare(school chat.School, here, s transfer.School, now time.Time) (move, error) {
	// Days that are kept elsewhere are for all schools alike: no file holds them, and plans heed those of here.
	s.Settings.Fetched = here.Settings.Fetched
	out := move{to: s, turns: map[schedule.PlanID]int{}}
	var errs []error
	zone, err := s.Settings.School()
	if err != nil {
		return out, err
	}
	out.done.Settings = !reflect.DeepEqual(here.Settings, s.Settings)
	if _, err := here.Thresholds.Raise(s.Thresholds.Invited(), s.Thresholds.Answers()); err != nil {
		errs = append(errs, fmt.Errorf("thresholds: %w", err))
	}
	out.done.Thresholds = here.Thresholds != s.Thresholds
	out.done.Pause = s.Pause.Holds(now, now) && !here.Pause.Holds(now, now)
	out.teams, err = teamsBeside(here.Teams, s.Teams)
	out.done.Teams = len(out.teams)
	errs = append(errs, err, out.plans(here, s, zone, now), m.results(&out, school, here, s, now))
	return out, errors.Join(errs...)
}

// newTeams are those of a file that are not kept yet.
type newTeams []schedule.Team

// teamsBeside returns them, and what stands in the way.
func teamsBeside(here, came []schedule.Team) (newTeams, error) {
	var out newTeams
	var errs []error
	for i, t := range came {
		at := slices.IndexFunc(here, func(h schedule.Team) bool { return h.ID == t.ID || strings.EqualFold(h.Name, t.Name) })
		switch {
		case at < 0:
			out = append(out, t)
		case !reflect.DeepEqual(here[at], t):
			errs = append(errs, fmt.Errorf("teams[%d]: this school has a team of that id or name already, and it is another; give it another name in the file, or delete it here", i))
		}
	}
	if n := len(here) + len(out); n > schedule.MaxTeams {
		errs = append(errs, fmt.Errorf("teams: would be %d, at most %d", n, schedule.MaxTeams))
	}
	return out, errors.Join(errs...)
}

// into adds the teams to those that are there; one that somebody else put in meanwhile is there already.
func (n newTeams) into(all []schedule.Team) ([]schedule.Team, error) {
	for _, t := range n {
		if !slices.ContainsFunc(all, func(h schedule.Team) bool { return h.ID == t.ID }) {
			all = append(all, t)
		}
	}
	return all, nil
}

func (o *move) plans(here, s transfer.School, zone schedule.School, now time.Time) error {
	kept := map[schedule.PlanID]schedule.Plan{}
	for _, p := range here.Plans {
		kept[p.ID] = p.Plan
	}
	var errs []error
	for i, p := range s.Plans {
		if old, ok := kept[p.ID]; ok {
			if !reflect.DeepEqual(old, p.Plan) {
				errs = append(errs, fmt.Errorf("plans[%d]: this school has the plan already, and it was changed here since; leave it out of the file, or stop it here", i))
			}
			continue
		}
		next, err := p.Next(zone, now)
		if err != nil {
			errs = append(errs, fmt.Errorf("plans[%d]: %w", i, err))
			continue
		}
		o.schedule = append(o.schedule, schedule.Kept{Plan: p.Plan, Next: next})
		o.turns[p.ID] = p.Turns
	}
	o.done.Plans = len(o.schedule)
	return errors.Join(errs...)
}

// results takes in results only where there are none: the rules that keep one result from being subtracted from another need to know of all who were invited to any,
// and two such histories cannot be made one. Who was invited comes along without the results too, because those were shown: a result that is left out here can lie elsewhere.
func (m Moves) results(o *move, school chat.School, here, s transfer.School, now time.Time) error {
	if err := o.missing(here, s, now); err != nil || len(s.Rosters) == 0 {
		return err
	}
	came, err := m.unpack(school, s.Rosters)
	if err != nil {
		if len(s.Results) == 0 {
			return nil
		}
		return err
	}
	o.came = came
	own := len(here.Results) > 0 || len(here.Rosters) > 0
	if o.done.Results > 0 && own {
		return errors.New("results: this school has held a pulse of its own here already, and its results and these could be subtracted from each other; import with --without-results")
	}
	o.rosters = !own && (o.done.Results > 0 || len(came.History.Rosters) > 0)
	return nil
}

// missing works out which results are not here yet.
func (o *move) missing(here, s transfer.School, now time.Time) error {
	kept := map[string]pulse.Snapshot{}
	for _, r := range here.Results {
		kept[r.Round] = r
	}
	var errs []error
	o.to.Results = nil
	for i, r := range s.Results {
		life := r.Closed.Add(resultsFor).Sub(now)
		switch old, ok := kept[r.Round]; {
		case ok && !same(old, r):
			errs = append(errs, fmt.Errorf("results[%d]: this school has another result of that round; a result is never overwritten", i))
		case ok:
		case life <= 0:
			o.done.Old++
		default:
			o.to.Results, o.lives = append(o.to.Results, r), append(o.lives, life)
		}
	}
	o.done.Results = len(o.to.Results)
	return errors.Join(errs...)
}

// same compares results as they are kept.
func same(a, b pulse.Snapshot) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}
