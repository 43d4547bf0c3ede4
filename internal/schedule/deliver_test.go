package schedule_test

import (
	"errors"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/people"
	"github.com/baken-bot/baken/internal/schedule"
)

// tuesday is the morning of 1 December 2026, a school day.
func tuesday(hour, minute int) time.Time {
	return time.Date(2026, 12, 1, hour, minute, 0, 0, time.FixedZone("CET", 3600))
}

func TestWhenADeliveryGoesOut(t *testing.T) {
	for name, test := range map[string]struct {
		when    string
		staff   people.Staff
		arrange func(w *world)
		// from and to bound when it goes out; zero when it never does, and then outcome says why.
		from, to time.Time
		outcome  schedule.Outcome
	}{
		"spread over twenty minutes":              {when: "1 december 15:15", from: tuesday(15, 15), to: tuesday(15, 35)},
		"the last moment of the window":           {when: "1 december 17:30", from: tuesday(17, 30), to: tuesday(17, 30)},
		"ten minutes before the end":              {when: "1 december 17:20", from: tuesday(17, 20), to: tuesday(17, 30)},
		"before school is the next morning":       {when: "1 december 15:15", staff: people.Staff{Moment: people.BeforeSchool}, from: tuesday(31, 30), to: tuesday(31, 50)},
		"after school is later the same day":      {when: "1 december 8:00", staff: people.Staff{Moment: people.AfterSchool}, from: tuesday(15, 0), to: tuesday(15, 20)},
		"the next working day":                    {when: "1 december 15:15", staff: people.Staff{Days: []time.Weekday{time.Friday}}, from: tuesday(72+7, 30), to: tuesday(72+7, 50)},
		"the end of a snooze":                     {when: "1 december 15:15", staff: people.Staff{Snooze: tuesday(48+10, 0)}, from: tuesday(48+10, 0), to: tuesday(48+10, 20)},
		"a snooze longer than it can be held":     {when: "1 december 15:15", staff: people.Staff{Snooze: tuesday(14*24, 0)}, outcome: schedule.OwnChoice},
		"somebody who stopped":                    {when: "1 december 15:15", staff: people.Staff{Stopped: true}, outcome: schedule.OwnChoice},
		"a topic that is not wanted":              {when: "1 december 15:15", staff: people.Staff{Unwanted: []string{"rouw"}}, arrange: func(w *world) { w.topic = "rouw" }, outcome: schedule.OwnChoice},
		"a third message of the week":             {when: "1 december 15:15", arrange: func(w *world) { w.weeks["test/colleague-0 202649"] = 2 }, outcome: schedule.OverBudget},
		"the bot away for less than the grace":    {when: "1 december 9:00", arrange: func(w *world) { w.now = tuesday(10, 30) }, from: tuesday(10, 30), to: tuesday(10, 50)},
		"a platform that asks to wait":            {when: "1 december 9:00", arrange: func(w *world) { w.answer = once(&chat.RetryError{After: 30 * time.Minute, Err: errors.New("slow")}) }, from: tuesday(9, 30), to: tuesday(9, 50)},
		"a platform that asks for longer than it": {when: "1 december 9:00", arrange: func(w *world) { w.answer = once(&chat.RetryError{After: 3 * time.Hour, Err: errors.New("slow")}) }, outcome: schedule.Missed},
		"somebody who is gone":                    {when: "1 december 9:00", arrange: func(w *world) { w.answer = once(chat.ErrGone) }, outcome: schedule.Gone},
		"a line that breaks while sending":        {when: "1 december 9:00", arrange: func(w *world) { w.answer = once(errors.New("broken pipe")) }, outcome: schedule.Unknown},
		"retried past the end of the window":      {when: "1 december 17:20", arrange: func(w *world) { w.answer = once(&chat.RetryError{After: 15 * time.Minute, Err: errors.New("slow")}) }, from: tuesday(24+7, 30), to: tuesday(24+7, 50)},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, tuesday(7, 0))
			w.staff[someone(0)] = test.staff
			w.plan(test.when)
			if test.arrange != nil {
				test.arrange(w)
			}
			w.until(tuesday(20*24, 0))
			switch {
			case test.outcome != "":
				if len(w.sends) > 0 || w.figures[test.outcome] != 1 || len(w.figures) != 1 {
					t.Errorf("sent %v, counted %v", w.sends, w.figures)
				}
			case len(w.sends) != 1 || w.sends[0].at.Before(test.from) || w.sends[0].at.After(test.to) || w.figures[schedule.Sent] != 1:
				t.Errorf("sent %v, counted %v, want between %s and %s", w.sends, w.figures, test.from, test.to)
			}
		})
	}
}

