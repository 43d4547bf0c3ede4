package store_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/people"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
	"github.com/baken-bot/baken/internal/store/storetest"
)

func claim(id string, now time.Time) schedule.Claim {
	return schedule.Claim{
		Now: now, Week: schedule.WeekOf(now),
		Delivery: schedule.Delivery{Firing: schedule.Firing{School: "a", Plan: schedule.PlanID(id), At: monday(), Grace: time.Hour}, To: chat.Address{Platform: "test", Value: "anna"}},
	}
}

// planned keeps the plans that deliveries are of: of others nothing is kept.
func planned(t *testing.T, s *store.Store, ids ...string) {
	t.Helper()
	for _, id := range ids {
		must(t, (store.Plans{Store: s}).Put(t.Context(), schedule.Kept{Plan: schedule.Plan{ID: schedule.PlanID(id), School: "a"}}))
	}
}

func TestOfAnErasedSchoolNothingIsClaimedOrRecorded(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		planned(t, s, "p")
		deliveries, c := store.Deliveries{Store: s}, claim("p", monday())
		if got, _ := ask(t, deliveries, c); got != schedule.Mine {
			t.Fatalf("before: %d", got)
		}
		_, err := store.Schools{Store: s}.Erase(t.Context(), "a", time.Now())
		must(t, err)
		if got, wait := ask(t, deliveries, c); got != schedule.Settled || wait != 0 {
			t.Errorf("claimed: %d, %s", got, wait)
		}
		must(t, errors.Join(deliveries.Record(t.Context(), []schedule.Settlement{{Claim: c, Outcome: schedule.Sent}}), deliveries.Mark(t.Context(), c.Firing, schedule.Dropped)))
		if keys := storetest.Keys(t, s, "{*"); len(keys) > 0 {
			t.Errorf("kept %v", keys)
		}
	})
}

// ask claims one delivery.
func ask(t *testing.T, d store.Deliveries, c schedule.Claim) (schedule.Answer, time.Duration) {
	t.Helper()
	got, err := d.Claim(t.Context(), []schedule.Claim{c})
	if err != nil {
		t.Error(err)
		return 0, 0
	}
	return got[0].Answer, got[0].After
}

