package store_test

import (
	"strings"
	"testing"

	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
	"github.com/baken-bot/baken/internal/store/storetest"
)

func TestADraftIsItsMakersAloneSealedAndDropped(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		drafts, anna := store.Drafts{Store: s}, person("a", "anna")
		load := func(who, school, want string) {
			t.Helper()
			got, found, err := drafts.LoadDraft(t.Context(), person(school, who))
			if err != nil || found != (want != "") || got.What.Text != want {
				t.Errorf("%s of %s has %q, %t, %v, want %q", who, school, got.What.Text, found, err, want)
			}
		}
		load("anna", "a", "")
		for _, text := range []string{"Eerst", "Tijd voor thee"} {
			must(t, drafts.SaveDraft(t.Context(), anna, schedule.Plan{What: schedule.What{Text: text}, When: "elke dinsdag"}))
		}
		load("anna", "a", "Tijd voor thee")
		load("anna", "b", "")
		load("bram", "a", "")
		keys := storetest.Keys(t, s, "*:draft:*")
		if len(keys) != 1 || strings.Contains(keys[0], "anna") {
			t.Fatalf("have %v", keys)
		}
		sealed := s.Connection().Get(t.Context(), keys[0]).Val()
		if life := s.Connection().TTL(t.Context(), keys[0]).Val(); strings.Contains(sealed, "thee") || life <= 0 {
			t.Errorf("kept as %q for %s", sealed, life)
		}
		// Moved to another place or changed, it is none: the person starts anew.
		must(t, drafts.SaveDraft(t.Context(), person("a", "bram"), schedule.Plan{What: schedule.What{Text: "x"}}))
		for _, key := range storetest.Keys(t, s, "*:draft:*") {
			must(t, s.Connection().Set(t.Context(), key, sealed, 0).Err())
		}
		load("anna", "a", "Tijd voor thee")
		load("bram", "a", "")
		must(t, drafts.DropDraft(t.Context(), anna))
		must(t, drafts.DropDraft(t.Context(), anna))
		load("anna", "a", "")
	})
}
