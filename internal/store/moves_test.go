package store_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/pulse"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
	"github.com/baken-bot/baken/internal/store/storetest"
	"github.com/baken-bot/baken/internal/transfer"
)

const moving chat.School = "test-T1"

// movesUnder opens a store of its own under a key.
func movesUnder(t *testing.T, key string) store.Moves {
	t.Helper()
	return store.NewMoves(store.Calendars{Store: storetest.Open(t, store.Options{Memory: true, SecretKey: key}), Default: schedule.Settings{Zone: "Europe/Amsterdam"}, Fetched: true})
}

const movingKey = "the same key in both places, long enough"

// settled is a school with everything there is to move.
func settled(t *testing.T) store.Moves {
	t.Helper()
	m := movesUnder(t, movingKey)
	must(t, m.SaveSettings(t.Context(), moving, schedule.Settings{Zone: "UTC", Region: schedule.Zuid}))
	raised, err := pulse.Thresholds{}.Raise(10, 6)
	must(t, err)
	must(t, m.Raise(t.Context(), pulse.School(moving), raised))
	must(t, m.SavePause(t.Context(), moving, schedule.Pause{Since: time.UnixMilli(time.Now().UnixMilli()).Add(-time.Hour)}))
	must(t, store.Teams{Store: m.Store}.AmendTeams(t.Context(), moving, func([]schedule.Team) ([]schedule.Team, error) {
		return []schedule.Team{{ID: "abcdefghijkl", Name: "Onderbouw", Channels: []chat.Address{{Platform: "test", Value: "T1/c"}}}}, nil
	}))
	plan := schedule.Plan{
		ID: "abcdefghijkl", School: moving, What: schedule.What{Text: "x"}, When: "elke dinsdag 15:30", Start: schedule.DateOf(time.Now()), Grace: time.Hour,
		Who: schedule.Audience{Post: chat.Address{Platform: "test", Value: "T1/c"}},
	}
	must(t, m.Put(t.Context(), schedule.Kept{Plan: plan, Next: time.Now().Add(time.Hour)}))
	must(t, m.Connection().HSet(t.Context(), m.Connection().Keys(t.Context(), "*plans").Val()[0][:25]+"turns", string(plan.ID), 7).Err())
	r := asked("round")
	r.School, r.Opens, r.Closes = pulse.School(moving), time.Now().AddDate(0, 0, -6), time.Now().Add(-time.Hour)
	p := house(m.Store)
	must(t, p.Open(t.Context(), r, team()))
	for _, who := range team() {
		for q := range r.Questions {
			must(t, p.Vote(t.Context(), r.Ref, who, q, q%2))
		}
	}
	_, err = p.Close(t.Context(), r.Ref)
	must(t, err)
	return m
}

func loaded(t *testing.T, m store.Moves) transfer.School {
	t.Helper()
	s, err := m.Load(t.Context(), moving)
	must(t, err)
	return s
}

func TestASchoolMovesWholeAndTwiceIsOnce(t *testing.T) {
	from, to := settled(t), movesUnder(t, movingKey)
	s := loaded(t, from)
	done, err := to.Save(t.Context(), moving, s, time.Now())
	must(t, err)
	if done != (store.Moved{Settings: true, Thresholds: true, Pause: true, Teams: 1, Plans: 1, Results: 1}) {
		t.Errorf("changed %+v", done)
	}
	got := loaded(t, to)
	if got.Plans[0].Turns != 7 || len(got.Rosters) == 0 {
		t.Errorf("moved %+v", got)
	}
	s.Rosters, got.Rosters = nil, nil // sealed anew each time
	if !reflect.DeepEqual(got, s) {
		t.Errorf("got\n%+v\nwant\n%+v", got, s)
	}
	keys := func() []string {
		all := to.Connection().Keys(t.Context(), "*").Val()
		slices.Sort(all)
		return all
	}
	before := keys()
	again, err := to.Save(t.Context(), moving, loaded(t, from), time.Now())
	must(t, err)
	if again != (store.Moved{}) || !slices.Equal(before, keys()) {
		t.Errorf("a second time changed %+v", again)
	}
	if back, err := from.Save(t.Context(), moving, loaded(t, to), time.Now()); err != nil || back != (store.Moved{}) {
		t.Errorf("back where it came from: %+v, %v", back, err)
	}
}

