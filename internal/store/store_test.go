package store_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/dialog"
	"github.com/baken-bot/baken/internal/people"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
	"github.com/baken-bot/baken/internal/store/storetest"
)

func person(school, id string) chat.Person {
	return chat.Person{School: chat.School(school), Address: chat.Address{Platform: "test", Value: id}}
}

func TestASessionIsRememberedAndDropped(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		sessions, anna := store.Sessions{Store: s}, person("a", "anna")
		want := dialog.Session{Version: dialog.SessionVersion, Topic: "triggers", Lang: "nl"}
		if err := sessions.Save(t.Context(), anna, want); err != nil {
			t.Fatal(err)
		}
		if got, err := sessions.Load(t.Context(), anna); err != nil || got.Topic != want.Topic {
			t.Errorf("got %+v, %v", got, err)
		}
		if err := sessions.Drop(t.Context(), anna); err != nil {
			t.Fatal(err)
		}
		if got, err := sessions.Load(t.Context(), anna); err != nil || got.Version != 0 {
			t.Errorf("after drop: %+v, %v", got, err)
		}
	})
}

func TestASessionOfAnotherVersionIsNone(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		sessions := store.Sessions{Store: s}
		if err := sessions.Save(t.Context(), person("a", "anna"), dialog.Session{Version: 99, Topic: "x"}); err != nil {
			t.Fatal(err)
		}
		if got, err := sessions.Load(t.Context(), person("a", "anna")); err != nil || got.Topic != "" {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}

func TestOneSchoolNeverSeesAnother(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		sessions, staff, seen := store.Sessions{Store: s}, store.People{Store: s}, store.Seen{Store: s}
		if err := errors.Join(
			sessions.Save(t.Context(), person("a", "anna"), dialog.Session{Version: dialog.SessionVersion, Topic: "triggers"}),
			staff.Save(t.Context(), person("a", "anna"), people.Staff{Lang: "en"}),
		); err != nil {
			t.Fatal(err)
		}
		if _, err := seen.Take(t.Context(), "a", "1"); err != nil {
			t.Fatal(err)
		}
		got, err := sessions.Load(t.Context(), person("b", "anna"))
		_, known, err2 := staff.Load(t.Context(), person("b", "anna"))
		first, err3 := seen.Take(t.Context(), "b", "1")
		if colleague, err := sessions.Load(t.Context(), person("a", "bram")); err != nil || colleague.Topic != "" {
			t.Errorf("a colleague sees %+v, %v", colleague, err)
		}
		if err := errors.Join(err, err2, err3); err != nil || got.Topic != "" || known || !first {
			t.Errorf("school b sees %+v, known %t, first %t, %v", got, known, first, err)
		}
	})
}

func TestAMessageIsTakenOnceUntilItIsGivenBack(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		seen := store.Seen{Store: s}
		take := func(want bool, why error) {
			t.Helper()
			if first, err := seen.Take(t.Context(), "a", "1"); !errors.Is(err, why) || first != want {
				t.Errorf("first %t, %v, want %t, %v", first, err, want, why)
			}
		}
		take(true, nil)
		take(false, chat.ErrBusy)
		if err := seen.Release(t.Context(), "a", "1"); err != nil {
			t.Fatal(err)
		}
		take(true, nil)
		if err := seen.Done(t.Context(), "a", "1"); err != nil {
			t.Fatal(err)
		}
		take(false, nil)
	})
}

func TestAPartOfTheVectorsIsComputedByOneReplicaAndFoundByAll(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		vectors := store.Vectors{Store: s}
		load := func(set string, part int, want string) {
			t.Helper()
			if got, kept, err := vectors.Load(t.Context(), set, part); err != nil || kept != (want != "") || string(got) != want {
				t.Errorf("got %q, %t, %v, want %q", got, kept, err, want)
			}
		}
		take := func(part int, want bool) {
			t.Helper()
			if mine, err := vectors.Take(t.Context(), "a", part); err != nil || mine != want {
				t.Errorf("taken %t, %v, want %t", mine, err, want)
			}
		}
		load("a", 0, "")
		take(0, true)
		take(0, false)
		load("a", 0, "")
		if err := vectors.Save(t.Context(), "a", 0, []byte{0, 1, 255}); err != nil {
			t.Fatal(err)
		}
		load("a", 0, "\x00\x01\xff")
		load("b", 0, "")
		take(0, false)
		take(1, true)
	})
}

func TestForgettingAPersonErasesEverything(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		sessions, staff, anna := store.Sessions{Store: s}, store.People{Store: s}, person("a", "anna")
		if err := errors.Join(
			sessions.Save(t.Context(), anna, dialog.Session{Version: dialog.SessionVersion, Topic: "triggers"}),
			staff.Save(t.Context(), anna, people.Met(time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC))), staff.Forget(t.Context(), anna),
		); err != nil {
			t.Fatal(err)
		}
		got, err := sessions.Load(t.Context(), anna)
		_, known, err2 := staff.Load(t.Context(), anna)
		if errors.Join(err, err2) != nil || known || got.Topic != "" {
			t.Errorf("left: %+v, known %t", got, known)
		}
	})
}

