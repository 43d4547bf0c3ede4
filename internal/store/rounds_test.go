package store_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/pulse"
	"github.com/baken-bot/baken/internal/store"
	"github.com/baken-bot/baken/internal/store/storetest"
)

// team is twelve members of staff, whose addresses no dump may hold.
func team() []pulse.Person {
	var out []pulse.Person
	for _, name := range []string{"anna.bakker", "bram.visser", "carla.smit", "daan.mulder", "esra.yilmaz", "fleur.dekker", "gijs.brouwer", "hanna.vries", "ilias.amrani", "joris.bosch", "karim.haddad", "lotte.jansen"} {
		out = append(out, pulse.Person("test/"+name+"@school.example"))
	}
	return out
}

// asked is a round of a scale, a choice and several choices.
func asked(id string) pulse.Round {
	opens := time.Date(2026, 1, 13, 15, 15, 0, 0, time.UTC)
	r := pulse.Round{Ref: pulse.Ref{School: "a", Round: id}, Pulse: "calm", Opens: opens, Closes: opens.Add(72 * time.Hour)}
	for _, q := range []pulse.Question{
		{ID: "scale", Kind: content.Scale, Positive: content.High}, {ID: "one", Kind: content.One, Positive: content.Neither}, {ID: "several", Kind: content.Several, Positive: content.Neither},
	} {
		options := []string{"one", "two", "three", "four", "five"}
		q.Wording = map[content.Lang]pulse.Wording{content.Dutch: {Text: "Hoe?", Options: options}, content.English: {Text: "How?", Options: options}}
		r.Questions = append(r.Questions, q)
	}
	return r
}

func house(s *store.Store) pulse.Pulse {
	rounds := store.Rounds{Store: s}
	return pulse.Pulse{Rounds: rounds, Ledger: rounds, Archive: rounds, Limits: rounds}
}

// tap is one answer of one of the team.
type tap struct {
	who, question int
	options       []int
}

// taps are the answers of a round: nine of twelve answer the first question, fewer the others.
func taps() []tap {
	var out []tap
	for i, option := range []int{0, 1, 1, 2, 2, 2, 3, 3, 4} {
		out = append(out, tap{i, 0, []int{option}})
	}
	for i, option := range []int{0, 1, 1, 3, 4, 4} {
		out = append(out, tap{i + 3, 1, []int{option}})
	}
	for i := range 5 {
		out = append(out, tap{2 * i, 2, []int{0, 1 + i%4}})
	}
	return out
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func cast(t testing.TB, p pulse.Pulse, ref pulse.Ref, all []tap) {
	t.Helper()
	for _, v := range all {
		must(t, p.Vote(t.Context(), ref, team()[v.who], v.question, v.options...))
	}
}

func TestARoundIsOpenedAnsweredAndClosed(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		p, r := house(s), asked("r1")
		must(t, p.Open(t.Context(), r, team()))
		cast(t, p, r.Ref, taps())
		got, err := p.Close(t.Context(), r.Ref)
		must(t, err)
		states := []pulse.State{}
		for _, result := range got.Snapshot.Results {
			states = append(states, result.State)
		}
		if !slices.Equal(states, []pulse.State{pulse.Shown, pulse.Shown, pulse.Shown}) || got.Snapshot.Participation != pulse.Enough {
			t.Errorf("got %+v", got)
		}
		for i, want := range [][]pulse.Share{{10, 30, 40, 30}, {20, 30, 0, 20, 30}, {pulse.NearlyAll, 40, pulse.HardlyAny, pulse.HardlyAny, pulse.HardlyAny}} {
			if !reflect.DeepEqual(got.Snapshot.Results[i].Shares, want) {
				t.Errorf("question %d: %v, want %v", i, got.Snapshot.Results[i].Shares, want)
			}
		}
		again, err := p.Close(t.Context(), r.Ref)
		must(t, err)
		results, err := p.Results(t.Context(), "a", "calm")
		must(t, err)
		if !reflect.DeepEqual(again.Snapshot, got.Snapshot) || len(results) != 1 || !reflect.DeepEqual(results[0], got.Snapshot) {
			t.Errorf("again %+v, results %+v", again, results)
		}
	})
}

