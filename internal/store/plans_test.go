package store_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
	"github.com/baken-bot/baken/internal/store/storetest"
)

// monday is a school day at a quarter past three, in milliseconds without a rest.
func monday() time.Time { return time.Date(2026, 11, 30, 14, 15, 0, 0, time.UTC) }

func plan(school, id string) schedule.Plan {
	return schedule.Plan{
		ID: schedule.PlanID(id), School: chat.School(school), What: schedule.What{Text: "Tijd voor thee."}, When: "elke maandag 15:15", Grace: 2 * time.Hour,
		Who: schedule.Audience{People: []chat.Address{{Platform: "test", Value: "anna"}}}, Start: schedule.Date{Year: 2026, Month: 11, Day: 1},
	}
}

func TestAPlanIsDueAtItsMomentAndMovesOnOnce(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		plans, ctx, at := store.Plans{Store: s}, t.Context(), monday()
		due := func(now time.Time, want int) []schedule.Due {
			t.Helper()
			got, err := plans.Due(ctx, now)
			if err != nil || len(got) != want {
				t.Fatalf("due at %s: %v, %v", now, got, err)
			}
			return got
		}
		if err := errors.Join(plans.Put(ctx, schedule.Kept{Plan: plan("a", "p"), Next: at}), plans.Put(ctx, schedule.Kept{Plan: plan("b", "q"), Next: at.Add(time.Minute)})); err != nil {
			t.Fatal(err)
		}
		due(at.Add(-time.Second), 0)
		got := due(at, 1)[0]
		if !got.At.Equal(at) || got.Number != 0 || got.Plan.School != "a" {
			t.Errorf("got %+v", got)
		}
		next := at.AddDate(0, 0, 7)
		// A replica that comes second changes nothing.
		if err := errors.Join(plans.Advance(ctx, got, next), plans.Advance(ctx, got, next.Add(time.Hour))); err != nil {
			t.Fatal(err)
		}
		due(at, 0)
		due(at.Add(time.Minute), 1)
		again := due(next, 2)
		for _, d := range again {
			if d.Plan.ID == "p" && (d.Number != 1 || !d.At.Equal(next)) {
				t.Errorf("the second time: %+v", d)
			}
		}
	})
}

func TestAnotherSeriesIsCountedFromItsBeginning(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		plans, ctx, at := store.Plans{Store: s}, t.Context(), monday()
		must(t, plans.Put(ctx, schedule.Kept{Plan: plan("a", "p"), Next: at}))
		for week, anew := range []bool{false, false, true, false} {
			got, err := plans.Due(ctx, at.AddDate(0, 0, 7*week))
			if want := []int{0, 1, 2, 0}[week]; err != nil || len(got) != 1 || got[0].Number != want {
				t.Fatalf("week %d: %v, %v, want number %d", week, got, err, want)
			}
			next := at.AddDate(0, 0, 7*week+7)
			must(t, plans.Advance(ctx, got[0], next))
			_, err = plans.Change(ctx, "a", "p", func(p schedule.Plan) (schedule.Kept, error) {
				return schedule.Kept{Plan: p, Next: next, Anew: anew}, nil
			})
			must(t, err)
		}
	})
}

func TestAPlanThatIsKeptDuringALookIsNotOverlooked(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		plans, ctx, at := store.Plans{Store: s}, t.Context(), monday()
		late := at.AddDate(0, 0, 3)
		if err := plans.Put(ctx, schedule.Kept{Plan: plan("a", "late"), Next: late}); err != nil {
			t.Fatal(err)
		}
		if got, err := plans.Due(ctx, at.Add(-10*time.Minute)); err != nil || len(got) > 0 {
			t.Fatal(got, err)
		}
		if err := plans.Put(ctx, schedule.Kept{Plan: plan("a", "early"), Next: at}); err != nil {
			t.Fatal(err)
		}
		if got, err := plans.Due(ctx, at); err != nil || len(got) != 1 || got[0].Plan.ID != "early" {
			t.Errorf("got %v, %v", got, err)
		}
	})
}

