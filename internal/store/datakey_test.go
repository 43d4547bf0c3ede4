package store_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/alicebob/miniredis/v2"

	"github.com/baken-bot/baken/internal/people"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
)

// under returns a store on this server, or the error of opening it.
func under(t *testing.T, m *miniredis.Miniredis, key, previous string) (*store.Store, error) {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{URL: "redis://" + m.Addr(), SecretKey: key, PreviousKey: previous})
	if err == nil {
		t.Cleanup(func() { _ = s.Close() })
	}
	return s, err
}

const (
	oldKey   = "an old key of thirty-two letters"
	newKey   = "a new key of thirty-two letters."
	wrongKey = "no key of any store that there is"
)

// remembers keeps something of each kind, and reports later whether it is still found.
func remembers(t *testing.T, s *store.Store) {
	t.Helper()
	must(t, (store.People{Store: s}).Save(t.Context(), person("a", "anna"), people.Staff{Lang: "en"}))
	must(t, (store.Plans{Store: s}).Put(t.Context(), schedule.Kept{Plan: schedule.Plan{ID: "p1", School: "a"}}))
	must(t, install(t, store.Installations{Store: s, Platform: "test"}, "a", []byte("token")))
}

func stillKnows(t *testing.T, s *store.Store) {
	t.Helper()
	staff, known, err := store.People{Store: s}.Load(t.Context(), person("a", "anna"))
	_, planned, err2 := store.Plans{Store: s}.Plan(t.Context(), "a", "p1")
	data, installed, err3 := store.Installations{Store: s, Platform: "test"}.Load(t.Context(), "a")
	if err := errors.Join(err, err2, err3); err != nil || !known || staff.Lang != "en" || !planned || !installed || string(data) != "token" {
		t.Errorf("known %t, planned %t, installed %t, %v", known, planned, installed, err)
	}
}

func TestASecretKeyIsChangedWithoutLosingAnything(t *testing.T) {
	m := miniredis.RunT(t)
	first, err := under(t, m, oldKey, "")
	must(t, err)
	remembers(t, first)
	before := m.Dump()
	if strings.Contains(before, oldKey) || strings.Contains(before, "token\"") || strings.Contains(before, "anna") {
		t.Error("the store tells a secret")
	}
	for range 2 { // the second start finds it done
		changed, err := under(t, m, newKey, oldKey)
		must(t, err)
		stillKnows(t, changed)
	}
	stillKnows(t, first)
	after, err := under(t, m, newKey, "")
	must(t, err)
	stillKnows(t, after)
	if _, err := under(t, m, oldKey, ""); err == nil || !strings.Contains(err.Error(), "SECRET_KEY_PREVIOUS") {
		t.Errorf("the old key alone still opens it: %v", err)
	}
}

func TestAWrongSecretKeyStopsTheStartAndSaysWhatToDo(t *testing.T) {
	m := miniredis.RunT(t)
	s, err := under(t, m, oldKey, "")
	must(t, err)
	remembers(t, s)
	before := m.Dump()
	for _, keys := range [][2]string{{wrongKey, ""}, {newKey, wrongKey}, {"", ""}} {
		if _, err := under(t, m, keys[0], keys[1]); err == nil || !strings.Contains(err.Error(), "set") || strings.Contains(err.Error(), wrongKey) {
			t.Errorf("got %v", err)
		}
	}
	if m.Dump() != before {
		t.Error("a refused start changed the store")
	}
}

