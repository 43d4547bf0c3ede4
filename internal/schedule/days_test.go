package schedule_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/baken-bot/baken/internal/schedule"
)

func TestDaysAreReadFromLinesAsASchoolWritesThem(t *testing.T) {
	today := day("2026-11-25")
	for line, want := range map[string]schedule.Holiday{
		"2027-02-12":                                {From: day("2027-02-12"), To: day("2027-02-12")},
		"12-2-2027 studiedag":                       {From: day("2027-02-12"), To: day("2027-02-12"), Name: "studiedag"},
		"vrijdag 12 februari: Studiedag team":       {From: day("2027-02-12"), To: day("2027-02-12"), Name: "Studiedag team"},
		"12 t/m 16 april kamp":                      {From: day("2027-04-12"), To: day("2027-04-16"), Name: "kamp"},
		"ma 21 december tot en met vr 1 januari":    {From: day("2026-12-21"), To: day("2027-01-01")},
		"21-12-2026 - 4-1-2027 eigen kerstvakantie": {From: day("2026-12-21"), To: day("2027-01-04"), Name: "eigen kerstvakantie"},
		"March 8 to 12 March inset days":            {From: day("2027-03-08"), To: day("2027-03-12"), Name: "inset days"},
		"25 november":                               {From: today, To: today},
		"24 november":                               {From: day("2027-11-24"), To: day("2027-11-24")},
		"20 november 2026 t/m 27 november 2026":     {From: day("2026-11-20"), To: day("2026-11-27")},
		"1 juni 2 scholen samen":                    {From: day("2027-06-01"), To: day("2027-06-01"), Name: "2 scholen samen"},
	} {
		got, err := schedule.ReadDays(line, today)
		if err != nil || len(got) != 1 || got[0] != want {
			t.Errorf("%q: got %v, %v, want %v", line, got, err, want)
		}
	}
}

func TestALineThatIsNoDayIsToldAndNothingIsRead(t *testing.T) {
	for line, want := range map[string]schedule.Fault{
		"studiedag":               schedule.NeedsDate,
		"30 februari 2027":        schedule.NoDay,
		"31 t/m 4 maart":          schedule.EndsEarly,
		"4-1-2027 t/m 21-12-2026": schedule.EndsEarly,
		"12-2-2027 t/m 12-2-2072": schedule.TooWide,
		"12 februari t/m":         schedule.NeedsDate,
		"99-99-2027":              schedule.NeedsDate,
	} {
		got, err := schedule.ReadDays("12 mei 2027\n"+line, day("2026-11-25"))
		var bad *schedule.Unreadable
		if !errors.As(err, &bad) || bad.Fault != want || bad.Word != line || got != nil {
			t.Errorf("%q: got %v, %v", line, got, err)
		}
	}
}

func TestDaysThatAreOverAreLeftOut(t *testing.T) {
	got, err := schedule.ReadDays("1-9-2026 startdag\n\n 12 mei 2027 \n", day("2026-11-25"))
	if err != nil || len(got) != 1 || got[0].From != day("2027-05-12") {
		t.Errorf("got %v, %v", got, err)
	}
}

func FuzzDaysThatWereReadAreWrittenAsTheyAreRead(f *testing.F) {
	for _, s := range []string{"12 februari 2027", "12 t/m 16 april kamp", "21-12-2026 - 4-1-2027", "x", "1 mei 2 juni", "1 t/m t/m 2 mei", "12 t/m 16 april - 4"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		today := day("2026-11-25")
		got, err := schedule.ReadDays(text, today)
		if err != nil {
			return
		}
		again, err := schedule.ReadDays(schedule.WriteDays(got), today)
		if err != nil || !slices.Equal(got, again) {
			t.Errorf("%q: %v became %v, %v", text, got, again, err)
		}
	})
}
