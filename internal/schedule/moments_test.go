package schedule_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/schedule"
)

// from is a Wednesday morning.
const from = "2026-11-25T09:00:00+01:00"

func moment(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func school(t testing.TB, region schedule.Region, move bool) schedule.School {
	t.Helper()
	return schedule.School{Zone: zone(t, "Europe/Amsterdam"), Calendar: schedule.NewCalendar(region, nil, nil), Window: schedule.HardWindow(), Move: move}
}

// first writes the first moments of a phrase as "Tue 1 Dec 15:30".
func first(t *testing.T, phrase string, s schedule.School, n int) string {
	t.Helper()
	r, err := schedule.Parse(phrase, schedule.DateOf(moment(t, from)), s.Calendar)
	if err != nil {
		return err.Error()
	}
	moments, _ := schedule.Moments(r, s, moment(t, from), n)
	var out []string
	for _, m := range moments {
		out = append(out, m.Format("Mon 2 Jan 15:04"))
	}
	return strings.Join(out, ", ")
}

func TestAPhraseGivesTheMomentsItSays(t *testing.T) {
	for _, test := range []struct{ phrase, want string }{
		{"elke dinsdag 15:30", "Tue 1 Dec 15:30, Tue 8 Dec 15:30"},
		{"every two weeks on Monday at 8:15", "Mon 30 Nov 08:15, Mon 14 Dec 08:15"},
		{"om de week op dinsdag 15.00", "Tue 1 Dec 15:00, Tue 15 Dec 15:00"},
		{"elke 3 weken op donderdag om 16u", "Thu 26 Nov 16:00, Thu 17 Dec 16:00"},
		{"every other Thursday at half past three", "Thu 26 Nov 15:30, Thu 10 Dec 15:30"},
		{"fortnightly on Tuesday 3:30pm", "Tue 1 Dec 15:30, Tue 15 Dec 15:30"},
		{"elke maandag om kwart over acht", "Mon 30 Nov 08:15, Mon 7 Dec 08:15"},
		{"maandag kwart voor vier", "Mon 30 Nov 15:45, Mon 7 Dec 15:45"},
		{"elke schooldag om tien voor half negen", "Thu 26 Nov 08:20, Fri 27 Nov 08:20"},
		{"half vier op woensdag", "Wed 25 Nov 15:30, Wed 2 Dec 15:30"},
		{"'s middags om half drie op maandag", "Mon 30 Nov 14:30, Mon 7 Dec 14:30"},
		{"quarter to nine on Fridays", "Fri 27 Nov 08:45, Fri 4 Dec 08:45"},
		{"weekly on Friday morning at 9", "Fri 27 Nov 09:00, Fri 4 Dec 09:00"},
		{"ma, wo en vr 8:15", "Fri 27 Nov 08:15, Mon 30 Nov 08:15"},
		{"maandag t/m donderdag na school", "Wed 25 Nov 15:15, Thu 26 Nov 15:15"},
		{"Monday to Friday 8:15", "Thu 26 Nov 08:15, Fri 27 Nov 08:15"},
		{"dagelijks voor school", "Thu 26 Nov 08:00, Fri 27 Nov 08:00"},
		{"Every weekday after school until Christmas", "Wed 25 Nov 15:15, Thu 26 Nov 15:15"},
		{"eerste maandag van de maand om 9:00", "Mon 7 Dec 09:00, Mon 4 Jan 09:00"},
		{"elke eerste en derde woensdag van de maand 15:00", "Wed 2 Dec 15:00, Wed 16 Dec 15:00"},
		{"laatste vrijdag van de maand 15.00", "Fri 27 Nov 15:00, Fri 29 Jan 15:00"},
		{"every month on the second Tuesday at 15:00", "Tue 8 Dec 15:00, Tue 12 Jan 15:00"},
		{"de 15e van de maand om 8u30", "Tue 15 Dec 08:30, Fri 15 Jan 08:30"},
		{"op 13 januari om 15.15", "Wed 13 Jan 15:15"},
		{"13-01-2027 15:15", "Wed 13 Jan 15:15"},
		{"vanaf 1 februari elke maandag 8:30 tot 12 februari", "Mon 1 Feb 08:30, Mon 8 Feb 08:30"},
		{"every Monday at 4 until December 1", "Mon 30 Nov 16:00"},
		{"elke twee weken, dinsdag na school, tot de zomer", "Tue 1 Dec 15:15, Tue 15 Dec 15:15"},
		{"15 8 * * 1-5", "Thu 26 Nov 08:15, Fri 27 Nov 08:15"},
		{"0 9 29 2 *", "Tue 29 Feb 09:00, Fri 29 Feb 09:00"},
		{"29e van de maand 9:00", "Fri 29 Jan 09:00, Tue 29 Jun 09:00"},
		{"elke zondag 10:00", ""},
		{"30 2 * * *", ""},
		{"0 0 31 2 *", ""},
		{"elke dinsdagg 15:30", `read when: the word "dinsdagg" is not understood; did you mean "dinsdag"?`},
		{"dinsdag", `read when: the time of day is missing; add for instance 15:30 or "na school"`},
		{"15:30", `read when: the day is missing; write for instance "elke dinsdag" or "on weekdays"`},
		{"elke maand 15:00", `read when: which day of the month? write for instance "eerste maandag van de maand"`},
		{"elke dinsdag 15:30 tot 1-6-2026", "read when: the end, 2026-06-01, lies before the start"},
		{"elke dinsdag 25:00", `read when: "25:00" is no time of day; write for instance 15:30`},
		{"elke dinsdag 15:30 om 16:00", `read when: "16:00" is a second time of day; give one`},
		{"31 februari 9:00", `read when: "31 februari 2027" is no day`},
		{"@every 1s", `read when: the cron expression "@every 1s" cannot be read; want five fields: minute, hour, day of the month, month and day of the week`},
		{"", `read when: nothing is written; write for instance "elke dinsdag 15:30"`},
		{"elke dinsdag 15:30 en dan graag met een lange toelichting", `read when: the word "met" is not understood; did you mean "het"?`},
	} {
		region := schedule.Noord // the leap day of 2028 is a holiday elsewhere
		if got := first(t, test.phrase, school(t, region, false), 2); got != test.want {
			t.Errorf("%q: got %s, want %s", test.phrase, got, test.want)
		}
	}
}

func TestAMomentOnAFreeDayIsSkippedOrMoved(t *testing.T) {
	r, err := schedule.Parse("elke dinsdag 15:15", schedule.DateOf(moment(t, "2027-02-10T09:00:00+01:00")), nil)
	if err != nil {
		t.Fatal(err)
	}
	after := moment(t, "2027-02-10T09:00:00+01:00")
	skip, skipped := schedule.Moments(r, school(t, schedule.Zuid, false), after, 1)
	if got := skip[0].Format(time.DateOnly); got != "2027-02-23" || len(skipped) != 1 || skipped[0].Reason.String() != "school holiday: voorjaarsvakantie" {
		t.Errorf("got %s, skipped %v", got, skipped)
	}
	move, skipped := schedule.Moments(r, school(t, schedule.Zuid, true), after, 2)
	if move[0].Format(time.DateOnly) != "2027-02-22" || move[1].Format(time.DateOnly) != "2027-02-23" || !skipped[0].MovedTo.Equal(move[0]) {
		t.Errorf("got %v, skipped %v", move, skipped)
	}
}

func TestTheLastMinuteOfTheDayIsOpenToItsEnd(t *testing.T) {
	s := school(t, schedule.Zuid, false)
	for at, want := range map[string]string{
		"2027-02-09T17:30:00+01:00": "2027-02-09T17:30:00+01:00", "2027-02-09T17:30:59+01:00": "2027-02-09T17:30:59+01:00", "2027-02-09T17:31:00+01:00": "2027-02-10T07:30:00+01:00",
	} {
		if got := s.Opens(moment(t, at)); !got.Equal(moment(t, want)) {
			t.Errorf("from %s it opens at %s", at, got)
		}
	}
}

func TestNoMomentIsEverOutsideSchoolTime(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 2))
	pick := func(list ...string) string { return list[rng.IntN(len(list))] }
	regions := append(schedule.Regions(), "")
	for range 400 {
		phrase := pick("elke", "every two weeks on", "elke eerste", "laatste") + " " + pick("maandag", "dinsdag", "vrijdag", "zaterdag") + " " + pick("7:29", "07:30", "12:00", "17:30", "17:31", "na school", "23:59")
		s := school(t, regions[rng.IntN(len(regions))], rng.IntN(2) == 0)
		start := moment(t, from).AddDate(0, 0, rng.IntN(600))
		r, err := schedule.Parse(phrase, schedule.DateOf(start), s.Calendar)
		if err != nil {
			t.Fatal(phrase, err)
		}
		last := start
		moments, _ := schedule.Moments(r, s, start, 30)
		for _, m := range moments {
			clock := schedule.At(m.Hour(), m.Minute())
			if _, free := s.Calendar.FreeDay(schedule.DateOf(m)); free || clock < schedule.Earliest || clock > schedule.Latest || !m.After(last) {
				t.Errorf("%q in %q: %s", phrase, s.Calendar.Region, m)
			}
			last = m
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"elke dinsdag 15:30", "every two weeks on Monday at 8:15", "kwart voor half", "TZ=", "CRON_TZ=Europe/Amsterdam", "* * * * *", "0 0 31 2 *", "tot tot tot", "1e 1e 1e",
		"op 99-99-9999", "elke 99999 weken", "half half half", "maandag t/m", "jan 1 jan 1 8:00",
	} {
		f.Add(s)
	}
	s := school(f, schedule.Midden, true)
	after := moment(f, from)
	f.Fuzz(func(t *testing.T, phrase string) {
		r, err := schedule.Parse(phrase, schedule.DateOf(after), s.Calendar)
		if err != nil {
			return
		}
		moments, _ := schedule.Moments(r, s, after, 3)
		for _, m := range moments {
			if _, free := s.Calendar.FreeDay(schedule.DateOf(m)); free || !m.After(after) {
				t.Errorf("%q: %s", phrase, m)
			}
		}
	})
}

func BenchmarkMoments(b *testing.B) {
	s := school(b, schedule.Midden, true)
	r, err := schedule.Parse("every two weeks on Monday at 8:15", schedule.DateOf(moment(b, from)), s.Calendar)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		schedule.Moments(r, s, moment(b, from), 5)
	}
}
