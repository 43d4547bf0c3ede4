package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/people"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
	"github.com/baken-bot/baken/internal/store/storetest"
)

func install(t *testing.T, kept store.Installations, school chat.School, data []byte) error {
	t.Helper()
	_, err := kept.Save(t.Context(), school, data, nil)
	return err
}

func TestAnInstallationTakesThePlaceOfAnotherOnlyWhileThatIsThere(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		kept := store.Installations{Store: s, Platform: "test"}
		must(t, install(t, kept, "a", []byte("first")))
		for _, step := range []struct {
			next, instead string
			done          bool
		}{{"second", "first", true}, {"third", "first", false}, {"third", "second", true}} {
			if done, err := kept.Save(t.Context(), "a", []byte(step.next), []byte(step.instead)); err != nil || done != step.done {
				t.Errorf("%+v: %t, %v", step, done, err)
			}
		}
		must(t, kept.Delete(t.Context(), "a"))
		if done, err := kept.Save(t.Context(), "a", []byte("fourth"), []byte("third")); err != nil || done || len(storetest.Keys(t, s, "*install*")) > 0 {
			t.Errorf("came back after it was deleted: %t, %v", done, err)
		}
	})
}

func TestAnInstallationIsKeptSealedAndForItsOwnSchool(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		kept := store.Installations{Store: s, Platform: "test"}
		must(t, install(t, kept, "a", []byte("token-of-a")))
		must(t, install(t, kept, "b", []byte("token-of-b")))
		must(t, install(t, kept, "b", []byte("token-of-b2")))
		must(t, install(t, store.Installations{Store: s, Platform: "other"}, "c", []byte("token-of-c")))
		if text := dump(t, s); strings.Contains(text, "token-of") {
			t.Errorf("the store tells a token:\n%s", text)
		}
		if data, ok, err := kept.Load(t.Context(), "b"); err != nil || !ok || string(data) != "token-of-b2" {
			t.Errorf("b has %q, %t, %v", data, ok, err)
		}
		if _, ok, err := kept.Load(t.Context(), "c"); err != nil || ok {
			t.Errorf("another platform's is found: %t, %v", ok, err)
		}
		var schools []chat.School
		must(t, kept.Each(t.Context(), func(school chat.School) error { schools = append(schools, school); return nil }))
		slices.Sort(schools)
		if !slices.Equal(schools, []chat.School{"a", "b"}) {
			t.Errorf("installed at %v", schools)
		}
		must(t, kept.Delete(t.Context(), "a"))
		if _, ok, err := kept.Load(t.Context(), "a"); err != nil || ok {
			t.Errorf("after deleting: %t, %v", ok, err)
		}
	})
}

func TestAnInstallationMovedToAnotherSchoolDoesNotOpen(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		kept := store.Installations{Store: s, Platform: "test"}
		must(t, install(t, kept, "a", []byte("token-of-a")))
		must(t, install(t, kept, "b", []byte("token-of-b")))
		keys := storetest.Keys(t, s, "*:installation:*")
		one, err := s.Connection().Get(t.Context(), keys[0]).Result()
		must(t, err)
		must(t, s.Connection().Set(t.Context(), keys[1], one, 0).Err())
		opened := 0
		for _, school := range []chat.School{"a", "b"} {
			if _, ok, err := kept.Load(t.Context(), school); ok && err == nil {
				opened++
			}
		}
		if opened != 1 {
			t.Errorf("%d of the two open", opened)
		}
	})
}

func TestATicketHoldsOnce(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		tickets := store.Tickets{Store: s}
		for _, want := range []bool{true, false} {
			if first, err := tickets.Issue(t.Context(), "one", time.Minute); err != nil || first != want {
				t.Errorf("issued %t, %v", first, err)
			}
		}
		for _, want := range []bool{true, false} {
			if held, err := tickets.Redeem(t.Context(), "one"); err != nil || held != want {
				t.Errorf("redeemed %t, %v", held, err)
			}
		}
	})
}