// wish is what one person asked.
func wish(t *testing.T, p store.People, week schedule.Week) schedule.Wish {
	t.Helper()
	anna := person("a", "anna")
	got, err := p.Wishes(t.Context(), anna.School, []chat.Address{anna.Address}, week)
	if err = errors.Join(err, got[0].Err); err != nil {
		t.Error(err)
	}
	return got[0]
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
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		planned(t, s, "p")
		deliveries := store.Deliveries{Store: s}
		var mine sync.Map
		var all sync.WaitGroup
		for i := range 16 {
			all.Go(func() {
				if answer, _ := ask(t, deliveries, claim("p", monday())); answer == schedule.Mine {
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
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		planned(t, s, "crash", "back", "third", "next week")
		deliveries, now := store.Deliveries{Store: s}, monday()
		ask := func(id string, at time.Time, want schedule.Answer) time.Duration {
			t.Helper()
			got, wait := ask(t, deliveries, claim(id, at))
			if got != want {
				t.Errorf("%s: answer %d, %s, want %d", id, got, wait, want)
			}
			return wait
		}
		record := func(id string, o schedule.Outcome) {
			t.Helper()
			if err := deliveries.Record(t.Context(), []schedule.Settlement{{Claim: claim(id, now), Outcome: o}}); err != nil {
				t.Error(err)
			}
		}
		week := func(want int) {
			t.Helper()
			if got := wish(t, store.People{Store: s}, schedule.WeekOf(now)); got.Sent != want {
				t.Errorf("counted %d, want %d", got.Sent, want)
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

// The connection asks again when an answer does not come within half a second, and Redis may have done it all the same.
func TestAClaimIsAnsweredTheSameWhenTheConnectionAsksAgain(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		planned(t, s, "p")
		deliveries, staff := store.Deliveries{Store: s}, store.People{Store: s}
		record := func(c schedule.Claim, o schedule.Outcome) {
			t.Helper()
			if err := deliveries.Record(t.Context(), []schedule.Settlement{{Claim: c, Outcome: o}}); err != nil {
				t.Error(err)
			}
		}
		c := claim("p", monday())
		c.By = "one"
		for range 2 {
			if got, wait := ask(t, deliveries, c); got != schedule.Mine {
				t.Errorf("answer %d, wait %s", got, wait)
			}
		}
		if n := wish(t, staff, c.Week).Sent; n != 1 {
			t.Errorf("counted %d times in the week", n)
		}
		other := c
		other.By = "two"
		if got, _ := ask(t, deliveries, other); got != schedule.Wait {
			t.Errorf("another asking is answered %d", got)
		}
		record(other, schedule.GivenBack)
		if got, _ := ask(t, deliveries, other); got != schedule.Wait {
			t.Errorf("given back by somebody who does not hold it, and answered %d", got)
		}
		record(c, schedule.GivenBack)
		if got, _ := ask(t, deliveries, other); got != schedule.Mine || wish(t, staff, c.Week).Sent != 1 {
			t.Errorf("given back, and answered %d", got)
		}
		// A third one finds the week full because this one is on its way.
		record(claim("p", monday()), schedule.OverBudget)
		record(other, schedule.Sent)
		record(other, schedule.Sent)
		if n := counted(t, deliveries, "p"); n[schedule.Sent] != 1 || len(n) != 1 {
			t.Errorf("counted %v", n)
		}
	})
}

func TestClaimsOfManyAtOnceAreEachAnsweredAlone(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		planned(t, s, "p", "one", "two")
		deliveries := store.Deliveries{Store: s, Pace: store.Pace{Conversation: store.Limit{Every: time.Second, Burst: 3}, Platform: store.Limit{Every: time.Second, Burst: 3}}}
		of := func(who string, week schedule.Week) schedule.Claim {
			c := claim("p", monday())
			c.To.Value, c.Week = who, week
			return c
		}
		week := schedule.WeekOf(monday())
		for _, id := range []string{"one", "two"} {
			c := of("over", week)
			c.Plan = schedule.PlanID(id)
			ask(t, store.Deliveries{Store: s}, c)
		}
		if err := deliveries.Record(t.Context(), []schedule.Settlement{{Claim: of("done", week), Outcome: schedule.OwnChoice}}); err != nil {
			t.Fatal(err)
		}
		later := func(c schedule.Claim) schedule.Claim { c.Now = c.Now.Add(time.Minute); return c }
		got, err := deliveries.Claim(t.Context(), []schedule.Claim{
			later(of("a", week)), later(of("over", week)), later(of("done", week)), later(of("a", week)), later(of("own", 0)), later(of("c", week)), later(of("d", week)),
		})
		want := []schedule.Claimed{{}, {Answer: schedule.Settled}, {Answer: schedule.Settled}, {Answer: schedule.Wait, After: time.Minute}, {}, {}, {Answer: schedule.Wait, After: time.Second}}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("got %v, %v, want %v", got, err, want)
		}
		if n := counted(t, deliveries, "p"); n[schedule.OverBudget] != 1 || n[schedule.OwnChoice] != 1 || len(n) != 2 {
			t.Errorf("counted %v", n)
		}
	})
}

func TestAWishThatCannotBeReadIsOnePersonsTrouble(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		staff, anna, bram := store.People{Store: s}, person("a", "anna"), person("a", "bram")
		if err := staff.Save(t.Context(), anna, people.Staff{Lang: "en"}); err != nil {
			t.Fatal(err)
		}
		keys := storetest.Keys(t, s, "*:person:*")
		if len(keys) != 1 {
			t.Fatalf("have %v", keys)
		}
		if err := errors.Join(s.Connection().Set(t.Context(), keys[0], "{", 0).Err(), staff.Save(t.Context(), bram, people.Staff{Lang: "nl"})); err != nil {
			t.Fatal(err)
		}
		got, err := staff.Wishes(t.Context(), "a", []chat.Address{anna.Address, bram.Address}, schedule.WeekOf(monday()))
		if err != nil || got[0].Err == nil || got[1].Err != nil || got[1].Staff.Lang != "nl" {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}

func TestAPauseHoldsFromTheMomentItIsKept(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		planned(t, s, "open", "with an end ahead", "over before the firing", "let through")
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
			if got, _ := ask(t, deliveries, claim(name, now.Add(time.Minute))); got != test.want {
				t.Errorf("%s: %d", name, got)
			}
		}
		must(t, pauses.SavePause(t.Context(), "a", schedule.Pause{Since: now}))
		through := claim("let through", now.Add(2*time.Hour))
		through.InPause = true
		if got, _ := ask(t, deliveries, through); got != schedule.Mine {
			t.Errorf("what passes a pause: %d", got)
		}
	})
}

func TestThePaceIsSharedAndLetsAFewThroughAtOnce(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
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
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		planned(t, s, "p")
		deliveries := store.Deliveries{Store: s}
		for i, o := range []schedule.Outcome{schedule.Sent, schedule.Sent, schedule.OwnChoice} {
			c := claim("p", monday())
			c.To.Value = fmt.Sprint(i)
			if err := deliveries.Record(t.Context(), []schedule.Settlement{{Claim: c, Outcome: o}, {Claim: c, Outcome: schedule.Missed}}); err != nil {
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
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		planned(t, s, "p")
		staff, anna, week := store.People{Store: s}, person("a", "anna"), schedule.WeekOf(monday())
		if err := staff.Save(t.Context(), anna, people.Staff{Stopped: true}); err != nil {
			t.Fatal(err)
		}
		ask(t, store.Deliveries{Store: s}, claim("p", monday()))
		if got := wish(t, staff, week); !got.Staff.Stopped || got.Sent != 1 {
			t.Errorf("got %+v", got)
		}
		if got := wish(t, staff, week+1); got.Sent != 0 {
			t.Errorf("the week after counts %d", got.Sent)
		}
		if err := staff.Forget(t.Context(), anna); err != nil {
			t.Fatal(err)
		}
		if got := wish(t, staff, week); got.Staff.Stopped || got.Sent != 0 {
			t.Errorf("got %+v", got)
		}
	})
}