func TestDaysThatAreKeptElsewhereAreNoChangeOfASchool(t *testing.T) {
	m := settled(t)
	day := schedule.Date{Year: 2027, Month: 3, Day: 1}
	must(t, m.SaveFreeDays(t.Context(), []schedule.Holiday{{Name: "studiedag", From: day, To: day}}))
	s := loaded(t, m)
	s.Settings.Fetched = nil // no file holds them
	if done, err := m.Save(t.Context(), moving, s, time.Now()); err != nil || done != (store.Moved{}) {
		t.Errorf("changed %+v, %v", done, err)
	}
	// A plan that comes new heeds those of here.
	to, now := movesUnder(t, movingKey), time.Now()
	must(t, to.SaveFreeDays(t.Context(), []schedule.Holiday{{Name: "verbouwing", From: schedule.DateOf(now), To: schedule.DateOf(now.AddDate(0, 0, 9))}}))
	if _, err := to.Save(t.Context(), moving, s, now); err != nil {
		t.Fatal(err)
	}
	plans, err := to.List(t.Context(), moving)
	if err != nil || plans[0].Next.Before(now.AddDate(0, 0, 8)) {
		t.Errorf("comes at %s, %v", plans[0].Next, err)
	}
}

func TestAResultThatWasShownCannotBeSubtractedFromTheNextHoweverItMoved(t *testing.T) {
	for name, test := range map[string]struct {
		key   string
		now   time.Time
		alter func(*transfer.School)
		shown bool
	}{
		"with its results":    {movingKey, time.Now(), func(*transfer.School) {}, false},
		"without its results": {movingKey, time.Now(), func(s *transfer.School) { s.Results = nil }, false},
		"too old to be kept":  {movingKey, time.Now().AddDate(2, 0, 0), func(*transfer.School) {}, false},
		// Who was invited cannot be read there: that is why results are left out by choice.
		"without, under another key": {"quite another key, and long enough too", time.Now(), func(s *transfer.School) { s.Results = nil }, true},
	} {
		t.Run(name, func(t *testing.T) {
			s, to := loaded(t, settled(t)), movesUnder(t, test.key)
			test.alter(&s)
			s.Plans = nil
			for range 2 {
				_, err := to.Save(t.Context(), moving, s, test.now)
				must(t, err)
			}
			if got := nextShows(t, to); got != test.shown {
				t.Errorf("numbers are shown: %t", got)
			}
		})
	}
}

// nextShows holds a round with one more person than at the last point, in which what moved in the numbers would be theirs, and reports whether numbers are shown.
func nextShows(t *testing.T, to store.Moves) bool {
	t.Helper()
	r := asked("next")
	r.School, r.Opens, r.Closes = pulse.School(moving), time.Now().Add(-time.Hour), time.Now()
	p := house(to.Store)
	people := append(team(), "one more")
	must(t, p.Open(t.Context(), r, people))
	for i, who := range people {
		for q := range r.Questions {
			must(t, p.Vote(t.Context(), r.Ref, who, q, i%2))
		}
	}
	closed, err := p.Close(t.Context(), r.Ref)
	must(t, err)
	return slices.ContainsFunc(closed.Snapshot.Results, func(r pulse.Result) bool { return r.State == pulse.Shown })
}

