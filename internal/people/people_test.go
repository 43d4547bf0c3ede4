package people_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/people"
)

func TestARecordFromBeforePlansIsReadAsNoWishes(t *testing.T) {
	var s people.Staff
	if err := json.Unmarshal([]byte(`{"lang":"nl","since":"2026-11-01T00:00:00Z"}`), &s); err != nil {
		t.Fatal(err)
	}
	if s.Lang != "nl" || s.Stopped || !s.Hours().MayReach(time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC), people.Span{From: 450, Until: 1050}) {
		t.Errorf("got %+v", s)
	}
	if data, err := json.Marshal(people.Met(time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC))); err != nil || string(data) != `{"since":"2026-11-01T00:00:00Z"}` {
		t.Errorf("a person without wishes is kept as %s, %v", data, err)
	}
}

func TestHours(t *testing.T) {
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, time.UTC) } // the 23rd is a Monday
	school := people.Span{From: 7*60 + 30, Until: 17*60 + 30}
	for name, test := range map[string]struct {
		hours  people.Hours
		at     time.Time
		school people.Span
		want   bool
	}{
		"no wishes":                           {people.Hours{}, at(23, 10, 0), school, true},
		"before the school allows it":         {people.Hours{}, at(23, 7, 29), school, false},
		"a day off":                           {people.Hours{Days: []time.Weekday{time.Tuesday}}, at(23, 10, 0), school, false},
		"a working day":                       {people.Hours{Days: []time.Weekday{time.Monday}}, at(23, 10, 0), school, true},
		"before school, in the morning":       {people.Hours{Moment: people.BeforeSchool}, at(23, 8, 30), school, true},
		"before school, at ten":               {people.Hours{Moment: people.BeforeSchool}, at(23, 10, 0), school, false},
		"after school, at ten":                {people.Hours{Moment: people.AfterSchool}, at(23, 10, 0), school, false},
		"after school, in the afternoon":      {people.Hours{Moment: people.AfterSchool}, at(23, 15, 0), school, true},
		"before school where that is no time": {people.Hours{Moment: people.BeforeSchool}, at(23, 10, 0), people.Span{From: 9 * 60, Until: 1000}, true},
		"during a snooze":                     {people.Hours{Snooze: at(24, 9, 0)}, at(24, 8, 59), school, false},
		"at the end of a snooze":              {people.Hours{Snooze: at(24, 9, 0)}, at(24, 9, 0), school, true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := test.hours.MayReach(test.at, test.school); got != test.want {
				t.Errorf("got %t", got)
			}
		})
	}
}
