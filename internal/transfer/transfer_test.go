package transfer_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/pulse"
	"github.com/baken-bot/baken/internal/pulse/lint"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/transfer"
)

const school chat.School = "test-T1"

func now() time.Time { return time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC) } // a Tuesday

var library = sync.OnceValues(func() (*content.Library, error) { return content.Load(content.Embedded(), nil) })

func against(t testing.TB) transfer.Against {
	t.Helper()
	lib, err := library()
	if err != nil {
		t.Fatal(err)
	}
	linter, err := lint.New(lib.Names())
	if err != nil {
		t.Fatal(err)
	}
	return transfer.Against{Now: now(), Library: lib, Linter: linter, Plans: true, Results: true, Owns: func(_ chat.School, a chat.Address) error {
		if !strings.HasPrefix(a.Value, "T1/") {
			return errors.New("of another school")
		}
		return nil
	}}
}

func to(id string) chat.Address { return chat.Address{Platform: "test", Value: "T1/" + id} }

// random makes a school such as one could have made it.
func random(t testing.TB, r *rand.Rand) transfer.School {
	t.Helper()
	pick := func(all ...string) string { return all[r.IntN(len(all))] }
	s := transfer.School{Settings: schedule.Settings{Zone: pick("Europe/Amsterdam", "UTC"), Region: schedule.Region(pick("", "noord", "midden", "zuid"))}}
	if r.IntN(2) == 0 {
		s.Settings.Window = schedule.Window{From: schedule.Earliest + schedule.Clock(r.IntN(30)), Until: schedule.Latest - schedule.Clock(r.IntN(60))}
	}
	for range r.IntN(4) {
		from := schedule.DateOf(now()).Add(r.IntN(300))
		s.Settings.Free = append(s.Settings.Free, schedule.Holiday{Name: pick("studiedag", "", "<b>&\"feest\"\n"), From: from, To: from.Add(r.IntN(3))})
	}
	var err error
	if s.Thresholds, err = s.Thresholds.Raise(pulse.MinInvited+5+r.IntN(4), pulse.MinAnswers+r.IntN(4)); err != nil {
		t.Fatal(err)
	}
	if r.IntN(3) == 0 {
		s.Pause = schedule.Pause{Since: now().Add(-time.Hour)}
	}
	for range r.IntN(6) {
		s.Plans = append(s.Plans, transfer.Planned{Turns: r.IntN(30), Plan: randomPlan(t, r)})
	}
	for i := range r.IntN(3) {
		s.Teams = append(s.Teams, schedule.Team{ID: fmt.Sprintf("abcdefghijk%d", i), Name: fmt.Sprint("Team ", i), Channels: []chat.Address{to("channel"), to("other")}[:1+r.IntN(2)]})
	}
	for i := range s.Plans {
		if p := &s.Plans[i]; len(s.Teams) > 0 && p.Who.Members != (chat.Address{}) && r.IntN(2) == 0 {
			p.Who.Members = schedule.TeamAddress(school, s.Teams[0].ID)
		}
	}
	for i := range r.IntN(4) {
		s.Results, s.Rosters = append(s.Results, randomResult(t, r, i)), []byte("sealed")
	}
	return s
}

