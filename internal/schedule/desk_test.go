package schedule_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/people"
	"github.com/baken-bot/baken/internal/schedule"
)

func TestAPlanIsShownMovedPausedResumedAndStopped(t *testing.T) {
	w, ctx := newWorld(t, tuesday(7, 0)), t.Context()
	w.staff[someone(0)] = people.Staff{}
	first, second := w.plan("elke donderdag 9:00"), w.plan("elke woensdag 9:00")
	next := func(k schedule.Kept, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		if k.Next.IsZero() {
			return "none"
		}
		return k.Next.In(tuesday(0, 0).Location()).Format("Mon 2 15:04")
	}
	if all, err := w.desk.List(ctx, here); err != nil || len(all) != 2 || all[0].ID != second.ID || next(all[1], nil) != "Thu 3 09:00" {
		t.Errorf("list: %v, %v", all, err)
	}
	if got := next(w.desk.Move(ctx, here, first.ID, "elke dinsdag na school")); got != "Tue 1 15:15" {
		t.Errorf("moved to %s", got)
	}
	if got := next(w.desk.Pause(ctx, here, first.ID)); got != "none" {
		t.Errorf("paused: %s", got)
	}
	w.until(tuesday(24+16, 0))
	if got := next(w.desk.Resume(ctx, chat.Person{School: here, Address: someone(0)}, first.ID)); got != "Tue 8 15:15" {
		t.Errorf("resumed: %s", got)
	}
	if got := next(w.desk.Stop(ctx, here, first.ID)); got != "none" || w.plans[first.ID].Who.Members != (chat.Address{}) {
		t.Errorf("stopped: %s, still for %v", got, w.plans[first.ID].Who)
	}
	if _, err := w.desk.Resume(ctx, chat.Person{School: here, Address: someone(0)}, first.ID); !errors.Is(err, schedule.ErrNoPlan) {
		t.Errorf("resume a stopped plan: %v", err)
	}
	if all, err := w.desk.List(ctx, here); err != nil || len(all) != 1 {
		t.Errorf("list: %v, %v", all, err)
	}
}

func TestAProposalShowsFiveMomentsAndKeepsNothing(t *testing.T) {
	w := newWorld(t, tuesday(7, 0))
	p := schedule.Plan{School: here, What: schedule.What{Text: "t"}, Who: schedule.Audience{Post: someone(0)}, When: "elke dinsdag 15:30"}
	got, err := w.desk.Propose(t.Context(), p)
	if err != nil || len(got.Moments) != 5 || len(got.Skipped) != 2 || got.Grace != schedule.DefaultGrace || len(w.plans) > 0 {
		t.Errorf("got %+v, %v", got, err)
	}
	for name, test := range map[string]struct {
		alter func(*schedule.Plan)
		want  string
	}{
		"a word that is not understood": {func(p *schedule.Plan) { p.When = "elke dinsdach 15:30" }, `"dinsdag"`},
		"a moment that never comes":     {func(p *schedule.Plan) { p.When = "elke zondag 15:30" }, "ever comes"},
		"an end that has passed":        {func(p *schedule.Plan) { p.Until = schedule.Date{Year: 2026, Month: 11, Day: 1} }, "ever comes"},
		"nothing to say":                {func(p *schedule.Plan) { p.What = schedule.What{} }, "want one of a series"},
		"two audiences":                 {func(p *schedule.Plan) { p.Who.Members = someone(1) }, "want one of a list of people"},
		"a text without end":            {func(p *schedule.Plan) { p.What.Text = strings.Repeat("t", 2000) }, "too long"},
		"a grace of a week":             {func(p *schedule.Plan) { p.Grace = 7 * schedule.MaxGrace }, "grace"},
	} {
		q := p
		test.alter(&q)
		if _, err := w.desk.Propose(t.Context(), q); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.settings.Zone = "Europe/Nowhere"
	if _, err := w.desk.Propose(t.Context(), p); err == nil || !strings.Contains(err.Error(), "no such time zone") {
		t.Errorf("a zone that does not exist: %v", err)
	}
}

func TestNewSettingsMoveThePlansThatAreThere(t *testing.T) {
	w := newWorld(t, tuesday(7, 0))
	k := w.plan("elke dinsdag 15:30")
	day := schedule.Date{Year: 2026, Month: 12, Day: 1}
	settings := w.settings
	settings.Free = []schedule.Holiday{{Name: "studiedag", From: day, To: day}}
	if err := w.desk.Settle(t.Context(), here, settings); err != nil {
		t.Fatal(err)
	}
	if got := w.plans[k.ID].Next; !got.Equal(tuesday(7*24+15, 30)) {
		t.Errorf("next at %s", got)
	}
	settings.Zone = "Local"
	if err := w.desk.Settle(t.Context(), here, settings); err == nil || w.settings.Zone == "Local" {
		t.Errorf("a wrong zone: %v", err)
	}
}

func TestWhoLeavesIsTakenOutOfEveryList(t *testing.T) {
	w := newWorld(t, tuesday(7, 0))
	k, err := w.desk.Create(t.Context(), schedule.Plan{School: here, What: schedule.What{Text: "t"}, Who: schedule.Audience{People: []chat.Address{someone(0)}}, When: "1 december 9:00"})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.desk.Leave(t.Context(), chat.Person{School: here, Address: someone(0)}); err != nil {
		t.Fatal(err)
	}
	w.until(tuesday(24, 0))
	if len(w.plans[k.ID].Who.People) != 0 || len(w.sends) != 0 {
		t.Errorf("left %v, sent %v", w.plans[k.ID].Who, w.sends)
	}
}