func TestTwoWhoChangeAPlanBothCount(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		plans, ctx := store.Plans{Store: s}, t.Context()
		if err := plans.Put(ctx, schedule.Kept{Plan: plan("a", "p"), Next: monday()}); err != nil {
			t.Fatal(err)
		}
		calls := 0
		_, err := plans.Change(ctx, "a", "p", func(p schedule.Plan) (schedule.Kept, error) {
			if calls++; calls == 1 {
				if _, err := plans.Change(ctx, "a", "p", func(p schedule.Plan) (schedule.Kept, error) {
					p.Stopped = monday()
					return schedule.Kept{Plan: p}, nil
				}); err != nil {
					t.Fatal(err)
				}
			}
			p.When = "elke dinsdag 9:00"
			return schedule.Kept{Plan: p}, nil
		})
		if err != nil || calls != 2 {
			t.Fatal(calls, err)
		}
		got, known, err := plans.Plan(ctx, "a", "p")
		if err != nil || !known || got.Stopped.IsZero() || got.When != "elke dinsdag 9:00" {
			t.Errorf("got %+v, %t, %v", got, known, err)
		}
		all, err := plans.List(ctx, "a")
		if err != nil || len(all) != 1 || !all[0].Next.IsZero() {
			t.Errorf("list: %+v, %v", all, err)
		}
		if _, known, err := plans.Plan(ctx, "b", "p"); err != nil || known {
			t.Errorf("another school sees it: %t, %v", known, err)
		}
		if _, err := plans.Change(ctx, "b", "p", nil); !errors.Is(err, schedule.ErrNoPlan) {
			t.Errorf("another school changes it: %v", err)
		}
	})
}

func TestSettingsAndPausesAreKeptBySchool(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		book := store.NewBook(store.Calendars{Store: s, Default: schedule.Settings{Zone: "Europe/Amsterdam"}})
		want := schedule.Settings{Zone: "Europe/Brussels", Region: schedule.Zuid, Free: []schedule.Holiday{{Name: "studiedag", From: schedule.Date{Year: 2027, Month: 2, Day: 1}, To: schedule.Date{Year: 2027, Month: 2, Day: 1}}}}
		pause := schedule.Pause{Since: monday(), Until: monday().Add(time.Hour)}
		if err := errors.Join(book.SaveSettings(ctx, "a", want), book.SavePause(ctx, "a", pause)); err != nil {
			t.Fatal(err)
		}
		got, err := book.Settings(ctx, "a")
		kept, err2 := book.Pause(ctx, "a")
		if errors.Join(err, err2) != nil || !reflect.DeepEqual(want, got) || !kept.Until.Equal(pause.Until) || !kept.Since.Equal(pause.Since) {
			t.Errorf("got %+v, %+v, %v %v", got, kept, err, err2)
		}
		got, err = book.Settings(ctx, "b")
		kept, err2 = book.Pause(ctx, "b")
		if errors.Join(err, err2) != nil || got.Zone != "Europe/Amsterdam" || kept != (schedule.Pause{}) {
			t.Errorf("school b: %+v, %+v", got, kept)
		}
	})
}

func TestWhatIsSealedOpensOnlyInItsPlace(t *testing.T) {
	s := store.Sealer{Store: storetest.Open(t, store.Options{Memory: true})}
	sealed := s.Seal([]byte("anna"), "here")
	if got, err := s.Open(sealed, "here"); err != nil || string(got) != "anna" {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := s.Open(sealed, "there"); err == nil {
		t.Error("it opens in another place")
	}
	other := store.Sealer{Store: storetest.Open(t, store.Options{Memory: true, SecretKey: "another key of thirty-two letters"})}
	if _, err := other.Open(sealed, "here"); err == nil {
		t.Error("it opens under another key")
	}
}