func TestWhatStandsInTheWayIsToldAndNothingChanges(t *testing.T) {
	for name, test := range map[string]struct {
		key   string
		alter func(*testing.T, store.Moves, *transfer.School)
		says  string
	}{
		"higher thresholds here": {movingKey, func(t *testing.T, to store.Moves, _ *transfer.School) {
			high, err := pulse.Thresholds{}.Raise(20, 10)
			must(t, err)
			must(t, to.Raise(t.Context(), pulse.School(moving), high))
		}, "never lowered"},
		"another plan of that name": {movingKey, func(t *testing.T, to store.Moves, s *transfer.School) {
			p := s.Plans[0].Plan
			p.Paused = true
			must(t, to.Put(t.Context(), schedule.Kept{Plan: p}))
		}, "plans[0]: this school has the plan already"},
		"another team of that name": {movingKey, func(t *testing.T, to store.Moves, _ *transfer.School) {
			must(t, store.Teams{Store: to.Store}.AmendTeams(t.Context(), moving, func([]schedule.Team) ([]schedule.Team, error) {
				return []schedule.Team{{ID: "zyxwvutsrqpo", Name: "onderbouw", Channels: []chat.Address{{Platform: "test", Value: "T1/d"}}}}, nil
			}))
		}, "teams[0]: this school has a team"},
		"another key": {"quite another key, and long enough too", func(*testing.T, store.Moves, *transfer.School) {}, "another SECRET_KEY"},
		"results of its own": {movingKey, func(t *testing.T, to store.Moves, _ *transfer.School) {
			r := asked("own")
			r.School = pulse.School(moving)
			must(t, house(to.Store).Open(t.Context(), r, team()))
			_, err := house(to.Store).Close(t.Context(), r.Ref)
			must(t, err)
		}, "held a pulse of its own"},
		"a pulse that runs here": {movingKey, func(t *testing.T, to store.Moves, _ *transfer.School) {
			r := asked("own")
			r.School = pulse.School(moving)
			must(t, house(to.Store).Open(t.Context(), r, team()))
		}, "held a pulse of its own"},
		"another result of that round": {movingKey, func(t *testing.T, to store.Moves, s *transfer.School) {
			_, err := to.Save(t.Context(), moving, transfer.School{Settings: s.Settings, Thresholds: s.Thresholds, Results: s.Results, Rosters: s.Rosters}, time.Now())
			must(t, err)
			s.Results = slices.Clone(s.Results)
			s.Results[0].Participation = pulse.NotSaid
		}, "never overwritten"},
	} {
		t.Run(name, func(t *testing.T) {
			s, to := loaded(t, settled(t)), movesUnder(t, test.key)
			test.alter(t, to, &s)
			before := loaded(t, to)
			done, err := to.Save(t.Context(), moving, s, time.Now())
			if err == nil || !strings.Contains(err.Error(), test.says) || done != (store.Moved{}) {
				t.Errorf("changed %+v, says %v", done, err)
			}
			after := loaded(t, to)
			before.Rosters, after.Rosters = nil, nil
			if !reflect.DeepEqual(before, after) {
				t.Errorf("before\n%+v\nafter\n%+v", before, after)
			}
		})
	}
}

func TestASchoolMovesToABotWhoseKeyWasChangedSince(t *testing.T) {
	s := loaded(t, settled(t))
	to := store.NewMoves(store.Calendars{Store: storetest.Open(t, store.Options{Memory: true, SecretKey: strings.Repeat("new", 11), PreviousKey: movingKey})})
	done, err := to.Save(t.Context(), moving, s, time.Now())
	must(t, err)
	if done.Results != 1 {
		t.Errorf("changed %+v", done)
	}
}

func TestResultsWhoseLifetimeIsOverStayBehind(t *testing.T) {
	s, to := loaded(t, settled(t)), movesUnder(t, movingKey)
	done, err := to.Save(t.Context(), moving, s, time.Now().AddDate(2, 0, 0))
	must(t, err)
	if done.Results != 0 || done.Old != 1 {
		t.Errorf("changed %+v", done)
	}
}

func TestThresholdsAreRaisedAndNeverLowered(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		rounds := store.Rounds{Store: s}
		high, err := pulse.Thresholds{}.Raise(12, 7)
		must(t, err)
		must(t, rounds.Raise(t.Context(), "a", high))
		if err := rounds.Raise(t.Context(), "a", pulse.Thresholds{}); err == nil {
			t.Error("they were lowered")
		}
		got, err := rounds.Thresholds(t.Context(), "a")
		other, err2 := rounds.Thresholds(t.Context(), "b")
		if got != high || other != (pulse.Thresholds{}) || err != nil || err2 != nil {
			t.Errorf("got %+v and %+v, %v %v", got, other, err, err2)
		}
	})
}