func TestWhatIsKeptSurvivesARestartOfTheServerTheBotStarts(t *testing.T) {
	if storetest.Server(t) == "" {
		return
	}
	dir := t.TempDir()
	s, err := store.Open(t.Context(), store.Options{DataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), store.Options{DataDir: dir}); err == nil || !strings.Contains(err.Error(), "another bot") {
		t.Errorf("a second bot on the same folder: %v", err)
	}
	anna := person("a", "anna")
	if err := errors.Join((store.People{Store: s}).Save(t.Context(), anna, people.Staff{Lang: "en"}), s.Close()); err != nil {
		t.Fatal(err)
	}
	again := storetest.Open(t, store.Options{DataDir: dir})
	if staff, known, err := (store.People{Store: again}).Load(t.Context(), anna); err != nil || !known || staff.Lang != "en" {
		t.Errorf("after the restart: %+v %t %v", staff, known, err)
	}
	data, err := os.ReadFile(filepath.Join(dir, "appendonlydir", "appendonly.aof.1.incr.aof"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(data), "anna") {
		t.Error("the file names the person")
	}
}

func TestRedisAwayAtTheStartIsAClearErrorWithoutThePassword(t *testing.T) {
	_, err := store.Open(t.Context(), store.Options{URL: "redis://:geheim@127.0.0.1:1/0", SecretKey: strings.Repeat("k", 32)})
	if err == nil || !strings.Contains(err.Error(), "127.0.0.1:1") || !strings.Contains(err.Error(), "REDIS_URL") || strings.Contains(err.Error(), "geheim") {
		t.Errorf("got %v", err)
	}
}

func TestRedisGoneLaterFailsFastAndTheStoreRecoversByItself(t *testing.T) {
	server := storetest.Server(t)
	if server == "" {
		return
	}
	dir := t.TempDir()
	start := func() *exec.Cmd {
		cmd := exec.Command(server, "--port", "0", "--unixsocket", filepath.Join(dir, "s"), "--dir", dir, "--save", "")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd
	}
	cmd := start()
	client := redis.NewClient(&redis.Options{Network: "unix", Addr: filepath.Join(dir, "s")})
	await(t, func(ctx context.Context) bool { return client.Ping(ctx).Err() == nil })
	s, err := store.OpenClient(t.Context(), client, strings.Repeat("k", 32))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	sessions := store.Sessions{Store: s}
	if _, err := sessions.Load(t.Context(), person("a", "anna")); err == nil {
		t.Fatal("a dead server answers")
	}
	begin := time.Now()
	if _, err := sessions.Load(t.Context(), person("a", "anna")); err == nil || time.Since(begin) > 100*time.Millisecond {
		t.Errorf("second try: %v after %s", err, time.Since(begin))
	}
	again := start()
	defer func() { _ = again.Process.Kill(); _ = again.Wait() }()
	await(t, func(ctx context.Context) bool {
		_, err := sessions.Load(ctx, person("a", "anna"))
		return err == nil
	})
}

// await tries until it works, for five seconds at most.
func await(t *testing.T, works func(context.Context) bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !works(ctx) {
		select {
		case <-ctx.Done():
			t.Fatal("it does not come")
		case <-tick.C:
		}
	}
}

func TestNobodyElseOnTheMachineReadsTheEmbeddedStore(t *testing.T) {
	if storetest.Server(t) == "" {
		return
	}
	dir := t.TempDir()
	must(t, os.Chmod(dir, 0o755)) //nolint:gosec // that others can look into the folder is the point
	s := storetest.Open(t, store.Options{DataDir: dir})
	must(t, (store.People{Store: s}).Save(t.Context(), person("a", "anna"), people.Staff{}))
	files := 0
	must(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		info, err := d.Info()
		if files++; err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	}))
	if files < 2 {
		t.Errorf("%d files", files)
	}
}

func TestEveryKeyIsExplainedInBothLanguages(t *testing.T) {
	for _, k := range store.Keys() {
		if k.NL == "" || k.EN == "" || k.Type == "" {
			t.Errorf("%s is not explained", k.Pattern)
		}
		global := []string{store.SecretKeyPattern, store.DataKeyPattern, store.VectorsPattern, store.QueuePattern, store.LeavingPattern, store.TicketPrefix + "{code}"}
		if !slices.Contains(global, k.Pattern) && !strings.HasPrefix(k.Pattern, "{school}:") {
			t.Errorf("%s is not its school's own", k.Pattern)
		}
	}
}

func TestFetchedFreeDaysStandBesideWhatEverySchoolHasSet(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		calendars := store.Calendars{Store: s, Default: schedule.Settings{Zone: "Europe/Amsterdam"}, Fetched: true}
		day := schedule.Date{Year: 2026, Month: 12, Day: 1}
		fetched := []schedule.Holiday{{Name: "Studiedag", From: day, To: day}}
		own := schedule.Settings{Zone: "Europe/Brussels", Free: []schedule.Holiday{{From: day.Add(1), To: day.Add(1)}}}
		if err := errors.Join(calendars.SaveSettings(t.Context(), "b", own), calendars.SaveFreeDays(t.Context(), fetched)); err != nil {
			t.Fatal(err)
		}
		for school, zone := range map[chat.School]string{"a": "Europe/Amsterdam", "b": "Europe/Brussels"} {
			got, err := calendars.Settings(t.Context(), school)
			if err != nil || got.Zone != zone || len(got.Fetched) != 1 {
				t.Fatalf("%s: got %+v, %v", school, got, err)
			}
			built, err := got.School()
			if err != nil {
				t.Fatal(err)
			}
			_, free := built.Calendar.FreeDay(day)
			if _, too := built.Calendar.FreeDay(day.Add(1)); !free || too != (school == "b") {
				t.Errorf("%s: the study day is free: %t; its own: %t", school, free, too)
			}
			// Kept anew they do not become the school's own.
			if err := calendars.SaveSettings(t.Context(), school, got); err != nil {
				t.Fatal(err)
			}
		}
		if err := calendars.SaveFreeDays(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		if got, err := calendars.Settings(t.Context(), "b"); err != nil || len(got.Fetched) != 0 || len(got.Free) != 1 {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}
