package schedule_test

import (
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/people"
	"github.com/baken-bot/baken/internal/schedule"
)

// owned plans something for a channel in the name of somebody.
func (w *world) owned(by chat.Address, when string) schedule.Kept {
	w.t.Helper()
	k, err := w.desk.Create(w.t.Context(), schedule.Plan{School: here, What: schedule.What{Text: "t"}, Who: schedule.Audience{Members: someone(50)}, When: when, Owner: by})
	if err != nil {
		w.t.Fatal(err)
	}
	return k
}

func TestWhatSomebodyAnswersForGoesToAnotherOrPauses(t *testing.T) {
	w, ctx := newWorld(t, tuesday(7, 0)), t.Context()
	from := chat.Person{School: here, Address: someone(0)}
	mine, others := w.owned(someone(0), "elke donderdag 9:00"), w.owned(someone(1), "elke donderdag 9:00")
	own, err := w.desk.Create(ctx, schedule.Plan{
		School: here, What: schedule.What{Text: "t"}, Who: schedule.Audience{People: []chat.Address{someone(0)}}, When: "elke donderdag 9:00", Owner: someone(0),
	})
	if err != nil {
		t.Fatal(err)
	}
	once := w.owned(someone(0), "1 december 9:00")
	w.until(tuesday(12, 0))
	if got, err := w.desk.Owned(ctx, from); err != nil || len(got) != 1 || got[0] != mine.ID {
		t.Errorf("answers for %v, %v", got, err)
	}
	if err := w.desk.HandOver(ctx, from, someone(2)); err != nil {
		t.Fatal(err)
	}
	if w.plans[once.ID].Owner == someone(0) || w.plans[mine.ID].Owner != someone(2) || w.plans[mine.ID].Paused || w.plans[others.ID].Owner != someone(1) || w.plans[own.ID].Owner != someone(0) {
		t.Errorf("handed over: %+v", w.plans)
	}
	if err := w.desk.HandOver(ctx, chat.Person{School: here, Address: someone(2)}, chat.Address{}); err != nil {
		t.Fatal(err)
	}
	if k := w.plans[mine.ID]; !k.Paused || k.Owner != (chat.Address{}) || !k.Next.IsZero() {
		t.Errorf("to nobody: %+v", k)
	}
	if k := w.plans[once.ID]; k.Paused || k.Owner != (chat.Address{}) {
		t.Errorf("what is over: %+v", k)
	}
}

func TestFullWeeksCountOtherPlansOfTheSameMembersAlone(t *testing.T) {
	w, ctx := newWorld(t, tuesday(7, 0)), t.Context() // 1 December 2026
	w.staff[someone(0)] = people.Staff{}
	for _, when := range []string{"elke maandag 9:00", "elke vrijdag 9:00"} {
		w.owned(someone(0), when)
	}
	draft := schedule.Plan{School: here, What: schedule.What{Text: "t"}, Who: schedule.Audience{Members: someone(50)}, When: "elke woensdag 9:00"}
	weeks := func(p schedule.Plan) (out []string) {
		t.Helper()
		proposal, err := w.desk.Propose(ctx, p)
		if err != nil {
			t.Fatal(err)
		}
		full, err := w.desk.FullWeeks(ctx, proposal)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range full {
			out = append(out, d.String())
		}
		return out
	}
	equal := func(name string, got []string, want ...string) {
		t.Helper()
		if len(got) != len(want) {
			t.Fatalf("%s: %v, want %v", name, got, want)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s: %v, want %v", name, got, want)
			}
		}
	}
	// In this week the Monday had passed when that plan was made.
	equal("each week", weeks(draft), "2026-12-07", "2026-12-14", "2027-01-04", "2027-01-11")
	other := draft
	other.Who.Members = someone(51)
	equal("other members", weeks(other))
	w.pause = schedule.Pause{Since: tuesday(7, 0), Until: tuesday(10*24, 0)} // Friday the 11th
	equal("a pause", weeks(draft), "2026-12-14", "2027-01-04", "2027-01-11")
	w.pause = schedule.Pause{Since: tuesday(7, 0)}
	equal("a pause without end", weeks(draft), "2026-12-07", "2026-12-14", "2027-01-04", "2027-01-11")
}

func TestANoteComesInAPauseAndNothingElseDoes(t *testing.T) {
	w, ctx := newWorld(t, tuesday(10, 0)), t.Context()
	w.staff[someone(0)] = people.Staff{LessOften: true}
	k := w.owned(someone(1), "elke dinsdag 12:00")
	if err := w.desk.Crisis(ctx, here); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := w.desk.Tell(ctx, chat.Person{School: here, Address: someone(0)}, schedule.Note{Kind: schedule.Inherited, Plans: []schedule.PlanID{k.ID}}); err != nil {
			t.Fatal(err)
		}
	}
	w.until(w.now.Add(24 * time.Hour))
	if len(w.sends) != 1 || w.sends[0].to != someone(0) {
		t.Errorf("sent %v", w.sends)
	}
}
