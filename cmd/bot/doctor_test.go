package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/config"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
)

// examined runs bot doctor --json under these settings and returns what it found, by check.
func examined(t *testing.T, env map[string]string) (findings map[string][]finding, failed bool) {
	t.Helper()
	var out strings.Builder
	err := run(t.Context(), process{Args: []string{"doctor", "--json"}, Getenv: func(k string) string { return env[k] }, Out: &out, Err: io.Discard})
	var code exitCode
	if err != nil && !errors.As(err, &code) {
		t.Fatal(err)
	}
	var got struct {
		OK     bool
		Checks []finding
	}
	if err := json.Unmarshal([]byte(out.String()), &got); err != nil {
		t.Fatal(err)
	}
	if got.OK != (err == nil) {
		t.Errorf("ok %t, but the command ends with %v", got.OK, err)
	}
	findings = map[string][]finding{}
	for _, f := range got.Checks {
		findings[f.Check] = append(findings[f.Check], f)
	}
	return findings, err != nil
}

func TestDoctorNamesEverySettingThatIsWrongAndNoSecret(t *testing.T) {
	got, failed := examined(t, map[string]string{"TIMEZONE": "Mars", "SECRET_KEY": "hush-hush", "SLACK_BOT_TOKEN": "xoxb-hush"})
	if !failed || len(got["settings"]) != 3 || got["the rest"][0].State != note {
		t.Errorf("found %+v", got)
	}
	if all, err := json.Marshal(got); err != nil || strings.Contains(string(all), "hush") {
		t.Errorf("a secret is shown: %s, %v", all, err)
	}
}

func TestDoctorMakesNothingWhereNothingIsKeptYet(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	got, failed := examined(t, map[string]string{"DATA_DIR": dir})
	if failed || got["redis"][0].State != note {
		t.Errorf("found %+v", got)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder was made: %v", err)
	}
}

func TestDoctorSaysThatTheFolderIsOpenToOthers(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // that it is too open is the point
		t.Fatal(err)
	}
	if got, _ := examined(t, map[string]string{"DATA_DIR": dir}); got["data folder"][0].State != wrong {
		t.Errorf("found %+v", got["data folder"])
	}
}

func TestDoctorSaysThatRedisCannotBeReachedWithoutItsPassword(t *testing.T) {
	got, failed := examined(t, map[string]string{"REDIS_URL": "redis://:hush@127.0.0.1:1/0", "SECRET_KEY": "0123456789abcdef0123456789abcdef"})
	if f := got["redis"][0]; !failed || f.State != wrong || !strings.Contains(f.Says, "127.0.0.1:1") || strings.Contains(f.Says, "hush") {
		t.Errorf("found %+v", f)
	}
	if f := got["secret key"][0]; f.State != well {
		t.Errorf("found %+v", f)
	}
}

func TestDoctorSaysThatTheRunningBotHasTheStore(t *testing.T) {
	if _, err := exec.LookPath("redis-server"); err != nil {
		if os.Getenv("BAKEN_REQUIRE_REDIS") != "" {
			t.Fatal("no redis-server on PATH, and BAKEN_REQUIRE_REDIS is set")
		}
		t.Log("no redis-server on PATH: a store in memory is nobody else's, so there is nothing to see")
		return
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	env := map[string]string{"ADDR": "127.0.0.1:0", "DATA_DIR": t.TempDir()}
	if err := os.Chmod(env["DATA_DIR"], 0o700); err != nil {
		t.Fatal(err)
	}
	address, done := make(chan string, 1), make(chan error, 1)
	go func() {
		done <- run(ctx, process{Getenv: func(k string) string { return env[k] }, Out: io.Discard, Err: io.Discard, started: func(a string) { address <- a }})
	}()
	select {
	case a := <-address:
		got, failed := examined(t, map[string]string{"ADDR": a, "DATA_DIR": env["DATA_DIR"]})
		if failed || got["redis"][0].State != note || !strings.Contains(got["running bot"][0].Says, "redis: ok") {
			t.Errorf("found %+v", got)
		}
	case err := <-done:
		t.Fatal(err)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestDoctorAsksThePublicAddressForItsHealth(t *testing.T) {
	page := func(status int, body string) string {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			io.WriteString(w, body)
		}))
		t.Cleanup(s.Close)
		return s.URL
	}
	for name, test := range map[string]struct {
		url   string
		wants string
	}{
		"not https":       {page(200, "ok\n"), "not https"},
		"a closed door":   {"https://127.0.0.1:1", "cannot be reached"},
		"a password lies": {"https://user:hush@127.0.0.1:1", "cannot be reached"},
	} {
		t.Run(name, func(t *testing.T) {
			got, failed := examined(t, map[string]string{"PUBLIC_URL": test.url, "DATA_DIR": filepath.Join(t.TempDir(), "none")})
			if f := got["address"][0]; !failed || f.State != wrong || !strings.Contains(f.Says, test.wants) || strings.Contains(f.Says, "hush") {
				t.Errorf("found %+v", f)
			}
		})
	}
	for body, works := range map[string]bool{page(200, "ok"): true, page(404, "ok"): false, "http://127.0.0.1:1": false} {
		if _, err := fetch(t.Context(), body); (err == nil) != works {
			t.Errorf("fetch: %v, want it to work: %t", err, works)
		}
	}
}