// fill keeps something of every kind that a workspace leaves behind.
func fill(t *testing.T, s *store.Store, school chat.School) {
	t.Helper()
	anna := person(string(school), "anna")
	must(t, install(t, store.Installations{Store: s, Platform: "test"}, school, []byte("token")))
	must(t, (store.People{Store: s}).Save(t.Context(), anna, people.Staff{Lang: "en"}))
	must(t, (store.Drafts{Store: s}).SaveDraft(t.Context(), anna, schedule.Plan{ID: "d"}))
	for i := range 700 { // more than one step erases
		must(t, (store.Seen{Store: s}).Done(t.Context(), school, fmt.Sprint(i)))
	}
	must(t, (store.Plans{Store: s}).Put(t.Context(), schedule.Kept{Plan: schedule.Plan{ID: "p", School: school}, Next: time.Now().Add(time.Hour)}))
}

// erases checks that nothing of one school is left, and everything of the other.
func erases(t *testing.T, s *store.Store) {
	t.Helper()
	fill(t, s, "a")
	only := size(t, s)
	fill(t, s, "b")
	for range 2 {
		if _, err := (store.Schools{Store: s}).Erase(t.Context(), "b", time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	must(t, (store.Schools{Store: s}).EraseRest(t.Context(), time.Now().Add(time.Minute)))
	if n := size(t, s); n != only {
		t.Errorf("%d keys are left, want the %d of the other school", n, only)
	}
	due, err := store.Plans{Store: s}.Due(t.Context(), time.Now().Add(2*time.Hour))
	must(t, err)
	if len(due) != 1 || due[0].Plan.School != "a" {
		t.Errorf("due: %v", due)
	}
	if _, known, err := (store.People{Store: s}).Load(t.Context(), person("a", "anna")); err != nil || !known {
		t.Errorf("the other school lost somebody: %v", err)
	}
}

func size(t *testing.T, s *store.Store) int64 {
	t.Helper()
	n, err := s.Connection().DBSize(t.Context()).Result()
	must(t, err)
	return n
}

func TestErasingASchoolLeavesNothingOfItAndAllOfTheOthers(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) { erases(t, s) })
}

// cut fails a command of the store, once.
type cut struct{ command string }

func (c *cut) DialHook(next redis.DialHook) redis.DialHook { return next }

func (c *cut) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

func (c *cut) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if cmd.Name() != c.command {
			return next(ctx, cmd)
		}
		c.command = ""
		err := errors.New("the line is cut")
		cmd.SetErr(err)
		return err
	}
}

func TestAnErasingThatIsCutOffIsEnded(t *testing.T) {
	s := storetest.Open(t, store.Options{Memory: true})
	fill(t, s, "a")
	only := size(t, s)
	fill(t, s, "b")
	s.Connection().AddHook(&cut{"scan"})
	if _, err := (store.Schools{Store: s}).Erase(t.Context(), "b", monday()); err == nil || size(t, s) == only {
		t.Fatalf("it was not cut off: %v", err)
	}
	must(t, (store.Schools{Store: s}).EraseRest(t.Context(), monday()))
	if n := size(t, s); n != only {
		t.Errorf("%d keys are left, want %d", n, only)
	}
}

func TestWhatWasBeingAnsweredWhileItsSchoolWasErasedGoesToo(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		schools, late := store.Schools{Store: s}, func() { must(t, (store.People{Store: s}).Save(t.Context(), person("a", "anna"), people.Staff{})) }
		known := func() bool {
			_, ok, err := store.People{Store: s}.Load(t.Context(), person("a", "anna"))
			must(t, err)
			return ok
		}
		leaves := func() {
			_, err := schools.Erase(t.Context(), "a", monday())
			must(t, err)
		}
		leaves()
		late()
		must(t, schools.EraseRest(t.Context(), monday().Add(-time.Second)))
		if !known() {
			t.Error("erased before it was time")
		}
		must(t, schools.EraseRest(t.Context(), monday().Add(time.Second)))
		if known() || s.Connection().Exists(t.Context(), store.LeavingPattern).Val() > 0 {
			t.Error("something is left")
		}
		leaves()
		must(t, install(t, store.Installations{Store: s, Platform: "test"}, "a", []byte("token")))
		late()
		must(t, schools.EraseRest(t.Context(), monday().Add(time.Second)))
		if !known() {
			t.Error("a school that came back was erased")
		}
	})
}