func randomPlan(t testing.TB, r *rand.Rand) schedule.Plan {
	t.Helper()
	lib, err := library()
	if err != nil {
		t.Fatal(err)
	}
	p := schedule.Plan{
		ID: schedule.NewPlanID(), School: school, Start: schedule.DateOf(now()).Add(-r.IntN(50)), Grace: time.Duration(r.IntN(24)) * time.Hour, Move: r.IntN(2) == 0,
		Paused: r.IntN(3) == 0, When: []string{"elke dinsdag 15:30", "every two weeks on Monday at 8:15", "15 8 * * 1-5", "eerste maandag van de maand 9:00"}[r.IntN(4)], Owner: to("owner"),
		Lang: []string{"", "nl", "en"}[r.IntN(3)],
	}
	if r.IntN(2) == 0 {
		p.Until = schedule.DateOf(now()).Add(100 + r.IntN(300))
	}
	switch r.IntN(3) {
	case 0:
		p.Who.People = []chat.Address{to("a"), to("b")}
	case 1:
		p.Who.Members = to("channel")
	case 2:
		p.Who.Post = to("channel")
	}
	switch r.IntN(4) {
	case 0:
		p.What.Series = lib.SeriesIDs()[r.IntN(len(lib.SeriesIDs()))]
	case 1:
		s, _ := lib.Series(lib.SeriesIDs()[0], content.Dutch)
		p.What.Prompt = s.Prompts[r.IntN(len(s.Prompts))].ID
	case 2:
		p.What.Text = "Vergeet de <sleutel> & \"tas\" niet."
	case 3:
		p.Who = schedule.Audience{Members: to("channel")}
		p.What.Pulse = &schedule.Pulse{Questions: []string{questions(t)[0], questions(t)[1]}, Own: [][]schedule.Own{nil, {ownQuestion()}}[r.IntN(2)], Owes: []string{"", "round"}[r.IntN(2)]}
	}
	return p
}

func ownQuestion() schedule.Own {
	return schedule.Own{ID: "own-abcdefghijkl", Kind: "one", Positive: "none", Wording: map[string]schedule.Asking{
		"nl": {Text: "Wat hielp jou het meest?", Options: []string{"Een <vaste> plek", "Een collega"}}, "en": {Text: "What helped you most?", Options: []string{"A <fixed> place", "A colleague"}},
	}}
}

func questions(t testing.TB) []string {
	t.Helper()
	lib, err := library()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, q := range lib.Bank(content.Dutch).Questions {
		out = append(out, q.ID)
	}
	return out
}

func randomResult(t testing.TB, r *rand.Rand, i int) pulse.Snapshot {
	t.Helper()
	lib, err := library()
	if err != nil {
		t.Fatal(err)
	}
	closes := now().AddDate(0, 0, -7*(i+1))
	round := pulse.Round{Ref: pulse.Ref{School: pulse.School(school), Round: fmt.Sprint("round", i)}, Pulse: "plan", Opens: closes.AddDate(0, 0, -6), Closes: closes, Invited: 20}
	var tally pulse.Tally
	for _, id := range questions(t)[:1+r.IntN(3)] {
		q, err := pulse.FromBank(lib, id)
		if err != nil {
			t.Fatal(err)
		}
		round.Questions = append(round.Questions, q)
		c := pulse.Count{Options: make([]int, q.Counters())}
		for range r.IntN(20) {
			c.Options[r.IntN(q.Counters())]++
			c.Voters++
		}
		tally = append(tally, c)
	}
	s, _ := pulse.Disclose(pulse.Closing{Round: round, Tally: tally})
	return s
}

func written(t testing.TB, f transfer.File) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWhatIsWrittenIsReadAsItWas(t *testing.T) {
	for seed := range uint64(300) {
		want := random(t, rand.New(rand.NewPCG(seed, 1)))
		f, left, err := transfer.New(school, want, now(), true)
		if err != nil || left != (transfer.Left{}) {
			t.Fatalf("seed %d: left %+v, %v", seed, left, err)
		}
		read, err := transfer.Read(bytes.NewReader(written(t, f)))
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		got, problems := read.Check(against(t))
		if len(problems) > 0 {
			t.Fatalf("seed %d: %v", seed, problems)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d: got\n%+v\nwant\n%+v", seed, got, want)
		}
	}
}