func TestATapThatCannotCountSaysWhyAndCountsNothing(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		p, r := house(s), asked("r1")
		anna := team()[0]
		vote := func(ref pulse.Ref, who pulse.Person, question int, options ...int) error {
			return p.Vote(t.Context(), ref, who, question, options...)
		}
		if err := vote(r.Ref, anna, 0, 1); !errors.Is(err, pulse.ErrClosed) {
			t.Errorf("before it opens: %v", err)
		}
		must(t, p.Open(t.Context(), r, team()))
		must(t, vote(r.Ref, anna, 0, 1))
		before := dump(t, s)
		for name, test := range map[string]struct {
			got, want error
		}{
			"a second time":             {vote(r.Ref, anna, 0, 2), pulse.ErrVoted},
			"the same again":            {vote(r.Ref, anna, 0, 1), pulse.ErrVoted},
			"somebody else":             {vote(r.Ref, "test/stranger", 0, 1), pulse.ErrNotInvited},
			"no such option":            {vote(r.Ref, anna, 1, 5), pulse.ErrNoSuchOption},
			"no option":                 {vote(r.Ref, anna, 1), pulse.ErrNoSuchOption},
			"two of a single choice":    {vote(r.Ref, anna, 1, 0, 1), pulse.ErrNoSuchOption},
			"the same option twice":     {vote(r.Ref, anna, 2, 1, 1), pulse.ErrNoSuchOption},
			"one good and one bad":      {vote(r.Ref, anna, 2, 1, 9), pulse.ErrNoSuchOption},
			"no such question":          {vote(r.Ref, anna, 3, 0), pulse.ErrNoSuchOption},
			"another round":             {vote(pulse.Ref{School: "a", Round: "forged"}, anna, 0, 1), pulse.ErrClosed},
			"another school":            {vote(pulse.Ref{School: "b", Round: "r1"}, anna, 0, 1), pulse.ErrClosed},
			"an option below the first": {vote(r.Ref, anna, 1, -1), pulse.ErrNoSuchOption},
		} {
			if !errors.Is(test.got, test.want) {
				t.Errorf("%s: %v, want %v", name, test.got, test.want)
			}
		}
		if after := dump(t, s); after != before {
			t.Errorf("something was counted:\n%s\n%s", before, after)
		}
		_, err := p.Close(t.Context(), r.Ref)
		must(t, err)
		if err := vote(r.Ref, team()[1], 0, 1); !errors.Is(err, pulse.ErrClosed) {
			t.Errorf("after closing: %v", err)
		}
		if err := p.Open(t.Context(), r, team()); !errors.Is(err, pulse.ErrClosed) {
			t.Errorf("opened again: %v", err)
		}
		if _, err := p.Close(t.Context(), pulse.Ref{School: "a", Round: "forged"}); !errors.Is(err, pulse.ErrClosed) {
			t.Errorf("closing what never was: %v", err)
		}
	})
}

func TestOpeningAgainWhileItRunsChangesNothing(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		p, r := house(s), asked("r1")
		must(t, p.Open(t.Context(), r, team()))
		cast(t, p, r.Ref, taps())
		before := dump(t, s)
		must(t, p.Open(t.Context(), r, team()))
		if after := dump(t, s); after != before {
			t.Errorf("before\n%s\nafter\n%s", before, after)
		}
	})
}

func TestReplicasThatOpenTheSameRoundAtOnceOpenOne(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		p, r := house(s), asked("r1")
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if err := p.Open(t.Context(), r, team()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		waiting, err := p.Waiting(t.Context(), r.Ref, team())
		must(t, err)
		if len(waiting) != 12 {
			t.Errorf("%d wait", len(waiting))
		}
		cast(t, p, r.Ref, taps())
	})
}

func TestTenTapsAtOnceCountOnce(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		p, r := house(s), asked("r1")
		must(t, p.Open(t.Context(), r, team()))
		for _, who := range team() {
			var counted, again atomic.Int32
			var wg sync.WaitGroup
			for i := range 10 {
				wg.Go(func() {
					switch err := p.Vote(t.Context(), r.Ref, who, 0, i%4); {
					case err == nil:
						counted.Add(1)
					case errors.Is(err, pulse.ErrVoted):
						again.Add(1)
					default:
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if counted.Load() != 1 || again.Load() != 9 {
				t.Errorf("counted %d, again %d", counted.Load(), again.Load())
			}
		}
		_, err := store.Rounds{Store: s}.Close(t.Context(), r.Ref, func(c pulse.Closing) (pulse.Snapshot, pulse.History) {
			sum := 0
			for _, n := range c.Tally[0].Options {
				sum += n
			}
			if c.Tally[0].Voters != 12 || sum != 12 {
				t.Errorf("counted %+v", c.Tally[0])
			}
			return pulse.Disclose(c)
		})
		must(t, err)
	})
}

func TestOnlyThoseWithAQuestionLeftAreReminded(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		p, r := house(s), asked("r1")
		must(t, p.Open(t.Context(), r, team()))
		for q, options := range [][]int{{0}, {1}, {0, 2}} {
			must(t, p.Vote(t.Context(), r.Ref, team()[0], q, options...))
		}
		must(t, p.Vote(t.Context(), r.Ref, team()[1], 0, 0))
		got, err := p.Waiting(t.Context(), r.Ref, append(team(), "test/new@school.example"))
		must(t, err)
		if !slices.Equal(got, team()[1:]) {
			t.Errorf("got %v", got)
		}
	})
}

