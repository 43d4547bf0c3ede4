package store_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/dialog"
	"github.com/baken-bot/baken/internal/store"
	"github.com/baken-bot/baken/internal/store/storetest"
)

func holder(id string, role chat.Role) dialog.Holder {
	return dialog.Holder{Address: chat.Address{Platform: "test", Value: id}, Name: "name of " + id, Role: role}
}

func TestARoleIsGivenAndTakenEachWithItsLine(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		roles := store.Roles{Store: s}
		give := func(id string, role chat.Role) {
			t.Helper()
			must(t, roles.SaveRole(t.Context(), "a", holder(id, role), dialog.Change{At: monday(), Name: "name of " + id, Role: role, Taken: role == chat.Member}))
		}
		give("anna", chat.Admin)
		give("bram", chat.Coordinator)
		give("anna", chat.Coordinator)
		give("bram", chat.Member)
		holders, changes, err := roles.Roles(t.Context(), "a")
		must(t, err)
		if len(holders) != 1 || holders[0] != holder("anna", chat.Coordinator) || len(changes) != 4 || !changes[3].Taken || !changes[3].At.Equal(monday()) {
			t.Errorf("got %v, %v", holders, changes)
		}
		holders, changes, err = roles.Roles(t.Context(), "b")
		if err != nil || len(holders)+len(changes) > 0 {
			t.Errorf("another school has %v, %v, %v", holders, changes, err)
		}
		for _, key := range storetest.Keys(t, s, "*:roles") {
			if strings.Contains(key+s.Connection().Get(t.Context(), key).Val(), "anna") {
				t.Error("the record names somebody")
			}
		}
	})
}

func TestTwoAdminsAtOnceBothGetTheirWay(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		roles := store.Roles{Store: s}
		var all sync.WaitGroup
		for i := range 2 {
			all.Go(func() {
				for n := range 10 {
					id := fmt.Sprint(i, "-", n)
					if err := roles.SaveRole(t.Context(), "a", holder(id, chat.Coordinator), dialog.Change{Name: id, Role: chat.Coordinator}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		if holders, changes, err := roles.Roles(t.Context(), "a"); err != nil || len(holders) != 20 || len(changes) != 20 {
			t.Errorf("%d holders, %d lines, %v", len(holders), len(changes), err)
		}
	})
}

func TestOnlyTheLastChangesAreKept(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		roles := store.Roles{Store: s}
		for i := range 205 {
			must(t, roles.SaveRole(t.Context(), "a", holder("anna", chat.Admin), dialog.Change{Name: fmt.Sprint(i), Role: chat.Admin}))
		}
		holders, changes, err := roles.Roles(t.Context(), "a")
		if err != nil || len(holders) != 1 || len(changes) != 200 || changes[0].Name != "5" || changes[199].Name != "204" {
			t.Errorf("%d holders, %d lines, %v", len(holders), len(changes), err)
		}
	})
}

func TestWhoAsksForARoleIsFoundUnderTheCodeForAnHour(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		roles, h := store.Roles{Store: s}, holder("anna", chat.Coordinator)
		if got, found, err := roles.Asked(t.Context(), "a", "7431", &h); err != nil || !found || got != h {
			t.Errorf("kept %v, %t, %v", got, found, err)
		}
		for _, test := range []struct {
			school chat.School
			code   string
			found  bool
		}{{"a", "7431", true}, {"a", "7432", false}, {"b", "7431", false}} {
			if got, found, err := roles.Asked(t.Context(), test.school, test.code, nil); err != nil || found != test.found || found && got != h {
				t.Errorf("%s %s: %v, %t, %v", test.school, test.code, got, found, err)
			}
		}
		keys := storetest.Keys(t, s, "*:asked:*")
		if len(keys) != 1 || strings.Contains(keys[0], "7431") {
			t.Fatalf("have %v", keys)
		}
		if life := s.Connection().TTL(t.Context(), keys[0]).Val(); life <= 59*time.Minute || life > time.Hour {
			t.Errorf("kept for %s", life)
		}
	})
}

func TestSomebodyWhoIsForgottenIsNamedInNoLineAndTheLinesStay(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		roles := store.Roles{Store: s}
		for _, id := range []string{"anna", "bram"} {
			h := holder(id, chat.Coordinator)
			must(t, roles.SaveRole(t.Context(), "a", h, dialog.Change{Name: h.Name, Of: h.Address, Role: h.Role}))
		}
		for range 2 {
			must(t, roles.Unname(t.Context(), chat.Person{School: "a", Address: holder("anna", "").Address}))
		}
		_, changes, err := roles.Roles(t.Context(), "a")
		must(t, err)
		if len(changes) != 2 || changes[0].Name != "" || changes[0].Of != (chat.Address{}) || changes[0].Role != chat.Coordinator || changes[1].Name != "name of bram" {
			t.Errorf("lines %+v", changes)
		}
	})
}