func TestAFileForTheBoardNamesNobody(t *testing.T) {
	s := transfer.School{Settings: schedule.Settings{Zone: "UTC"}}
	for seed := range uint64(20) {
		p := randomPlan(t, rand.New(rand.NewPCG(seed, 2)))
		p.Paused = false
		s.Plans = append(s.Plans, transfer.Planned{Plan: p})
	}
	f, _, err := transfer.New(school, s, now(), false)
	if err != nil {
		t.Fatal(err)
	}
	if text := string(written(t, f)); strings.Contains(text, "T1/") || len(f.Plans) != 20 {
		t.Errorf("%d plans in\n%s", len(f.Plans), text)
	}
	if _, problems := f.Check(against(t)); len(problems) != 1 || !strings.Contains(problems[0].Text, "--with-addresses") {
		t.Errorf("importing it says %v", problems)
	}
}

func TestWhatIsAPersonsOrIsOverStaysOut(t *testing.T) {
	plan := func(alter func(*schedule.Plan)) transfer.Planned {
		p := schedule.Plan{ID: schedule.NewPlanID(), School: school, What: schedule.What{Text: "x"}, Who: schedule.Audience{Post: to("c")}, When: "elke dinsdag 15:30", Start: schedule.DateOf(now())}
		alter(&p)
		return transfer.Planned{Plan: p}
	}
	s := transfer.School{Settings: schedule.Settings{Zone: "UTC"}, Plans: []transfer.Planned{
		plan(func(p *schedule.Plan) { p.Who = schedule.Audience{People: []chat.Address{to("anna")}} }),
		plan(func(p *schedule.Plan) { p.Stopped, p.Who = now(), schedule.Audience{} }),
		plan(func(p *schedule.Plan) { p.Until = schedule.DateOf(now()).Add(-1) }),
		plan(func(p *schedule.Plan) { p.When = "0 3 * * *" }),
		plan(func(p *schedule.Plan) {
			p.What = schedule.What{Pulse: &schedule.Pulse{Part: schedule.Reminder, Round: "r", Of: "p"}}
		}),
	}}
	f, left, err := transfer.New(school, s, now(), true)
	if err != nil || len(f.Plans) != 0 || left != (transfer.Left{Ended: 4, Own: 1}) {
		t.Errorf("%d plans, left %+v, %v", len(f.Plans), left, err)
	}
	s.Pause = schedule.Pause{Since: now().Add(-48 * time.Hour), Until: now().Add(-time.Hour)}
	if f, _, err := transfer.New(school, s, now(), true); err != nil || f.Pause != nil {
		t.Errorf("a pause that is over: %+v, %v", f.Pause, err)
	}
}