func TestAFailureWhileClosingLosesNothing(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		p, r := house(s), asked("r1")
		must(t, p.Open(t.Context(), r, team()))
		cast(t, p, r.Ref, taps())
		func() {
			defer func() { _ = recover() }()
			_, _ = store.Rounds{Store: s}.Close(t.Context(), r.Ref, func(pulse.Closing) (pulse.Snapshot, pulse.History) { panic("the power fails") })
		}()
		if err := p.Vote(t.Context(), r.Ref, team()[10], 0, 1); !errors.Is(err, pulse.ErrClosed) {
			t.Errorf("a vote after the counters were read: %v", err)
		}
		got, err := p.Close(t.Context(), r.Ref)
		must(t, err)
		if got.Snapshot.Results[0].State != pulse.Shown {
			t.Errorf("got %+v", got)
		}
	})
}

func TestRoundsThatCloseAtOnceSeeEachOther(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		p := house(s)
		first, second := asked("r1"), asked("r2")
		must(t, p.Open(t.Context(), first, team()))
		must(t, p.Open(t.Context(), second, team()[:11]))
		cast(t, p, first.Ref, taps())
		cast(t, p, second.Ref, taps())
		var shown atomic.Int32
		var wg sync.WaitGroup
		for _, r := range []pulse.Ref{first.Ref, second.Ref} {
			wg.Go(func() {
				got, err := p.Close(t.Context(), r)
				if err != nil {
					t.Error(err)
				} else if got.Snapshot.Results[0].State == pulse.Shown {
					shown.Add(1)
				}
			})
		}
		wg.Wait()
		if shown.Load() != 1 {
			t.Errorf("numbers of %d rosters that differ by one person", shown.Load())
		}
	})
}

func TestForgettingSomebodyTakesTheirMarkOutOfTheRosters(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		p, rounds := house(s), store.Rounds{Store: s}
		must(t, rounds.Forget(t.Context(), "a", team()[0]))
		for i := range 2 {
			r := asked(fmt.Sprint("r", i))
			must(t, p.Open(t.Context(), r, team()))
			cast(t, p, r.Ref, taps())
			got, err := p.Close(t.Context(), r.Ref)
			must(t, err)
			if want := []pulse.State{pulse.Shown, pulse.Banded}[i]; got.Snapshot.Results[0].State != want {
				t.Errorf("round %d: %s, want %s", i, got.Snapshot.Results[0].State, want)
			}
			must(t, rounds.Forget(t.Context(), "a", team()[0]))
		}
	})
}

func TestEachResultHasALifetimeOfItsOwn(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		p := house(s)
		for i := range 3 {
			r := asked(fmt.Sprint("r", i))
			r.Opens, r.Closes = r.Opens.AddDate(0, 0, -i), r.Closes.AddDate(0, 0, -i)
			must(t, p.Open(t.Context(), r, team()))
			_, err := p.Close(t.Context(), r.Ref)
			must(t, err)
		}
		keys := storetest.Keys(t, s, "*:result:*")
		for _, key := range keys {
			if life := s.Connection().TTL(t.Context(), key).Val().Hours() / 24; life < 399 || life > 400 {
				t.Errorf("%s lives %.0f days", key, life)
			}
		}
		must(t, s.Connection().Del(t.Context(), keys[0]).Err())
		for range 2 {
			got, err := p.Results(t.Context(), "a", "calm")
			must(t, err)
			if len(got) != 2 || !got[0].Closed.Before(got[1].Closed) || s.Connection().SCard(t.Context(), strings.Split(keys[0], "}")[0]+"}:pulse:results").Val() != 2 {
				t.Errorf("got %+v", got)
			}
		}
	})
}

func TestARoundOfALargeSchoolIsClosedQuickly(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		p, r := house(s), asked("r1")
		r.Questions = r.Questions[:1]
		people := make([]pulse.Person, 5000)
		for i := range people {
			people[i] = pulse.Person(fmt.Sprint("test/", i))
		}
		must(t, p.Open(t.Context(), r, people))
		for i := range 20 {
			must(t, p.Vote(t.Context(), r.Ref, people[i*200], 0, i%4))
		}
		_, err := p.Close(t.Context(), r.Ref)
		must(t, err)
	})
}

func TestARoundMayNotLastForEver(t *testing.T) {
	s := storetest.Open(t, store.Options{Memory: true})
	r := asked("r1")
	r.Closes = r.Opens.AddDate(1, 0, 0)
	if err := house(s).Open(t.Context(), r, team()); err == nil || !strings.Contains(err.Error(), "60 days") {
		t.Errorf("got %v", err)
	}
}
