package schedule_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/people"
	"github.com/baken-bot/baken/internal/schedule"
)

// silence is a crisis pause, and how many messages had gone out when it began: of those of the same instant, only the later ones break it.
type silence struct {
	schedule.Pause
	before int
}

// crisis begins a pause; it ends the one before, whose end does not count any more.
func (w *world) crisis(pauses []silence) []silence {
	w.t.Helper()
	if err := w.desk.Crisis(w.t.Context(), here); err != nil {
		w.t.Fatal(err)
	}
	if last := len(pauses) - 1; last >= 0 && pauses[last].Until.After(w.now) {
		pauses[last].Until = w.now
	}
	return append(pauses, silence{schedule.Pause{Since: w.now}, len(w.sends)})
}

// restart sets the end of the last pause.
func (w *world) restart(pauses []silence, days int) {
	w.t.Helper()
	if err := w.desk.Restart(w.t.Context(), here, schedule.DateOf(w.now).Add(days)); err != nil {
		w.t.Fatal(err)
	}
	pauses[len(pauses)-1].Until = w.pause.Until
}

// promises checks every message of a world against what staff were promised, by means of their own.
func promises(t *testing.T, w *world, stoppedAt map[chat.Address]time.Time, pauses []silence) {
	t.Helper()
	s, err := w.settings.School()
	if err != nil {
		t.Fatal(err)
	}
	got, weeks := map[string]bool{}, map[string]int{}
	for i, m := range w.sends {
		local := m.at.In(s.Zone)
		who := w.staff[m.to]
		year, week := local.ISOWeek()
		thisWeek := fmt.Sprint(m.to, year, week)
		weeks[thisWeek]++
		_, free := s.Calendar.FreeDay(schedule.DateOf(local))
		clock := schedule.At(local.Hour(), local.Minute())
		stop, stopped := stoppedAt[m.to]
		switch {
		case free || local.Weekday() == time.Saturday || local.Weekday() == time.Sunday:
			t.Fatalf("%v: on a free day", m)
		case clock < s.Window.From || clock > s.Window.Until || clock < schedule.Earliest || clock > schedule.Latest:
			t.Fatalf("%v: at %s, outside the window", m, clock)
		case weeks[thisWeek] > 2:
			t.Fatalf("%v: the third of the week", m)
		case got[m.firing+m.to.String()]:
			t.Fatalf("%v: twice", m)
		case stopped && !m.at.Before(stop):
			t.Fatalf("%v: stopped at %s", m, stop)
		case !who.Hours().Works(local.Weekday()):
			t.Fatalf("%v: on a day off", m)
		case m.at.Before(who.Snooze):
			t.Fatalf("%v: during a snooze", m)
		}
		for _, p := range pauses {
			if i >= p.before && m.at.Before(p.Until) {
				t.Fatalf("%v: during a pause", m)
			}
		}
		got[m.firing+m.to.String()] = true
	}
}

// somePhrases are what coordinators write, and two that would go out at night and at weekends if nothing stopped them.
func somePhrases() []string {
	return []string{
		"elke dinsdag na school", "every two weeks on Monday at 8:15", "elke schooldag 17:25", "eerste maandag van de maand 9:00", "15 8 * * 1-5", "elke donderdag half vier",
		"elke dag 12:00", "0 3,9,16,22 * * *", "elke zaterdag, zondag en maandag 10:00", "on weekdays before school", "30 7 * * *", "laatste vrijdag van de maand 17:30",
	}
}

func someStaff(r *rand.Rand, start time.Time) people.Staff {
	var s people.Staff
	for _, day := range []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday} {
		if r.IntN(3) > 0 {
			s.Days = append(s.Days, day)
		}
	}
	s.Moment = []people.Moment{people.AnyMoment, people.BeforeSchool, people.AfterSchool}[r.IntN(3)]
	s.LessOften = r.IntN(4) == 0
	if r.IntN(3) == 0 {
		s.Snooze = start.Add(time.Duration(r.IntN(300*24)) * time.Hour)
	}
	return s
}

func someSettings(r *rand.Rand) schedule.Settings {
	s := schedule.Settings{Zone: []string{"Europe/Amsterdam", "Europe/Lisbon", "America/Aruba"}[r.IntN(3)], Region: []schedule.Region{"", schedule.Noord, schedule.Midden, schedule.Zuid}[r.IntN(4)]}
	if r.IntN(2) == 0 {
		s.Window = schedule.Window{From: schedule.Earliest + schedule.Clock(r.IntN(120)), Until: schedule.Latest - schedule.Clock(r.IntN(180))}
	}
	for range r.IntN(8) {
		d := schedule.Date{Year: 2026, Month: 8, Day: 20}.Add(r.IntN(340))
		s.Free = append(s.Free, schedule.Holiday{Name: "studiedag", From: d, To: d.Add(r.IntN(3))})
	}
	return s
}

// moods is a platform that asks to wait, loses people and breaks off.
func moods(r *rand.Rand) func(chat.Address) error {
	return func(chat.Address) error {
		switch r.IntN(12) {
		case 0:
			return &chat.RetryError{After: time.Duration(r.IntN(7200)) * time.Second, Err: errors.New("slow down")}
		case 1:
			return chat.ErrGone
		case 2:
			return errors.New("the line broke")
		}
		return nil
	}
}

