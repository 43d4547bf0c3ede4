package store_test

import (
	"strings"
	"testing"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/dialog"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
	"github.com/baken-bot/baken/internal/store/storetest"
)

func TestWhatIsAskedOfASecondCoordinatorIsTheSchoolsSealedAndDropped(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		restarts := store.Restarts{Store: s}
		ask := dialog.Restart{Since: monday(), Day: schedule.Date{Year: 2026, Month: 12, Day: 14}, By: chat.Address{Platform: "test", Value: "anna"}}
		must(t, restarts.SaveRestart(t.Context(), "a", ask))
		if got, ok, err := restarts.Restart(t.Context(), "a"); err != nil || !ok || got.Day != ask.Day || got.By != ask.By || !got.Since.Equal(ask.Since) {
			t.Errorf("got %v, %t, %v", got, ok, err)
		}
		if got, ok, err := restarts.Restart(t.Context(), "b"); err != nil || ok {
			t.Errorf("another school has %v, %v", got, err)
		}
		for _, key := range storetest.Keys(t, s, "*:restart") {
			if life := s.Connection().TTL(t.Context(), key).Val(); life <= 0 || strings.Contains(s.Connection().Get(t.Context(), key).Val(), "anna") {
				t.Errorf("kept in the open, or for %s", life)
			}
		}
		for range 2 {
			must(t, restarts.DropRestart(t.Context(), "a"))
		}
		if _, ok, err := restarts.Restart(t.Context(), "a"); err != nil || ok {
			t.Errorf("still there: %v", err)
		}
	})
}

func TestALineChangesNobodysRole(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		roles := store.Roles{Store: s}
		must(t, roles.SaveRole(t.Context(), "a", holder("anna", chat.Coordinator), dialog.Change{Name: "anna", Role: chat.Coordinator}))
		must(t, roles.Note(t.Context(), "a", dialog.Change{At: monday(), Event: dialog.PlansPaused, Plans: 3}))
		holders, changes, err := roles.Roles(t.Context(), "a")
		if err != nil || len(holders) != 1 || len(changes) != 2 || changes[1].Plans != 3 || changes[1].Event != dialog.PlansPaused {
			t.Errorf("got %v, %v, %v", holders, changes, err)
		}
	})
}
