package schedule_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/schedule"
)

func TestSchoolHolidaysHaveTheLengthTheyMustHave(t *testing.T) {
	days := map[string]int{schedule.Herfst: 9, schedule.Kerst: 16, schedule.Voorjaar: 9, schedule.Mei: 9, schedule.Zomer: 44}
	for _, region := range schedule.Regions() {
		count := map[string]int{}
		for _, h := range schedule.SchoolHolidays(region) {
			count[h.Name]++
			n := 1
			for d := h.From; d != h.To && n < 100; d = d.Add(1) {
				n++
			}
			if n != days[h.Name] {
				t.Errorf("%s: %s from %s has %d days, want %d", region, h.Name, h.From, n, days[h.Name])
			}
			if h.From.Weekday() != time.Saturday || h.To.Weekday() != time.Sunday {
				t.Errorf("%s: %s from %s does not run from a Saturday to a Sunday", region, h.Name, h.From)
			}
		}
		for name := range days {
			want := 3
			if name == schedule.Zomer {
				want = 4
			}
			if count[name] != want {
				t.Errorf("%s: %d times %s, want %d", region, count[name], name, want)
			}
		}
	}
}

// days are dates with whether there is school, in each region; "" is a school day.
func TestTheCalendarKnowsEachDay(t *testing.T) {
	own := []schedule.Holiday{{Name: "studiedag", From: day("2026-11-30"), To: day("2026-11-30")}}
	for _, test := range []struct{ date, noord, midden, zuid string }{
		{"2026-08-17", "", "zomervakantie", "zomervakantie"},
		{"2026-08-24", "", "zomervakantie", ""},
		{"2026-08-31", "", "", ""},
		{"2026-10-12", "herfstvakantie", "", ""},
		{"2026-10-19", "", "herfstvakantie", "herfstvakantie"},
		{"2026-10-26", "", "", ""},
		{"2026-11-30", "studiedag", "studiedag", "studiedag"},
		{"2026-12-18", "", "", ""},
		{"2026-12-21", "kerstvakantie", "kerstvakantie", "kerstvakantie"},
		{"2026-12-25", "kerstvakantie", "kerstvakantie", "kerstvakantie"},
		{"2027-01-04", "", "", ""},
		{"2027-02-08", "", "", ""},
		{"2027-02-15", "", "", "voorjaarsvakantie"},
		{"2027-02-22", "voorjaarsvakantie", "voorjaarsvakantie", ""},
		{"2027-03-01", "", "", ""},
		{"2027-03-25", "", "", ""},
		{"2027-03-26", "Goede Vrijdag", "Goede Vrijdag", "Goede Vrijdag"},
		{"2027-03-28", "weekend", "weekend", "weekend"},
		{"2027-03-29", "Tweede Paasdag", "Tweede Paasdag", "Tweede Paasdag"},
		{"2027-03-30", "", "", ""},
		{"2027-04-27", "meivakantie", "meivakantie", "meivakantie"},
		{"2027-05-03", "", "", ""},
		{"2027-05-05", "Bevrijdingsdag", "Bevrijdingsdag", "Bevrijdingsdag"},
		{"2027-05-06", "Hemelvaartsdag", "Hemelvaartsdag", "Hemelvaartsdag"},
		{"2027-05-07", "vrijdag na Hemelvaart", "vrijdag na Hemelvaart", "vrijdag na Hemelvaart"},
		{"2027-05-17", "Tweede Pinksterdag", "Tweede Pinksterdag", "Tweede Pinksterdag"},
		{"2027-07-12", "zomervakantie", "", ""},
		{"2027-07-19", "zomervakantie", "zomervakantie", ""},
		{"2027-07-26", "zomervakantie", "zomervakantie", "zomervakantie"},
		{"2027-08-23", "", "zomervakantie", "zomervakantie"},
		{"2027-08-30", "", "", "zomervakantie"},
		{"2027-09-06", "", "", ""},
		{"2027-10-18", "herfstvakantie", "herfstvakantie", ""},
		{"2027-10-25", "", "", "herfstvakantie"},
		{"2027-12-24", "", "", ""},
		{"2028-01-07", "kerstvakantie", "kerstvakantie", "kerstvakantie"},
		{"2028-02-21", "voorjaarsvakantie", "", ""},
		{"2028-02-29", "", "voorjaarsvakantie", "voorjaarsvakantie"},
		{"2028-04-14", "Goede Vrijdag", "Goede Vrijdag", "Goede Vrijdag"},
		{"2028-04-27", "Koningsdag", "Koningsdag", "Koningsdag"},
		{"2028-05-26", "vrijdag na Hemelvaart", "vrijdag na Hemelvaart", "vrijdag na Hemelvaart"},
		{"2028-07-10", "", "zomervakantie", ""},
		{"2025-10-13", "", "", "herfstvakantie"},
		{"2026-02-16", "", "voorjaarsvakantie", "voorjaarsvakantie"},
		{"2026-02-23", "voorjaarsvakantie", "", ""},
		{"2026-04-03", "Goede Vrijdag", "Goede Vrijdag", "Goede Vrijdag"},
		{"2026-04-27", "meivakantie", "meivakantie", "meivakantie"},
		{"2026-05-05", "Bevrijdingsdag", "Bevrijdingsdag", "Bevrijdingsdag"},
		{"2026-05-14", "Hemelvaartsdag", "Hemelvaartsdag", "Hemelvaartsdag"},
		{"2026-05-15", "vrijdag na Hemelvaart", "vrijdag na Hemelvaart", "vrijdag na Hemelvaart"},
		{"2026-05-25", "Tweede Pinksterdag", "Tweede Pinksterdag", "Tweede Pinksterdag"},
		{"2026-07-06", "zomervakantie", "", ""},
		{"2026-07-13", "zomervakantie", "", "zomervakantie"},
	} {
		for region, want := range map[schedule.Region]string{schedule.Noord: test.noord, schedule.Midden: test.midden, schedule.Zuid: test.zuid} {
			reason, free := schedule.NewCalendar(region, own, nil).FreeDay(day(test.date))
			got := reason.Name
			if reason.Kind == schedule.Weekend {
				got = reason.Kind
			}
			if got != want || free != (want != "") {
				t.Errorf("%s in %s: %q, want %q", test.date, region, got, want)
			}
		}
	}
}