func TestWhatAServerSaysOfItselfIsJudged(t *testing.T) {
	good := store.Server{Name: "Redis", Version: "7.0.15", Appends: true, Policy: "noeviction", Used: 1, Rewrites: store.Granted}
	states := func(alter func(*store.Server), unswept int) string {
		s := good
		alter(&s)
		var out []string
		for _, f := range serverFound(s, unswept) {
			if f.State != well {
				out = append(out, f.Check+" "+string(f.State))
			}
		}
		return strings.Join(out, ", ")
	}
	for name, test := range map[string]struct {
		alter   func(*store.Server)
		unswept int
		want    string
	}{
		"all well":               {func(*store.Server) {}, 0, ""},
		"too old":                {func(s *store.Server) { s.Version = "6.2.1" }, 0, "version wrong"},
		"no version":             {func(s *store.Server) { s.Version = "" }, 0, "version note"},
		"no append-only file":    {func(s *store.Server) { s.Appends = false }, 0, "kept wrong, erasing note"},
		"a full disk":            {func(s *store.Server) { s.Faults = []string{"aof_last_write_status"} }, 0, "kept wrong"},
		"throws away":            {func(s *store.Server) { s.Policy = "allkeys-lru" }, 0, "full memory wrong"},
		"does not say":           {func(s *store.Server) { s.Policy = "" }, 0, "full memory note"},
		"nearly full":            {func(s *store.Server) { s.Used, s.Limit = 95, 100 }, 0, "memory wrong"},
		"may not rewrite":        {func(s *store.Server) { s.Rewrites = store.Denied }, 2, "erasing wrong"},
		"may perhaps rewrite":    {func(s *store.Server) { s.Rewrites = store.Unasked }, 0, "erasing note"},
		"still to be swept once": {func(*store.Server) {}, 1, "erasing note"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := states(test.alter, test.unswept); got != test.want {
				t.Errorf("found %q, want %q", got, test.want)
			}
		})
	}
}

func TestAClockThatIsOffIsTold(t *testing.T) {
	x := patient{core: config.Core{TimeZone: time.UTC}, now: time.Now()}
	for ahead, want := range map[time.Duration]state{0: well, -4 * time.Second: well, 6 * time.Second: wrong, -time.Hour: wrong} {
		if got := x.clock(ahead); got.State != want {
			t.Errorf("%s ahead: %+v", ahead, got)
		}
	}
}

func TestHolidaysThatRunOutAreToldHalfAYearBefore(t *testing.T) {
	until := schedule.KnownUntil()
	last := time.Date(until.Year, until.Month, until.Day, 12, 0, 0, 0, time.UTC)
	for days, want := range map[int]state{-200: well, -170: wrong, 10: wrong} {
		if got := holidays(last.AddDate(0, 0, days)); got.State != want {
			t.Errorf("%d days: %+v", days, got)
		}
	}
}

