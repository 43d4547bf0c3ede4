package main

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/config"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
	"github.com/baken-bot/baken/internal/store/storetest"
)

func TestFreeDaysThatAreNoLongerFetchedKeepNothingBack(t *testing.T) {
	s := storetest.Open(t, store.Options{Memory: true, SecretKey: strings.Repeat("k", 32)})
	day := schedule.Date{Year: 2026, Month: 12, Day: 1}
	own := schedule.Settings{Zone: "Europe/Amsterdam", Free: []schedule.Holiday{{From: day.Add(1), To: day.Add(1)}}}
	calendars := store.Calendars{Store: s}
	if err := errors.Join(calendars.SaveFreeDays(t.Context(), []schedule.Holiday{{From: day, To: day}}), calendars.SaveSettings(t.Context(), "a", own)); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]int{"days.ics": 1, "": 0} {
		h := &house{store: s, core: config.Core{FreeDays: config.FreeDays{File: file}}}
		h.core.TimeZone = time.UTC
		got, err := h.book().Settings(t.Context(), "a")
		if err != nil || len(got.Fetched) != want || len(got.Free) != 1 {
			t.Errorf("with FREE_DAYS=%q: %+v, %v", file, got, err)
		}
	}
}
