package store_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
	"github.com/baken-bot/baken/internal/store/storetest"
)

func saved(name string) schedule.Team {
	return schedule.Team{ID: "id-" + name, Name: name, Channels: []chat.Address{{Platform: "test", Value: "channel-of-" + name}}}
}

func TestTeamsAreTheSchoolsSealedAndInOrder(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		teams := store.Teams{Store: s}
		add := func(name string) func([]schedule.Team) ([]schedule.Team, error) {
			return func(all []schedule.Team) ([]schedule.Team, error) { return append(all, saved(name)), nil }
		}
		must(t, teams.AmendTeams(t.Context(), "a", add("onderbouw")))
		must(t, teams.AmendTeams(t.Context(), "a", add("Bovenbouw")))
		refused := errors.New("refused")
		err := teams.AmendTeams(t.Context(), "a", func([]schedule.Team) ([]schedule.Team, error) { return nil, refused })
		if !errors.Is(err, refused) {
			t.Errorf("got %v", err)
		}
		all, err := teams.Teams(t.Context(), "a")
		if err != nil || len(all) != 2 || all[0].Name != "Bovenbouw" || all[1].Channels[0].Value != "channel-of-onderbouw" {
			t.Errorf("got %v, %v", all, err)
		}
		if all, err := teams.Teams(t.Context(), "b"); err != nil || len(all) > 0 {
			t.Errorf("another school has %v, %v", all, err)
		}
		for _, key := range storetest.Keys(t, s, "*:saved-teams") {
			if strings.Contains(s.Connection().Get(t.Context(), key).Val(), "onderbouw") {
				t.Error("kept in the open")
			}
		}
	})
}

func TestTwoWhoSaveTeamsAtOnceBothGetTheirWay(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		teams := store.Teams{Store: s}
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				err := teams.AmendTeams(t.Context(), "a", func(had []schedule.Team) ([]schedule.Team, error) { return append(had, saved(fmt.Sprint(i))), nil })
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if got, err := teams.Teams(t.Context(), "a"); err != nil || len(got) != 8 {
			t.Errorf("%d teams, %v", len(got), err)
		}
	})
}
