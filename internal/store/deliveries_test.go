package store_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/people"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
)

func claim(id string, now time.Time) schedule.Claim {
	return schedule.Claim{
		Now: now, Week: schedule.WeekOf(now),
		Delivery: schedule.Delivery{Firing: schedule.Firing{School: "a", Plan: schedule.PlanID(id), At: monday(), Grace: time.Hour}, To: chat.Address{Platform: "test", Value: "anna"}},
	}
}

// counted is how many deliveries of a plan's firing on monday had each outcome.
func counted(t *testing.T, d store.Deliveries, id string) map[schedule.Outcome]int {
	t.Helper()
	all, err := d.Figures(t.Context(), "a", schedule.PlanID(id))
	if err != nil {
		t.Fatal(err)
	}
	return all[monday().UnixMilli()].Count
}

func TestOfManyWhoClaimADeliveryOneGetsIt(t *testing.T) {
	onEveryRedis(t, func(t *testing.T, s *store.Store) {
		deliveries := store.Deliveries{Store: s}
		var mine sync.Map
		var all sync.WaitGroup
		for i := range 16 {
			all.Go(func() {
				answer, _, err := deliveries.Claim(t.Context(), claim("p", monday()))
				if err != nil {
					t.Error(err)
				}
				if answer == schedule.Mine {
					mine.Store(i, true)
				}
			})
		}
		all.Wait()
		n := 0
		mine.Range(func(any, any) bool { n++; return true })
		if n != 1 {
			t.Errorf("%d got it", n)
		}
	})
}

func TestAClaim(t *testing.T) {
	onEveryRedis(t, func(t *testing.T, s *store.Store) {
		deliveries, now := store.Deliveries{Store: s}, monday()
		ask := func(id string, at time.Time, want schedule.Answer) time.Duration {
			t.Helper()
			got, wait, err := deliveries.Claim(t.Context(), claim(id, at))
			if err != nil || got != want {
				t.Errorf("%s: answer %d, %s, %v, want %d", id, got, wait, err, want)
			}
			return wait
		}
		record := func(id string, o schedule.Outcome) {
			t.Helper()
			if err := deliveries.Record(t.Context(), claim(id, now), o); err != nil {
				t.Error(err)
			}
		}
		week := func(want int) {
			t.Helper()
			if _, n, err := (store.People{Store: s}).Wishes(t.Context(), person("a", "anna"), schedule.WeekOf(now)); err != nil || n != want {
				t.Errorf("counted %d, %v, want %d", n, err, want)
			}
		}
		ask("crash", now, schedule.Mine)
		if wait := ask("crash", now.Add(time.Second), schedule.Wait); wait != 59*time.Second {
			t.Errorf("wait %s for the one who has it", wait)
		}
		ask("crash", now.Add(2*time.Minute), schedule.Settled)
		if got := counted(t, deliveries, "crash"); got[schedule.Unknown] != 1 {
			t.Errorf("a crash while sending is counted as %v", got)
		}
		record("crash", schedule.Sent)
		record("crash", schedule.Sent)
		if got := counted(t, deliveries, "crash"); got[schedule.Unknown] != 0 || got[schedule.Sent] != 1 {
			t.Errorf("a slow sender after all: %v", got)
		}
		week(1)
		ask("back", now.Add(4*time.Minute), schedule.Mine)
		week(2)
		record("back", schedule.GivenBack)
		week(1)
		ask("back", now.Add(5*time.Minute), schedule.Mine)
		record("back", schedule.Sent)
		ask("third", now.Add(6*time.Minute), schedule.Settled)
		if got := counted(t, deliveries, "third"); got[schedule.OverBudget] != 1 {
			t.Errorf("a third message in a week is counted as %v", got)
		}
		ask("next week", now.AddDate(0, 0, 7), schedule.Mine)
	})
}