func TestARandomYearKeepsEveryPromise(t *testing.T) {
	total := 0
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 4))
		start := time.Date(2026, 8, 17, 0, 0, 0, 0, time.UTC)
		w := newWorld(t, start)
		w.settings, w.answer = someSettings(r), moods(r)
		for i := range 8 {
			w.staff[someone(i)] = someStaff(r, start)
		}
		for range 1 + r.IntN(5) {
			_, err := w.desk.Create(t.Context(), schedule.Plan{
				School: here, What: schedule.What{Text: "Tijd voor thee."}, Who: schedule.Audience{Members: someone(0)}, Move: r.IntN(2) == 0, When: somePhrases()[r.IntN(len(somePhrases()))],
			})
			never(t, err)
		}
		stoppedAt, pauses := map[chat.Address]time.Time{}, []silence(nil)
		for w.now.Before(start.AddDate(1, 0, 0)) {
			w.until(w.now.Add(time.Duration(r.IntN(20*24*60)) * time.Minute))
			switch r.IntN(5) {
			case 0: // nobody runs for a while
				w.now = w.now.Add(time.Duration(r.IntN(5*24*60)) * time.Minute)
			case 1:
				pauses = w.crisis(pauses)
				w.until(w.now.Add(time.Duration(r.IntN(72)) * time.Hour))
				w.restart(pauses, r.IntN(3))
			case 2:
				who := someone(r.IntN(8))
				s := w.staff[who]
				if s.Stopped = true; stoppedAt[who].IsZero() {
					stoppedAt[who] = w.now
				}
				w.staff[who] = s
			case 3:
				alterOne(t, w, r)
			}
		}
		promises(t, w, stoppedAt, pauses)
		total += len(w.sends)
	}
	if total < 2000 {
		t.Errorf("only %d messages in all: the test tests little", total)
	}
}

func TestAPauseHoldsFromItsInstantAndTheLastOneCounts(t *testing.T) {
	w := newWorld(t, tuesday(7, 0))
	w.staff[someone(0)] = people.Staff{}
	w.plan("1 december 17:30")
	w.plan("3 december 9:00")
	w.until(tuesday(17, 30))
	// In the instant in which a message went out, and until Sunday; then, after another crisis, until the next morning.
	pauses := w.crisis(nil)
	w.restart(pauses, 5)
	w.until(tuesday(24, 0))
	pauses = w.crisis(pauses)
	w.until(tuesday(34, 0))
	w.restart(pauses, 0)
	w.until(tuesday(90, 0))
	if len(w.sends) != 2 || pauses[0].before != 1 {
		t.Errorf("sent %v, %d of them before the pause", w.sends, pauses[0].before)
	}
	promises(t, w, nil, pauses)
}

// alterOne pauses, resumes or moves the plan that comes next.
func alterOne(t *testing.T, w *world, r *rand.Rand) {
	t.Helper()
	all, err := w.desk.List(t.Context(), here)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		return
	}
	one := all[r.IntN(len(all))]
	switch r.IntN(3) {
	case 0:
		_, err = w.desk.Pause(t.Context(), here, one.ID)
	case 1:
		_, err = w.desk.Resume(t.Context(), chat.Person{School: here, Address: someone(0)}, one.ID)
	default:
		_, err = w.desk.Move(t.Context(), here, one.ID, somePhrases()[r.IntN(len(somePhrases()))])
	}
	never(t, err)
}

// never lets through that a rule has no moment within a narrow window: then nothing is kept.
func never(t *testing.T, err error) {
	t.Helper()
	if err != nil && !strings.Contains(err.Error(), "ever comes") {
		t.Fatal(err)
	}
}

// A school of 120 people and six plans: every message of a year, by the clock of the test's bubble.
func TestASchoolYearOf120PeopleAndSixPlans(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		until := func(at time.Time) { <-time.After(time.Until(at)) }
		until(time.Date(2026, 8, 17, 6, 0, 0, 0, time.UTC))
		w := newWorld(t, time.Now())
		for i := range 120 {
			w.staff[someone(i)] = people.Staff{}
		}
		part := w.staff[someone(0)]
		part.Days = []time.Weekday{time.Wednesday}
		w.staff[someone(0)] = part
		for _, when := range somePhrases()[:6] {
			w.plan(when)
		}
		end := time.Date(2027, 7, 17, 0, 0, 0, 0, time.UTC)
		for time.Now().Before(end) {
			w.now = time.Now()
			w.step()
			if at := w.next(end); at.After(time.Now()) {
				until(at)
			}
		}
		promises(t, w, nil, nil)
		each := map[chat.Address]int{}
		for _, m := range w.sends {
			each[m.to]++
		}
		// 39 or 40 school weeks of at most two messages; whoever works on Wednesdays alone hears less.
		for who, n := range each {
			if who != someone(0) && (n < 70 || n > 84) {
				t.Errorf("%v heard %d messages", who, n)
			}
		}
		if n := each[someone(0)]; n == 0 || n > 42*2 {
			t.Errorf("a colleague of one day heard %d", n)
		}
		t.Logf("%d messages; %v", len(w.sends), w.figures)
	})
}