func TestAKeyThatCanBeGuessedIsTold(t *testing.T) {
	for key, want := range map[string]state{"": note, strings.Repeat("geheim", 6): wrong, "3f9c1e77a0b24d5586e1c0d9f2a4b6c8": well} {
		f := patient{core: config.Core{SecretKey: config.NewSecret(key)}}.keyFound()
		if f.State != want || key != "" && strings.Contains(f.Says, key) {
			t.Errorf("%d characters: %+v", len(key), f)
		}
	}
}

func TestPlansThatDoNotComeAreCounted(t *testing.T) {
	now := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC) // a Tuesday
	settings := schedule.Settings{Zone: "Europe/Amsterdam", Region: schedule.Midden}
	plan := func(when string) schedule.Kept {
		p := schedule.Plan{ID: "p", School: "s", What: schedule.What{Text: "x"}, Who: schedule.Audience{Post: chat.Address{Platform: "test", Value: "c"}}, When: when, Start: schedule.Date{Year: 2026, Month: 11, Day: 1}}
		return schedule.Kept{Plan: p, Next: now.Add(time.Hour)}
	}
	with := func(k schedule.Kept, alter func(*schedule.Kept)) schedule.Kept {
		alter(&k)
		return k
	}
	for name, test := range map[string]struct {
		shelf store.Shelf
		want  string
	}{
		"one that comes":          {store.Shelf{Settings: settings, Plans: []schedule.Kept{plan("elke dinsdag 15:30")}}, ""},
		"only on Sundays":         {store.Shelf{Settings: settings, Plans: []schedule.Kept{plan("0 12 * * 0")}}, "never come"},
		"only at night":           {store.Shelf{Settings: settings, Plans: []schedule.Kept{plan("0 3 * * 2")}}, "never come"},
		"one that cannot be read": {store.Shelf{Settings: settings, Plans: []schedule.Kept{plan("elke blauwe maandag na sint-juttemis")}}, "never come"},
		"one that has ended": {store.Shelf{Settings: settings, Plans: []schedule.Kept{with(plan("elke dinsdag 15:30"), func(k *schedule.Kept) {
			k.Until, k.Next = schedule.Date{Year: 2026, Month: 11, Day: 20}, time.Time{}
		})}}, ""},
		"a paused one":        {store.Shelf{Settings: settings, Plans: []schedule.Kept{with(plan("0 12 * * 0"), func(k *schedule.Kept) { k.Paused = true })}}, ""},
		"one behind":          {store.Shelf{Settings: settings, Plans: []schedule.Kept{with(plan("elke dinsdag 15:30"), func(k *schedule.Kept) { k.Next = now.Add(-2 * time.Hour) })}}, "behind"},
		"one without moment":  {store.Shelf{Settings: settings, Plans: []schedule.Kept{with(plan("elke dinsdag 15:30"), func(k *schedule.Kept) { k.Next = time.Time{} })}}, "behind"},
		"under another key":   {store.Shelf{Settings: settings, Shut: 1}, "another SECRET_KEY"},
		"a zone of no planet": {store.Shelf{Settings: schedule.Settings{Zone: "Mars"}}, "zone"},
	} {
		t.Run(name, func(t *testing.T) {
			var s shelves
			s.add(test.shelf, now)
			got := s.found()
			if bad := got[0].State == wrong; bad != (test.want != "") || !strings.Contains(got[0].Says, test.want) {
				t.Errorf("found %+v", got)
			}
		})
	}
}

// ailing is a platform that knows what is wrong with it.
type ailing struct {
	chat.Sender
	says []string
}

func (a ailing) Examine(context.Context) []string { return a.says }

func TestAPlatformThatCanBeExaminedIs(t *testing.T) {
	for want, sender := range map[state]chat.Sender{well: ailing{}, wrong: ailing{says: []string{"No scope users:read."}}, note: nil} {
		got := platformFound(t.Context(), &platform{name: "test", sender: sender})
		if len(got) != 1 || got[0].State != want {
			t.Errorf("found %+v, want %s", got, want)
		}
	}
	if !slices.ContainsFunc(makers(), func(m maker) bool { return m.connect != nil }) {
		t.Error("no platform is asked")
	}
}
