package store_test

import (
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
	"github.com/baken-bot/baken/internal/store/storetest"
)

// reserve takes a place for one delivery.
func reserve(t *testing.T, d store.Deliveries, c schedule.Claim) bool {
	t.Helper()
	got, err := d.Reserve(t.Context(), []schedule.Claim{c})
	must(t, err)
	return got[0]
}

func TestAPlaceIsTakenOnceUsedOnceAndGivenBack(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		d, p, now := store.Deliveries{Store: s}, store.People{Store: s}, monday()
		planned(t, s, "round", "other", "third", "fourth")
		week := schedule.WeekOf(now)
		sent := func(want int, when string) {
			t.Helper()
			if n := wish(t, p, week).Sent; n != want {
				t.Errorf("%s: %d, want %d", when, n, want)
			}
		}
		round, other, third := claim("round", now), claim("other", now), claim("third", now)
		for range 2 {
			if !reserve(t, d, round) {
				t.Fatal("no place in an empty week")
			}
		}
		sent(1, "reserved twice")
		if a, _ := ask(t, d, other); a != schedule.Mine {
			t.Fatalf("the other: %v", a)
		}
		if a, _ := ask(t, d, third); a != schedule.Settled {
			t.Errorf("a third: %v", a)
		}
		if reserve(t, d, claim("fourth", now)) {
			t.Error("a place in a full week")
		}
		if a, _ := ask(t, d, round); a != schedule.Mine {
			t.Fatalf("what has its place: %v", a)
		}
		sent(2, "both claimed")
		must(t, d.Record(t.Context(), []schedule.Settlement{{Claim: round, Outcome: schedule.GivenBack}}))
		sent(2, "given back by the platform")
		if a, _ := ask(t, d, round); a != schedule.Mine {
			t.Fatalf("once more: %v", a)
		}
		must(t, d.Record(t.Context(), []schedule.Settlement{{Claim: round, Outcome: schedule.Sent}}))
		must(t, d.Release(t.Context(), []schedule.Claim{round}))
		sent(2, "released after it was sent")
		if n := counted(t, d, "round"); n[schedule.Sent] != 1 {
			t.Errorf("counted %v", n)
		}
	})
}

func TestAPlaceInTheNextWeekLeavesThisOneAlone(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		d, p, now := store.Deliveries{Store: s}, store.People{Store: s}, monday()
		planned(t, s, "round", "one", "two")
		if reserve(t, d, claim("nobody keeps", now)) {
			t.Error("a place for a plan that is not kept")
		}
		next := claim("round", now)
		next.Week = schedule.WeekOf(now.AddDate(0, 0, 7))
		if a, _ := ask(t, d, claim("one", now)); a != schedule.Mine {
			t.Fatal(a)
		}
		if !reserve(t, d, next) {
			t.Fatal("no place")
		}
		if a, _ := ask(t, d, claim("two", now)); a != schedule.Mine {
			t.Fatal(a)
		}
		if a, b := wish(t, p, schedule.WeekOf(now)).Sent, wish(t, p, next.Week).Sent; a != 2 || b != 1 {
			t.Errorf("%d this week, %d the next", a, b)
		}
		later := next
		later.Now = now.AddDate(0, 0, 7)
		must(t, d.Record(t.Context(), []schedule.Settlement{{Claim: later, Outcome: schedule.OwnChoice}}))
		if n := wish(t, p, next.Week).Sent; n != 0 {
			t.Errorf("%d after it did not come", n)
		}
		if n := counted(t, d, "round"); n[schedule.OwnChoice] != 1 {
			t.Errorf("counted %v", n)
		}
		must(t, d.Release(t.Context(), []schedule.Claim{claim("never", now)}))
		if n := wish(t, p, schedule.WeekOf(now)).Sent; n != 2 {
			t.Errorf("%d after nothing was released", n)
		}
	})
}

func TestAPlanThatIsRemovedLeavesNothing(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		d, past := store.Deliveries{Store: s}, store.Past{Store: s}
		plans := store.Plans{Store: s}
		plan := schedule.Plan{ID: "one", School: "a", What: schedule.What{Text: "x"}}
		must(t, plans.Put(t.Context(), schedule.Kept{Plan: plan, Next: monday()}))
		must(t, d.Mark(t.Context(), schedule.Firing{School: "a", Plan: "one", At: monday()}, schedule.Sent))
		must(t, d.Mark(t.Context(), schedule.Firing{School: "a", Plan: "one", At: monday().Add(time.Hour)}, schedule.Dropped))
		if fate, err := past.Fate(t.Context(), "a", "one"); err != nil || fate != schedule.Dropped {
			t.Errorf("fate %q, %v", fate, err)
		}
		for range 2 {
			must(t, past.Remove(t.Context(), "a", "one"))
		}
		if fate, err := past.Fate(t.Context(), "a", "one"); err != nil || fate != "" {
			t.Errorf("fate %q, %v", fate, err)
		}
		if all, err := plans.List(t.Context(), "a"); err != nil || len(all) != 0 {
			t.Errorf("%v, %v", all, err)
		}
		if due, err := plans.Due(t.Context(), monday().Add(time.Minute)); err != nil || len(due) != 0 {
			t.Errorf("%v, %v", due, err)
		}
	})
}