func TestASecretKeyThatIsSetLaterLosesNothing(t *testing.T) {
	for name, keeps := range map[string]func(*testing.T, *store.Store){
		"with plans": remembers,
		// Without a plan there is nothing by which a wrong key would be noticed.
		"without": func(t *testing.T, s *store.Store) {
			remembers(t, s)
			must(t, s.Connection().Del(t.Context(), s.Connection().Keys(t.Context(), "*plans").Val()...).Err())
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := miniredis.RunT(t)
			first, err := under(t, m, "", "")
			must(t, err)
			keeps(t, first)
			own, err := m.Get(store.SecretKeyPattern)
			must(t, err)
			for range 2 { // the second start finds it done
				s, err := under(t, m, newKey, "")
				must(t, err)
				staff, known, err := store.People{Store: s}.Load(t.Context(), person("a", "anna"))
				data, installed, err2 := store.Installations{Store: s, Platform: "test"}.Load(t.Context(), "a")
				if errors.Join(err, err2) != nil || !known || staff.Lang != "en" || !installed || string(data) != "token" {
					t.Errorf("known %t, installed %t, %v, %v", known, installed, err, err2)
				}
				must(t, s.Close())
			}
			if strings.Contains(m.Dump(), own) {
				t.Error("the key still stands in the store beside what it hides")
			}
			if _, err := under(t, m, "", ""); err == nil {
				t.Error("the store still opens without the key")
			}
		})
	}
}

func TestAStoreOfAnEarlierVersionKeepsWorkingUnderItsKey(t *testing.T) {
	for name, keys := range map[string][2]string{"as it was": {oldKey, ""}, "changed at once": {newKey, oldKey}} {
		t.Run(name, func(t *testing.T) {
			m := miniredis.RunT(t)
			must(t, m.Set("something", "else")) // so that the first key is SECRET_KEY itself, as it was before
			s, err := under(t, m, oldKey, "")
			must(t, err)
			must(t, s.Close())
			s, err = under(t, m, oldKey, "")
			must(t, err)
			remembers(t, s)
			m.Del(store.DataKeyPattern)
			if _, err := under(t, m, wrongKey, ""); err == nil {
				t.Error("a wrong key is made the store's own")
			}
			s, err = under(t, m, keys[0], keys[1])
			must(t, err)
			_, known, err := store.People{Store: s}.Load(t.Context(), person("a", "anna"))
			_, planned, err2 := store.Plans{Store: s}.Plan(t.Context(), "a", "p1")
			if errors.Join(err, err2) != nil || !known || !planned {
				t.Errorf("known %t, planned %t, %v, %v", known, planned, err, err2)
			}
			if _, _, err := (store.Installations{Store: s, Platform: "test"}).Load(t.Context(), "a"); err == nil {
				t.Error("an installation is opened by a key that is gone")
			}
		})
	}
}

func TestReplicasThatStartTogetherHaveTheSameKeys(t *testing.T) {
	m := miniredis.RunT(t)
	for _, keys := range [][2]string{{oldKey, ""}, {newKey, oldKey}} {
		var all sync.WaitGroup
		codes := make([]string, 8)
		for i := range codes {
			all.Go(func() {
				s, err := under(t, m, keys[0], keys[1])
				if err != nil {
					t.Error(err)
					return
				}
				codes[i] = store.Sealer{Store: s}.Hide("anna")
			})
		}
		all.Wait()
		for _, code := range codes {
			if code != codes[0] {
				t.Errorf("two replicas hide in two ways: %v", codes)
			}
		}
	}
}

func TestWhoeverOnlyLooksWritesNothing(t *testing.T) {
	for _, key := range []string{"", newKey} {
		m := miniredis.RunT(t)
		s, err := store.Open(t.Context(), store.Options{URL: "redis://" + m.Addr(), SecretKey: key, Look: true})
		must(t, err)
		must(t, s.Close())
		if left := m.Keys(); len(left) > 0 {
			t.Errorf("key %q: wrote %v", key, left)
		}
	}
	m := miniredis.RunT(t)
	first, err := under(t, m, oldKey, "")
	must(t, err)
	remembers(t, first)
	before := m.Dump()
	s, err := store.Open(t.Context(), store.Options{URL: "redis://" + m.Addr(), SecretKey: newKey, PreviousKey: oldKey, Look: true})
	must(t, err)
	defer s.Close()
	stillKnows(t, s)
	if m.Dump() != before {
		t.Error("looking changed the record of the keys")
	}
}