// once fails the first call.
func once(err error) func(chat.Address) error {
	return func(chat.Address) error {
		out := err
		err = nil
		return out
	}
}

func TestAFiringThatReachesNobodyIsShownAsSuch(t *testing.T) {
	for name, test := range map[string]struct {
		arrange func(w *world, id schedule.PlanID)
		want    schedule.Outcome
	}{
		"the bot away for longer than the grace": {func(w *world, _ schedule.PlanID) { w.now = tuesday(11, 1) }, schedule.Missed},
		"a free day that was added since": {func(w *world, _ schedule.PlanID) {
			day := schedule.Date{Year: 2026, Month: 12, Day: 1}
			w.settings.Free = []schedule.Holiday{{Name: "studiedag", From: day, To: day}}
		}, schedule.FreeDay},
		"a crisis pause": {func(w *world, _ schedule.PlanID) { w.pause = schedule.Pause{Since: tuesday(8, 59)} }, schedule.Dropped},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, tuesday(7, 0))
			w.staff[someone(0)] = people.Staff{}
			k := w.plan("1 december 9:00")
			test.arrange(w, k.ID)
			w.until(tuesday(48, 0))
			if len(w.sends) > 0 || len(w.figures) > 0 || w.whole[test.want] != 1 {
				t.Errorf("sent %v, counted %v, %v", w.sends, w.figures, w.whole)
			}
		})
	}
}

func TestAfterARestartNothingComesThatWaitedBefore(t *testing.T) {
	w := newWorld(t, tuesday(7, 0))
	for i := range 10 {
		w.staff[someone(i)] = people.Staff{Snooze: tuesday(24+9, 0)}
	}
	w.plan("1 december 9:00")
	w.until(tuesday(9, 30))
	if err := errors.Join(w.desk.Crisis(t.Context(), here), w.desk.Restart(t.Context(), here, schedule.Date{Year: 2026, Month: 12, Day: 1})); err != nil {
		t.Fatal(err)
	}
	w.plan("3 december 9:00")
	w.until(tuesday(7*24, 0))
	if len(w.sends) != 10 || w.figures[schedule.Dropped] != 10 {
		t.Errorf("%d sent, counted %v", len(w.sends), w.figures)
	}
	for _, m := range w.sends {
		if m.at.Before(tuesday(48+9, 0)) {
			t.Errorf("%v came from before the pause", m)
		}
	}
}

func TestLessOftenIsEveryOtherMomentAndNotTheSameForAll(t *testing.T) {
	w := newWorld(t, tuesday(7, 0))
	for i := range 40 {
		w.staff[someone(i)] = people.Staff{LessOften: true}
	}
	w.plan("elke week op dinsdag 9:00 tot 2027-02-10")
	w.until(tuesday(80*24, 0))
	each, first := map[chat.Address][]int{}, 0
	for _, m := range w.sends {
		_, week := m.at.ISOWeek()
		each[m.to] = append(each[m.to], week)
		if week == 49 {
			first++
		}
	}
	// Nine school weeks: those who begin with the first moment hear five, the others four.
	for who, weeks := range each {
		if len(weeks) != 4 && len(weeks) != 5 {
			t.Errorf("%v heard in weeks %v", who, weeks)
		}
	}
	if first < 10 || first > 30 {
		t.Errorf("%d of 40 began in the first week", first)
	}
}

func TestASpreadIsEvenEnough(t *testing.T) {
	w := newWorld(t, tuesday(7, 0))
	for i := range 400 {
		w.staff[someone(i)] = people.Staff{}
	}
	w.plan("1 december 9:00")
	w.until(tuesday(12, 0))
	parts := [4]int{}
	for _, m := range w.sends {
		parts[min(3, int(m.at.Sub(tuesday(9, 0))/(5*time.Minute)))]++
	}
	for _, n := range parts {
		if n < 60 || n > 140 {
			t.Errorf("five minutes each hold %v of 400", parts)
		}
	}
}