// good is a file in which everything is right.
func good(t testing.TB) transfer.File {
	t.Helper()
	s := transfer.School{Settings: schedule.Settings{Zone: "Europe/Amsterdam"}, Rosters: []byte("sealed"), Plans: []transfer.Planned{
		{Plan: schedule.Plan{ID: "abcdefghijkl", School: school, What: schedule.What{Text: "x"}, Who: schedule.Audience{Post: to("c")}, When: "elke dinsdag 15:30", Start: schedule.DateOf(now()), Grace: time.Hour, Owner: to("owner")}},
	}}
	for seed := uint64(0); len(s.Results) == 0; seed++ {
		if r := randomResult(t, rand.New(rand.NewPCG(seed, 3)), 0); r.Results[0].State == pulse.Shown {
			s.Results = append(s.Results, r)
		}
	}
	f, _, err := transfer.New(school, s, now(), true)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestEverythingThatIsWrongIsToldWithItsPlace(t *testing.T) {
	for name, test := range map[string]struct {
		alter       func(*transfer.File)
		place, says string
	}{
		"no school":                {func(f *transfer.File) { f.School = "" }, "school", "not named"},
		"a zone of no planet":      {func(f *transfer.File) { f.Settings.Zone = "Mars" }, "settings", "no such time zone"},
		"a region of no country":   {func(f *transfer.File) { f.Settings.Region = "oost" }, "settings", "region"},
		"a window at night":        {func(f *transfer.File) { f.Settings.From, f.Settings.Until = "06:00", "23:00" }, "settings.from", "window"},
		"a window of nothing":      {func(f *transfer.File) { f.Settings.From, f.Settings.Until = "00:00", "00:00" }, "settings.from", "window"},
		"a day of no calendar":     {func(f *transfer.File) { f.Settings.Free = []transfer.Days{{From: "2027-02-30", To: "x"}} }, "settings.free[0]", "no date"},
		"days that end too soon":   {func(f *transfer.File) { f.Settings.Open = []transfer.Days{{From: "2027-02-02", To: "2027-02-01"}} }, "settings.open[0]", "before it begins"},
		"far too many days":        {func(f *transfer.File) { f.Settings.Free = make([]transfer.Days, 301) }, "settings.free", "at most"},
		"thresholds below":         {func(f *transfer.File) { f.Thresholds = "7/4" }, "thresholds", "never lowered"},
		"thresholds nobody meets":  {func(f *transfer.File) { f.Thresholds = "2000/5" }, "thresholds", "at most 200"},
		"thresholds of nothing":    {func(f *transfer.File) { f.Thresholds = "" }, "thresholds", "invited/answers"},
		"nobody free to be silent": {func(f *transfer.File) { f.Thresholds = "8/8" }, "thresholds", "stay silent"},
		"a pause to come":          {func(f *transfer.File) { f.Pause = &transfer.Pause{Since: now().Add(time.Hour)} }, "pause.since", "not a moment"},
		"an end in the past":       {func(f *transfer.File) { f.Plans[0].Until = "2026-11-20" }, "plans[0].until", "in the past"},
		"a moment that never is":   {func(f *transfer.File) { f.Plans[0].When = "0 3 * * *" }, "plans[0].when", "never comes"},
		"a paused one of those":    {func(f *transfer.File) { f.Plans[0].When, f.Plans[0].Paused = "0 9 30 2 *", true }, "plans[0].when", "never comes"},
		"words nobody knows":       {func(f *transfer.File) { f.Plans[0].When = "als de kat van huis is" }, "plans[0].when", "cannot be read"},
		"a text and a series":      {func(f *transfer.File) { f.Plans[0].Series = "x" }, "plans[0].series", "not in this bot's library"},
		"a text without end":       {func(f *transfer.File) { f.Plans[0].Text = strings.Repeat("x", 1501) }, "plans[0]", "too long"},
		"another school's channel": {func(f *transfer.File) { f.Plans[0].Post = "test/T2/c" }, "plans[0].post", "no address in this school"},
		"another school's owner":   {func(f *transfer.File) { f.Plans[0].Owner = "test/T2/c" }, "plans[0].owner", "no address in this school"},
		"nobody answers for it":    {func(f *transfer.File) { f.Plans[0].Owner = "" }, "plans[0].owner", "nobody would answer"},
		"no address at all":        {func(f *transfer.File) { f.Plans[0].Post = "" }, "plans[0].for", "no such address"},
		"one person alone": {func(f *transfer.File) {
			f.Plans[0].For, f.Plans[0].Post, f.Plans[0].People = "people", "", []string{"test/T1/a"}
		}, "plans[0].people", "one person alone"},
		"an id that is a key":  {func(f *transfer.File) { f.Plans[0].ID = "a:b*{c}d\n12" }, "plans[0].id", "no id"},
		"a plan twice":         {func(f *transfer.File) { f.Plans = append(f.Plans, f.Plans[0]) }, "plans[1].id", "twice"},
		"a grace of a year":    {func(f *transfer.File) { f.Plans[0].Grace = "8760h" }, "plans[0]", "grace"},
		"turns below none":     {func(f *transfer.File) { f.Plans[0].Turns = -1 }, "plans[0].turns", "no number of times"},
		"questions nobody has": {func(f *transfer.File) { f.Plans[0].Text, f.Plans[0].Questions = "", []string{"nobody-asks"} }, "plans[0].questions[0]", "question bank"},
		"six questions":        {func(f *transfer.File) { f.Plans[0].Text, f.Plans[0].Questions = "", make([]string, 6) }, "plans[0]", "6 questions"},
		"an own question nobody may ask": {func(f *transfer.File) {
			o := ownQuestion()
			o.Wording["nl"] = schedule.Asking{Text: "Hoe sliep je?", Options: o.Wording["nl"].Options}
			f.Plans[0].Text, f.Plans[0].Own = "", []schedule.Own{o}
		}, "plans[0].own[0]", "gezondheid"},
		"an own question in one language": {func(f *transfer.File) {
			o := ownQuestion()
			delete(o.Wording, "en")
			f.Plans[0].Text, f.Plans[0].Own = "", []schedule.Own{o}
		}, "plans[0].own[0]", "no en text"},
		"an own question twice": {func(f *transfer.File) {
			f.Plans[0].Text, f.Plans[0].Own = "", []schedule.Own{ownQuestion(), ownQuestion()}
		}, "plans[0].own[1]", "id of its own"},
		"a team that is not there": {func(f *transfer.File) {
			f.Plans[0].For, f.Plans[0].Post, f.Plans[0].Members = "members", "", "team/test-T1/abcdefghijkl"
		}, "plans[0].members", "no team in this file"},
		"another school's team": {func(f *transfer.File) {
			f.Teams = []transfer.Team{{ID: "abcdefghijkl", Name: "Team", Channels: []string{"test/T1/c"}}}
			f.Plans[0].For, f.Plans[0].Post, f.Plans[0].Members = "members", "", "team/test-T2/abcdefghijkl"
		}, "plans[0].members", "no team in this file"},
		"a team of markup": {func(f *transfer.File) {
			f.Teams = []transfer.Team{{ID: "abcdefghijkl", Name: "<!channel>", Channels: []string{"test/T1/c"}}}
		}, "teams[0]", "more than letters"},
		"a team of another school's channel": {func(f *transfer.File) {
			f.Teams = []transfer.Team{{ID: "abcdefghijkl", Name: "Team", Channels: []string{"test/T2/c"}}}
		}, "teams[0].channels[0]", "no address in this school"},
		"a team of a team": {func(f *transfer.File) {
			f.Teams = []transfer.Team{{ID: "abcdefghijkl", Name: "Team", Channels: []string{"team/test-T1/abcdefghijkl"}}}
		}, "teams[0].channels[0]", "no team in this file"},
		"sixteen teams":             {func(f *transfer.File) { f.Teams = make([]transfer.Team, 16) }, "teams[15]", "at most 15"},
		"plans for nobody named":    {func(f *transfer.File) { f.Addresses = false }, "plans", "--with-addresses"},
		"results without rosters":   {func(f *transfer.File) { f.Rosters = nil }, "rosters", "--without-results"},
		"a result twice":            {func(f *transfer.File) { f.Results = append(f.Results, f.Results[0]) }, "results[1]", "twice"},
		"an exact share":            {func(f *transfer.File) { f.Results[0].Results[0].Shares[0] = 37 }, "results[0]", "not rounded"},
		"a share of everybody":      {func(f *transfer.File) { f.Results[0].Results[0].Shares[0] = 100 }, "results[0]", "not rounded"},
		"shares that were withheld": {func(f *transfer.File) { f.Results[0].Results[0].State = pulse.TooFew }, "results[0]", "too few answers"},
		"numbers with a direction":  {func(f *transfer.File) { f.Results[0].Results[0].State = pulse.Banded }, "results[0]", "direction only"},
		"the time of an answer":     {func(f *transfer.File) { f.Results[0].Closed = f.Results[0].Closed.Add(time.Minute) }, "results[0]", "days only"},
		"a result to come":          {func(f *transfer.File) { f.Results[0].Closed = now().AddDate(1, 0, 0).Truncate(24 * time.Hour) }, "results[0]", "in the future"},
		"an exact participation":    {func(f *transfer.File) { f.Results[0].Participation = "13 of 14" }, "results[0]", "no band"},
	} {
		t.Run(name, func(t *testing.T) {
			f := good(t)
			if _, problems := f.Check(against(t)); len(problems) > 0 {
				t.Fatalf("before: %v", problems)
			}
			test.alter(&f)
			_, problems := f.Check(against(t))
			for _, p := range problems {
				if p.Place == test.place && strings.Contains(p.Text, test.says) {
					return
				}
			}
			t.Errorf("no %s: …%s… in %v", test.place, test.says, problems)
		})
	}
}

func TestAHostileFileIsRefusedInASentence(t *testing.T) {
	file := string(written(t, good(t)))
	for name, test := range map[string]struct{ file, says string }{
		"nothing":             {"", "line 1"},
		"no JSON":             {"baken: 1", "line 1"},
		"half a file":         {file[:len(file)/2], "no JSON"},
		"another format":      {`{"format":"baken school 2"}`, "this bot reads"},
		"a format of a novel": {`{"format":"` + strings.Repeat("x", 1000) + `"}`, "…"},
		"an unknown field":    {strings.Replace(file, `"school"`, `"ledger": {"who": 1}, "school"`, 1), "ledger"},
		"a hidden counter":    {strings.Replace(file, `"Round"`, `"Voters": 12, "Round"`, 1), "Voters"},
		"a wrong kind":        {strings.Replace(file, `"plans": [`, `"plans": [7,`, 1), "want transfer.Plan"},
		"deep nesting":        {`{"format":"` + transfer.Format + `","plans":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + `}`, "no JSON"},
		"two files":           {file + file, "line"},
		"fifty megabytes":     {file + strings.Repeat(" ", 50<<20), "larger than 8 MB"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := transfer.Read(strings.NewReader(test.file))
			if err == nil || !strings.Contains(err.Error(), test.says) || len(err.Error()) > 300 {
				t.Errorf("says %.400v", err)
			}
		})
	}
}

func TestAFileFullOfFaultsIsToldInABearableList(t *testing.T) {
	f := good(t)
	f.Plans = nil
	for range 500 {
		f.Plans = append(f.Plans, transfer.Plan{ID: "x", When: "0 3 * * *", Move: true, People: make([]string, 2000)})
	}
	start := time.Now()
	_, problems := f.Check(against(t))
	if len(problems) != 101 || !strings.Contains(problems[100].Text, "more") || time.Since(start) > 5*time.Second {
		t.Errorf("%d problems after %s", len(problems), time.Since(start))
	}
}

func FuzzAFileIsRefusedOrReadAsItIs(f *testing.F) {
	f.Add(written(f, good(f)))
	f.Add([]byte(`{"format":"baken school 1","school":"test-T1","settings":{"zone":"UTC"},"thresholds":"8/5"}`))
	a := against(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := transfer.Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		got, problems := file.Check(a)
		if len(problems) > 0 {
			return
		}
		if _, err := got.Settings.School(); err != nil {
			t.Fatalf("settings that cannot be used pass: %v", err)
		}
		for _, p := range got.Plans {
			p.Paused = false
			if next, err := p.Next(mustSchool(t, got), a.Now); err != nil || next.IsZero() {
				t.Fatalf("a plan that never comes passes: %+v, %v", p, err)
			}
		}
		back, _, err := transfer.New(file.School, got, a.Now, true)
		if err != nil {
			t.Fatal(err)
		}
		x, _ := json.Marshal(got.Results)
		y, _ := json.Marshal(append([]pulse.Snapshot(nil), back.Results...))
		if len(back.Plans) != len(got.Plans) || len(got.Results) > 0 && !bytes.Equal(x, y) {
			t.Fatalf("%d plans became %d", len(got.Plans), len(back.Plans))
		}
	})
}

func mustSchool(t *testing.T, s transfer.School) schedule.School {
	t.Helper()
	out, err := s.Settings.School()
	if err != nil {
		t.Fatal(err)
	}
	return out
}
