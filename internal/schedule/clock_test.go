package schedule_test

import (
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/schedule"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestAMissingTimeComesAfterTheGapAndARepeatedOneCountsOnce(t *testing.T) {
	for name, test := range map[string]struct {
		zone string
		day  schedule.Date
		at   schedule.Clock
		want string
	}{
		"spring 2026, within the gap": {"Europe/Amsterdam", schedule.Date{Year: 2026, Month: 3, Day: 29}, schedule.At(2, 30), "2026-03-29T03:00:00+02:00"},
		"spring 2027, within the gap": {"Europe/Amsterdam", schedule.Date{Year: 2027, Month: 3, Day: 28}, schedule.At(2, 30), "2027-03-28T03:00:00+02:00"},
		"spring, first of the gap":    {"Europe/Amsterdam", schedule.Date{Year: 2026, Month: 3, Day: 29}, schedule.At(2, 0), "2026-03-29T03:00:00+02:00"},
		"spring, before the gap":      {"Europe/Amsterdam", schedule.Date{Year: 2026, Month: 3, Day: 29}, schedule.At(1, 59), "2026-03-29T01:59:00+01:00"},
		"spring, after the gap":       {"Europe/Amsterdam", schedule.Date{Year: 2026, Month: 3, Day: 29}, schedule.At(3, 0), "2026-03-29T03:00:00+02:00"},
		"autumn 2026, repeated":       {"Europe/Amsterdam", schedule.Date{Year: 2026, Month: 10, Day: 25}, schedule.At(2, 30), "2026-10-25T02:30:00+02:00"},
		"autumn 2027, repeated":       {"Europe/Amsterdam", schedule.Date{Year: 2027, Month: 10, Day: 31}, schedule.At(2, 30), "2027-10-31T02:30:00+02:00"},
		"autumn, after it":            {"Europe/Amsterdam", schedule.Date{Year: 2026, Month: 10, Day: 25}, schedule.At(3, 0), "2026-10-25T03:00:00+01:00"},
		"a zone without midnight":     {"Asia/Beirut", schedule.Date{Year: 2027, Month: 3, Day: 28}, schedule.At(0, 0), "2027-03-28T01:00:00+03:00"},
		"school time, winter":         {"Europe/Amsterdam", schedule.Date{Year: 2026, Month: 10, Day: 26}, schedule.At(8, 15), "2026-10-26T08:15:00+01:00"},
		"school time, summer":         {"Europe/Amsterdam", schedule.Date{Year: 2026, Month: 3, Day: 30}, schedule.At(8, 15), "2026-03-30T08:15:00+02:00"},
		"no zone changes":             {"UTC", schedule.Date{Year: 2026, Month: 3, Day: 29}, schedule.At(2, 30), "2026-03-29T02:30:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := test.at.On(test.day, zone(t, test.zone)).Format(time.RFC3339); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestAWindowIsNeverWiderThanTheHardOne(t *testing.T) {
	for name, test := range map[string]struct {
		from, until schedule.Clock
		ok          bool
	}{
		"the hard one":     {schedule.Earliest, schedule.Latest, true},
		"narrower":         {schedule.At(8, 0), schedule.At(16, 0), true},
		"earlier":          {schedule.At(7, 29), schedule.At(16, 0), false},
		"later":            {schedule.At(8, 0), schedule.At(17, 31), false},
		"the wrong way on": {schedule.At(16, 0), schedule.At(8, 0), false},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := schedule.NewWindow(test.from, test.until); (err == nil) != test.ok {
				t.Errorf("error %v", err)
			}
		})
	}
}