func TestAPauseHoldsFromTheMomentItIsKept(t *testing.T) {
	onEveryRedis(t, func(t *testing.T, s *store.Store) {
		deliveries, pauses, now := store.Deliveries{Store: s}, store.Pauses{Store: s}, monday()
		for name, test := range map[string]struct {
			pause schedule.Pause
			want  schedule.Answer
		}{
			"open":                   {schedule.Pause{Since: now}, schedule.Settled},
			"with an end ahead":      {schedule.Pause{Since: now, Until: now.Add(time.Hour)}, schedule.Settled},
			"over before the firing": {schedule.Pause{Since: now.AddDate(0, 0, -7), Until: now}, schedule.Mine},
		} {
			if err := pauses.SavePause(t.Context(), "a", test.pause); err != nil {
				t.Fatal(err)
			}
			if got, _, err := deliveries.Claim(t.Context(), claim(name, now.Add(time.Minute))); err != nil || got != test.want {
				t.Errorf("%s: %d, %v", name, got, err)
			}
		}
	})
}

func TestThePaceIsSharedAndLetsAFewThroughAtOnce(t *testing.T) {
	onEveryRedis(t, func(t *testing.T, s *store.Store) {
		paces := store.Paces{Store: s, Pace: store.Pace{Conversation: store.Limit{Every: time.Second, Burst: 3}, Platform: store.Limit{Every: 100 * time.Millisecond, Burst: 5}}}
		now := monday()
		take := func(who string, at time.Time, want time.Duration) {
			t.Helper()
			if got, err := paces.Take(t.Context(), "a", chat.Address{Platform: "test", Value: who}, at); err != nil || got != want {
				t.Errorf("%s: wait %s, %v, want %s", who, got, err, want)
			}
		}
		for range 3 {
			take("anna", now, 0)
		}
		take("anna", now, time.Second)
		take("bram", now, 0)
		take("bram", now, 0)
		take("cem", now, 100*time.Millisecond)
		take("cem", now.Add(100*time.Millisecond), 0)
		take("anna", now.Add(time.Second), 0)
	})
}

func TestWhatAFiringCameToIsCountedWithoutNames(t *testing.T) {
	onEveryRedis(t, func(t *testing.T, s *store.Store) {
		deliveries := store.Deliveries{Store: s}
		for i, o := range []schedule.Outcome{schedule.Sent, schedule.Sent, schedule.OwnChoice} {
			c := claim("p", monday())
			c.To.Value = fmt.Sprint(i)
			if err := errors.Join(deliveries.Record(t.Context(), c, o), deliveries.Record(t.Context(), c, schedule.Missed)); err != nil {
				t.Fatal(err)
			}
		}
		missed := claim("p", monday()).Firing
		missed.At = monday().AddDate(0, 0, 7)
		if err := errors.Join(deliveries.Mark(t.Context(), missed, schedule.Missed), deliveries.Mark(t.Context(), missed, schedule.Missed)); err != nil {
			t.Fatal(err)
		}
		all, err := deliveries.Figures(t.Context(), "a", "p")
		got := counted(t, deliveries, "p")
		if err != nil || len(all) != 2 || all[missed.At.UnixMilli()].Whole != schedule.Missed || got[schedule.Sent] != 2 || got[schedule.OwnChoice] != 1 || len(got) != 2 {
			t.Errorf("got %v, %v", all, err)
		}
	})
}

func TestWishesOfSomebodyWhoWasForgottenAreGone(t *testing.T) {
	onEveryRedis(t, func(t *testing.T, s *store.Store) {
		staff, anna, week := store.People{Store: s}, person("a", "anna"), schedule.WeekOf(monday())
		if err := staff.Save(t.Context(), anna, people.Staff{Stopped: true}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := (store.Deliveries{Store: s}).Claim(t.Context(), claim("p", monday())); err != nil {
			t.Fatal(err)
		}
		if got, n, err := staff.Wishes(t.Context(), anna, week); err != nil || !got.Stopped || n != 1 {
			t.Errorf("got %+v, %d, %v", got, n, err)
		}
		if _, n, err := staff.Wishes(t.Context(), anna, week+1); err != nil || n != 0 {
			t.Errorf("the week after counts %d, %v", n, err)
		}
		if err := staff.Forget(t.Context(), anna); err != nil {
			t.Fatal(err)
		}
		if got, n, err := staff.Wishes(t.Context(), anna, week); err != nil || got.Stopped || n != 0 {
			t.Errorf("got %+v, %d, %v", got, n, err)
		}
	})
}
