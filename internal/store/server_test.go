package store_test

import (
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/pulse"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
	"github.com/baken-bot/baken/internal/store/storetest"
)

// ownServer opens a store on a real server, or reports false where there is none and none is required.
func ownServer(t *testing.T) (*store.Store, bool) {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		if os.Getenv("BAKEN_REQUIRE_REDIS") != "" {
			t.Fatal("no redis-server on PATH, and BAKEN_REQUIRE_REDIS is set")
		}
		t.Log("no redis-server on PATH: only a real server can be asked about itself")
		return nil, false
	}
	return storetest.Open(t, store.Options{DataDir: t.TempDir()}), true
}

func TestAServerTellsAboutItself(t *testing.T) {
	s, ok := ownServer(t)
	if !ok {
		return
	}
	ask := func() store.Server {
		t.Helper()
		all, err := s.Servers(t.Context())
		if err != nil || len(all) != 1 {
			t.Fatalf("%d servers, %v", len(all), err)
		}
		return all[0]
	}
	if got := ask(); got.Version == "" || !got.Appends || got.Policy != "noeviction" || got.Used == 0 || got.Rewrites != store.Granted || got.Ahead.Abs() > time.Second || len(got.Faults) > 0 {
		t.Errorf("as it was started: %+v", got)
	}
	admin := s.Connection()
	must(t, admin.ConfigSet(t.Context(), "maxmemory-policy", "allkeys-lru").Err())
	must(t, admin.ConfigSet(t.Context(), "appendonly", "no").Err())
	must(t, admin.ConfigSet(t.Context(), "maxmemory", "100mb").Err())
	must(t, admin.Do(t.Context(), "ACL", "SETUSER", "default", "-bgrewriteaof").Err())
	if got := ask(); got.Appends || got.Policy != "allkeys-lru" || got.Limit != 100<<20 || got.Rewrites != store.Denied {
		t.Errorf("after it was spoilt: %+v", got)
	}
	must(t, admin.Do(t.Context(), "ACL", "SETUSER", "default", "-acl").Err())
	if got := ask(); got.Rewrites != store.Unasked {
		t.Errorf("when it may not be asked: %+v", got)
	}
}

func TestWhatIsStillInTheLogOfWritesIsCounted(t *testing.T) {
	s, ok := ownServer(t)
	if !ok {
		return
	}
	// Only schools that planned something are looked at.
	must(t, store.Plans{Store: s}.Put(t.Context(), schedule.Kept{Plan: schedule.Plan{ID: "p", School: "school"}}))
	must(t, s.Connection().Do(t.Context(), "ACL", "SETUSER", "default", "-bgrewriteaof").Err())
	r := asked("round")
	r.School = "school"
	must(t, house(s).Open(t.Context(), r, team()))
	closed, err := house(s).Close(t.Context(), r.Ref)
	must(t, err)
	if closed.Traces != pulse.StillThere {
		t.Fatalf("traces are %s", closed.Traces)
	}
	if n, err := (store.Rounds{Store: s}).Unswept(t.Context()); n != 1 || err != nil {
		t.Errorf("%d schools, %v", n, err)
	}
}

func TestEveryShelfIsShownOnceAndWhatCannotBeOpenedIsCounted(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		book := store.NewBook(store.Calendars{Store: s, Default: schedule.Settings{Zone: "Europe/Amsterdam"}})
		next := time.UnixMilli(time.Now().UnixMilli())
		for _, school := range []chat.School{"a", "b"} {
			for _, id := range []schedule.PlanID{"one", "two"} {
				must(t, book.Put(t.Context(), schedule.Kept{Plan: schedule.Plan{ID: id, School: school}, Next: next}))
			}
		}
		must(t, book.SaveSettings(t.Context(), "b", schedule.Settings{Zone: "UTC"}))
		seen := map[chat.School]store.Shelf{}
		see := func(shelf store.Shelf) error {
			seen[shelf.School] = shelf
			return nil
		}
		must(t, book.Each(t.Context(), see))
		if len(seen) != 2 || len(seen["a"].Plans) != 2 || !seen["a"].Plans[0].Next.Equal(next) || seen["a"].Settings.Zone != "Europe/Amsterdam" || seen["b"].Settings.Zone != "UTC" {
			t.Errorf("seen %+v", seen)
		}
		for _, key := range storetest.Keys(t, s, "*:plans") {
			must(t, s.Connection().HSet(t.Context(), key, "one", "sealed under a key of long ago").Err())
		}
		shut := 0
		must(t, book.Each(t.Context(), func(shelf store.Shelf) error {
			shut += shelf.Shut
			return nil
		}))
		if shut != 2 {
			t.Errorf("%d plans cannot be opened under another key, want 2", shut)
		}
	})
}