func TestASchoolMayBeOpenOnADayThatIsFreeElsewhereButNotInTheWeekend(t *testing.T) {
	open := []schedule.Holiday{{From: day("2027-03-26"), To: day("2027-03-28")}}
	c := schedule.NewCalendar(schedule.Noord, nil, open)
	if _, free := c.FreeDay(day("2027-03-26")); free {
		t.Error("Good Friday is free although the school is open")
	}
	if _, free := c.FreeDay(day("2027-03-28")); !free {
		t.Error("a Sunday is a school day")
	}
}

func TestASchoolWithoutARegionIsFreeWhenAnyRegionIs(t *testing.T) {
	c := schedule.NewCalendar("", nil, nil)
	for _, d := range []string{"2026-10-12", "2026-10-19", "2027-02-15", "2027-02-22", "2027-07-12", "2027-08-30"} {
		if _, free := c.FreeDay(day(d)); !free {
			t.Errorf("%s is a school day", d)
		}
	}
}

const icsDays = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//school//EN\r\n%sEND:VCALENDAR\r\n"

func TestFreeDaysAreReadFromACalendarFile(t *testing.T) {
	file := fmt.Sprintf(icsDays, "BEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20261130\r\nDTEND;VALUE=DATE:20261202\r\nSUMMARY:Studiedagen\r\nEND:VEVENT\r\n"+
		"BEGIN:VEVENT\r\nUID:2\r\nDTSTART;VALUE=DATE:20270507\r\nSUMMARY:Brugdag\r\nEND:VEVENT\r\n"+
		"BEGIN:VEVENT\r\nUID:3\r\nDTSTART;TZID=W. Europe Standard Time:20270601T090000\r\nSUMMARY:Vergadering\r\nEND:VEVENT\r\n")
	days, err := schedule.ReadICS(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	want := []schedule.Holiday{{Name: "Studiedagen", From: day("2026-11-30"), To: day("2026-12-01")}, {Name: "Brugdag", From: day("2027-05-07"), To: day("2027-05-07")}}
	if fmt.Sprint(days) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", days, want)
	}
}

func TestAnEventThatRepeatsIsFreeEachTimeAndOneThatIsCancelledNever(t *testing.T) {
	for name, test := range map[string]struct{ lines, want string }{
		"every other week": {"RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=3\r\n", "2027-03-01 2027-03-15 2027-03-29"},
		"the first Monday": {"RRULE:FREQ=MONTHLY;BYDAY=1MO;UNTIL=20270601\r\n", "2027-03-01 2027-04-05 2027-05-03"},
		"two days a year":  {"DTEND;VALUE=DATE:20270303\r\nRRULE:FREQ=YEARLY\r\n", "2027-03-01 2028-03-01 2029-03-01 2030-03-01 2031-03-01"},
		"cancelled":        {"RRULE:FREQ=WEEKLY;COUNT=3\r\nSTATUS:CANCELLED\r\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			e := strings.Replace(event("20270301"), "END:", test.lines+"END:", 1)
			days, err := schedule.ReadICS(strings.NewReader(fmt.Sprintf(icsDays, e+event("20261201"))))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, d := range days[:len(days)-1] {
				got = append(got, d.From.String())
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("free on %v", got)
			}
		})
	}
}

func TestARepetitionThatCannotBeReadIsRefusedAndNamesItsDay(t *testing.T) {
	for _, rule := range []string{"nonsense", "FREQ=SECONDLY", "FREQ=HOURLY;COUNT=5", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31", "FREQ=WEEKLY;BYHOUR=3", "FREQ=DAILY"} {
		e := strings.Replace(event("20270301"), "END:", "SUMMARY:naam\r\nRRULE:"+rule+"\r\nEND:", 1)
		days, err := schedule.ReadICS(strings.NewReader(fmt.Sprintf(icsDays, event("20261201")+e)))
		if err == nil || strings.Contains(err.Error(), "naam") || rule != "FREQ=DAILY" && !strings.Contains(err.Error(), "2027-03-01") {
			t.Errorf("%s: read as %d days, %v", rule, len(days), err)
		}
	}
}

// event is a whole day in a calendar file.
func event(day string) string {
	return "BEGIN:VEVENT\r\nUID:" + day + "\r\nDTSTART;VALUE=DATE:" + day + "\r\nEND:VEVENT\r\n"
}

func TestABrokenCalendarFileIsRefusedSoThatTheOldDaysStay(t *testing.T) {
	for name, file := range map[string]string{
		"empty": "", "no calendar": "hello", "cut off": "BEGIN:VCALENDAR\r\nBEGIN:VEV", "no days": fmt.Sprintf(icsDays, ""), "huge": strings.Repeat("X", 3<<20),
	} {
		t.Run(name, func(t *testing.T) {
			if days, err := schedule.ReadICS(strings.NewReader(file)); err == nil {
				t.Errorf("read as %v", days)
			}
		})
	}
	year := strings.Replace(event("20260801"), "END:", "DTEND;VALUE=DATE:20270801\r\nSUMMARY:Schooljaar\r\nEND:", 1)
	if days, err := schedule.ReadICS(strings.NewReader(fmt.Sprintf(icsDays, event("20261201")+year))); err == nil || strings.Contains(err.Error(), "Schooljaar") {
		t.Errorf("a year without school: %v, %v", days, err)
	}
	summer := strings.Replace(year, "20270801", "20261010", 1)
	if days, err := schedule.ReadICS(strings.NewReader(fmt.Sprintf(icsDays, summer))); err != nil || len(days) != 1 {
		t.Errorf("a summer of ten weeks: %v, %v", days, err)
	}
	whole := fmt.Sprintf(icsDays, event("20261201")+event("20261202"))
	for n := range len(whole) - len("\r\n") {
		if days, err := schedule.ReadICS(strings.NewReader(whole[:n])); err == nil {
			t.Errorf("cut off after %q it is read as %v", whole[max(0, n-20):n], days)
		}
	}
	if _, err := schedule.ReadICS(strings.NewReader(fmt.Sprintf(icsDays, ""))); !errors.Is(err, schedule.ErrNoDays) {
		t.Errorf("got %v", err)
	}
}

// Each of these is within the size, and took the library minutes or all memory.
func TestACalendarFileThatIsMadeToCostIsRefusedAtOnce(t *testing.T) {
	for name, inside := range map[string]string{
		"events in events":         strings.Repeat("BEGIN:VEVENT\n", 150_000),
		"behind a mark":            strings.Repeat("?BEGIN;A=b:VEVENT\n", 100_000),
		"a line of parameters":     "BEGIN:VEVENT\nX" + strings.Repeat(";A=b", 400_000) + ":x\n",
		"a parameter of values":    "BEGIN:VEVENT\nX;A=b" + strings.Repeat(",b", 900_000) + ":x\n",
		"folded":                   "BEGIN:VEVENT\nX" + strings.Repeat(";A=b\n ;A=b\r\n\t", 100_000) + ":x\n",
		"quoted":                   "BEGIN:VEVENT\nX;A=\":\"" + strings.Repeat(";A=b", 400_000) + ":x\n",
		"many lines of parameters": strings.Repeat("X"+strings.Repeat(";A=b", 4000)+":x\n", 120),
	} {
		t.Run(name, func(t *testing.T) {
			days, err := schedule.ReadICS(strings.NewReader("BEGIN:VCALENDAR\n" + inside))
			if err == nil || !strings.Contains(err.Error(), "tangled") {
				t.Errorf("read as %v, %.100v", days, err)
			}
		})
	}
	alarm := strings.Replace(event("20261201"), "END:", "DESCRIPTION:"+strings.Repeat("a, b; ", 2000)+"\nBEGIN:VALARM\nACTION:DISPLAY\nEND:VALARM\nEND:", 1)
	if days, err := schedule.ReadICS(strings.NewReader(fmt.Sprintf(icsDays, alarm+event("20261202")))); err != nil || len(days) != 2 {
		t.Errorf("an event with a long text and an alarm: %v, %.100v", days, err)
	}
}

func day(s string) schedule.Date {
	d, err := schedule.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func FuzzReadICS(f *testing.F) {
	f.Add([]byte(fmt.Sprintf(icsDays, "BEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20261130\r\nEND:VEVENT\r\n")))
	f.Add([]byte("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:99999999\nEND:VEVENT\nEND:VCALENDAR"))
	f.Fuzz(func(t *testing.T, data []byte) {
		days, err := schedule.ReadICS(strings.NewReader(string(data)))
		if err == nil && len(days) == 0 {
			t.Error("no days and no error")
		}
		for _, h := range days {
			if h.To.Before(h.From) {
				t.Errorf("%v ends before it begins", h)
			}
		}
	})
}
