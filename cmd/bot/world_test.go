package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/config"
	"github.com/baken-bot/baken/internal/dialog"
	"github.com/baken-bot/baken/internal/pulse"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
)

// stage is a school with a clock of its own, a coordinator, an admin and two members in one channel, through the dialog over the store in memory.
type stage struct {
	*testing.T
	d     *dialog.Dialog
	w     *world
	mu    sync.Mutex // guards sent: messages of a batch go out at once
	sent  map[string][]chat.Reply
	times map[string][]time.Time // when each of them was sent
	deaf  bool                   // the channel cannot be reached
	mute  string                 // nor this one alone
	crowd int                    // how many more members the channel has, m1 and on
	rooms map[string][]string    // who is in other channels
	count int
}

const channel = "channel"

// learnt is a mind that is made once: nothing in it changes.
var learnt = sync.OnceValues(func() (mind, error) { return newMind(config.Core{}) })

// learnOnce gives every program of these tests that mind, save those with content of their own. [TestTheBotServesUntilItIsStopped] learns for itself.
func learnOnce(core config.Core) (mind, error) {
	if core.ContentDir != "" {
		return newMind(core)
	}
	return learnt()
}

func newStage(t *testing.T) *stage {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Memory: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	k := &stage{T: t, sent: map[string][]chat.Reply{}, times: map[string][]time.Time{}}
	start := time.Date(2026, 11, 24, 10, 0, 0, 0, zone) // a Tuesday
	k.w = newWorld(worldConfig{
		school: "s", store: s, staff: store.People{Store: s}, settings: schedule.Settings{Zone: zone.String(), Region: schedule.Midden}, sender: k, members: members{"test": k, schedule.TeamPlatform: schedule.TeamMembers{Teams: store.Teams{Store: s}, Members: k}},
		real: func() time.Time { return start }, zone: zone, report: func(err error) { t.Error(err) },
	})
	m, err := learnt()
	if err != nil {
		t.Fatal(err)
	}
	rounds := store.Rounds{Store: s}
	k.d, err = m.dialog(config.Core{BotName: "Baken"}, keeper{store.Sessions{Store: s}, staff{store.People{Store: s}, func(chat.School) store.Rounds { return rounds }}, &dialog.Planning{
		Desk: func(chat.School) *schedule.Desk { return k.w.desk }, Drafts: store.Drafts{Store: s}, Roles: store.Roles{Store: s}, Journal: store.Roles{Store: s}, Restarts: store.Restarts{Store: s}, Teams: store.Teams{Store: s}, Sender: k, Members: k.w.members,
		Pulse: func(chat.School) pulse.Pulse {
			return pulse.Pulse{Rounds: rounds, Ledger: rounds, Archive: rounds, Limits: rounds}
		},
	}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	k.w.speak(k.d)
	return k
}

// Send notes what was sent, and must fit everywhere.
func (k *stage) Send(_ context.Context, to chat.Address, r chat.Reply) error {
	if err := r.Validate(); err != nil {
		k.Error(err)
	}
	if k.deaf || to.Value == k.mute {
		return chat.ErrGone
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.sent[to.Value] = append(k.sent[to.Value], r)
	k.times[to.Value] = append(k.times[to.Value], k.w.Now())
	return nil
}

// Each names who is in the channel.
func (k *stage) Each(_ context.Context, of chat.Address, do func(chat.Address) error) error {
	who, other := k.rooms[of.Value]
	if !other {
		who = []string{"anna", "bert"}
		for i := range k.crowd {
			who = append(who, fmt.Sprint("m", i+1))
		}
	}
	for _, who := range who {
		if err := do(at(who)); err != nil {
			return err
		}
	}
	return nil
}

func at(value string) chat.Address { return chat.Address{Platform: "test", Value: value} }

// does hands over what somebody does: text, a press, or a form filled in, in a channel or, when in is empty, in private.
func (k *stage) does(who string, in string, m chat.Message) chat.Reply {
	k.Helper()
	k.count++
	role := map[string]chat.Role{"cora": chat.Coordinator, "ada": chat.Admin}[who]
	m.ID, m.At, m.Where, m.Private = fmt.Sprint(k.count), k.w.Now(), at(who), in == ""
	m.From = chat.Person{School: "s", Address: at(who), Role: role}
	if !m.Private {
		m.Where = at(in)
	}
	r, err := k.d.Handle(k.Context(), m)
	if err != nil && !k.deaf && k.mute == "" {
		k.Fatal(err)
	}
	if err := r.Validate(); err != nil {
		k.Error(err)
	}
	return r
}

func (k *stage) says(who, in, text string) chat.Reply {
	k.Helper()
	return k.does(who, in, chat.Message{Text: text, Command: true})
}

func (k *stage) presses(who, in string, r chat.Reply, label string) chat.Reply {
	k.Helper()
	for _, c := range r.Cards {
		for _, b := range c.Buttons {
			if b.Label == label {
				return k.does(who, in, chat.Message{Press: &b.Do})
			}
		}
	}
	k.Fatalf("no button %q on %s", label, chat.PlainText(r))
	return chat.Reply{}
}

// fills sends a form back as it came, with some fields changed.
func (k *stage) fills(who, in string, r chat.Reply, values map[string]string) chat.Reply {
	k.Helper()
	if r.Form == nil {
		k.Fatalf("no form but %s", chat.PlainText(r))
	}
	s := &chat.Submission{Form: r.Form.Do, Values: map[string]string{}, Many: map[string][]string{}}
	for _, f := range r.Form.Fields {
		s.Values[f.Name] = f.Value
		if v, ok := values[f.Name]; ok {
			s.Values[f.Name] = v
		}
		if f.Kind == chat.SomeOf {
			s.Many[f.Name] = strings.Split(s.Values[f.Name], ",")
		}
	}
	return k.does(who, in, chat.Message{Submission: s})
}

func (k *stage) reads(r chat.Reply, want ...string) {
	k.Helper()
	text := chat.PlainText(r)
	for _, c := range r.Cards {
		text += fmt.Sprint(c.Buttons)
	}
	for _, w := range want {
		if !strings.Contains(text, w) {
			k.Errorf("no %q in\n%s", w, text)
		}
	}
}

func (k *stage) forward(days int) {
	k.Helper()
	if err := k.w.Forward(k.Context(), k.w.Now().AddDate(0, 0, days)); err != nil {
		k.Fatal(err)
	}
}

func (k *stage) plans() []schedule.Kept {
	k.Helper()
	all, err := k.w.desk.List(k.Context(), "s")
	if err != nil {
		k.Fatal(err)
	}
	return all
}

// seriesForm is the coordinator's way to the form for a series.
func (k *stage) seriesForm() chat.Reply {
	k.Helper()
	list := k.says("cora", channel, "plan")
	return k.presses("cora", channel, k.presses("cora", channel, list, "Plan iets"), "Een reeks")
}

func TestAPlanIsShownAnnouncedSentAndTurnedDown(t *testing.T) {
	k := newStage(t)
	form := k.seriesForm()
	shown := k.fills("cora", channel, form, map[string]string{"what": "dark-days-and-money", "until": "1 februari"})
	k.reads(shown, "Donkere dagen", "di 1 december, 15.15", "kerstvakantie", "Stuur test naar mij")
	if n := len(k.plans()); n != 0 {
		t.Fatalf("%d plans before anybody saved one", n)
	}
	k.reads(k.presses("cora", channel, shown, "Stuur test naar mij"), "Dit is een test", "Lees meer")
	k.reads(k.presses("cora", channel, shown, "Inplannen"), "di 24 november, 15.15", "in het kanaal gemeld")
	if len(k.sent[channel]) != 1 {
		t.Fatalf("announced %d times", len(k.sent[channel]))
	}
	k.reads(k.sent[channel][0], "Donkere dagen", "elke dinsdag na school", "instellingen")
	k.reads(k.says("bert", "", "wat is er gepland?"), "Donkere dagen", "di 24 november, 15.15")

	k.forward(1)
	if len(k.sent["anna"]) != 1 || len(k.sent["bert"]) != 1 {
		t.Fatalf("sent %d and %d", len(k.sent["anna"]), len(k.sent["bert"]))
	}
	nudge := k.sent["anna"][0]
	k.reads(nudge, "Tip voor deze week", "Vraag aan jezelf:", "Waarom:", "Je hoeft niets terug te sturen", "Lees meer")
	less := k.presses("anna", "", nudge, "Minder hiervan")
	k.reads(k.presses("anna", "", less, "Stop deze reeks"), "komt niet meer bij jou")
	k.reads(k.presses("bert", "", k.presses("bert", "", k.sent["bert"][0], "Later"), "Morgen"), "do 26 november, 15.15")
	k.reads(k.says("anna", "", "plan"), "Donkere dagen")
	k.reads(k.says("anna", "", "privacy"), "Dat je 1 keer een reeks stopte")

	k.forward(14)
	if len(k.sent["anna"]) != 1 {
		t.Errorf("anna stopped the series and got %d", len(k.sent["anna"]))
	}
	if len(k.sent["bert"]) != 4 {
		t.Errorf("bert got %d, want two weeks and the one he asked for again", len(k.sent["bert"]))
	}
}

func TestACrisisStopsEverythingAndStartsAgainWithADate(t *testing.T) {
	k := newStage(t)
	k.presses("cora", channel, k.fills("cora", channel, k.seriesForm(), map[string]string{"when": "elke maandag 12:00"}), "Inplannen")
	k.forward(7)
	before := len(k.sent["anna"])
	if before == 0 {
		t.Fatal("nothing was sent")
	}
	card := k.does("cora", "", chat.Message{Text: "pauze"})
	k.reads(card, "Alle geplande berichten van de hele school stoppen?")
	k.reads(k.presses("cora", "", card, "Stop nu"), "Alles staat stil", "Wie kan helpen?")
	k.forward(10)
	if n := len(k.sent["anna"]); n != before {
		t.Errorf("%d messages in the pause", n-before)
	}
	k.reads(k.says("bert", "", "plan"), "Alle berichten staan stil")
	k.reads(k.says("bert", "", "pauze"), "Plannen doet een coördinator")

	form := k.presses("cora", "", k.says("cora", "", "pauze"), "Weer beginnen")
	k.reads(k.fills("cora", "", form, map[string]string{"day": "ooit"}), "Dit moment kan ik niet lezen", "ooit")
	check := k.fills("cora", "", form, map[string]string{"day": "13 december"})
	k.reads(check, "Vanaf zo 13 december", "ma 14 december, 12.00")
	k.reads(k.presses("cora", "", check, "Begin dan weer"), "Vanaf zo 13 december")
	k.forward(2)
	if n := len(k.sent["anna"]); n != before {
		t.Errorf("%d messages before the date", n-before)
	}
	k.forward(2)
	if n := len(k.sent["anna"]); n == before {
		t.Error("nothing came after the date")
	}
}

func TestNothingIsKeptWhenAMemberPlans(t *testing.T) {
	k := newStage(t)
	form := k.seriesForm()
	shown := k.fills("cora", channel, form, nil)
	for _, press := range []string{
		"plannew", "plankind:series", "plankind:text", "planedit:x", "plantest:x", "plansave:x", "planpick", "planshow:x", "planmove:x", "planpause:x", "planresume:x", "planstop:x",
		"crisis", "crisisnow", "restart", "restart:2026-12-01", "contacts", shown.Cards[0].Buttons[0].Do.String(),
	} {
		do, err := chat.ParseAction(press)
		if err != nil {
			t.Fatal(err)
		}
		k.reads(k.does("anna", channel, chat.Message{Press: &do}), "Plannen doet een coördinator", "Er is niets bewaard")
	}
	k.reads(k.fills("anna", channel, form, nil), "Plannen doet een coördinator")
	if n := len(k.plans()); n != 0 {
		t.Errorf("%d plans", n)
	}
	if pause, err := k.w.desk.Book.Pause(t.Context(), "s"); err != nil || !pause.Since.IsZero() {
		t.Errorf("paused: %v, %v", pause, err)
	}
}

func TestAPlanThatCannotBeAnnouncedDoesNotStart(t *testing.T) {
	k := newStage(t)
	shown := k.fills("cora", channel, k.seriesForm(), nil)
	k.deaf = true
	k.reads(k.presses("cora", channel, shown, "Inplannen"), "niets ingepland")
	if n := len(k.plans()); n != 0 {
		t.Errorf("%d plans", n)
	}
}

func TestAPlanMadeInTheEveningIsAnnouncedWhenTheSchoolOpens(t *testing.T) {
	k := newStage(t)
	if err := k.w.Forward(t.Context(), k.w.Now().Add(10*time.Hour)); err != nil {
		t.Fatal(err)
	}
	shown := k.fills("cora", channel, k.seriesForm(), nil)
	k.reads(k.presses("cora", channel, shown, "Inplannen"), "wo 25 november, 07.30")
	if len(k.sent[channel]) != 0 {
		t.Fatal("announced in the evening")
	}
	k.forward(1)
	if len(k.sent[channel]) != 1 {
		t.Fatalf("announced %d times", len(k.sent[channel]))
	}
}

func TestAWordThatCannotBeReadIsNamed(t *testing.T) {
	k := newStage(t)
	k.reads(k.fills("cora", channel, k.seriesForm(), map[string]string{"when": "elke dinsdagg 15:30"}), "Dit woord ken ik niet", "Bedoel je dinsdag?", "dinsdagg", "niets bewaard")
}

func TestARoleIsAskedForGivenUsedAndTakenBack(t *testing.T) {
	k := newStage(t)
	code := k.says("bert", "", "rol")
	_, rest, _ := strings.Cut(chat.PlainText(code), "de bot: ")
	word := strings.Fields(rest)[0]
	k.reads(k.says("anna", "", "rol "+word), "alleen een beheerder")
	k.reads(k.says("ada", "", "rol "+word), "is nu coördinator")
	k.reads(k.presses("bert", channel, k.says("bert", channel, "plan"), "Plan iets"), "Wat wil je plannen?")
	k.reads(k.says("anna", "", "rollen"), "coördinator", "werd coördinator")
	form := k.presses("ada", "", k.says("ada", "", "rollen"), "Rol intrekken")
	k.reads(k.fills("ada", "", form, map[string]string{"who": form.Form.Fields[0].Options[0].Value}), "geen coördinator meer")
	k.reads(k.says("bert", channel, "plan iets"), "Plannen doet een coördinator")
}

func TestMyMomentsAreKeptShownAndForgotten(t *testing.T) {
	k := newStage(t)
	form := k.says("anna", "", "mijn momenten")
	k.reads(k.fills("anna", "", form, map[string]string{"days": "1,3", "moment": "before", "often": "less"}), "Klaar")
	k.presses("anna", "", k.presses("anna", "", k.says("anna", "", "instellingen"), "Even niets"), "Een week")
	k.reads(k.says("anna", "", "stop"), "Ik stuur je niets meer")
	k.reads(k.says("anna", "", "privacy"), "maandag, woensdag", "voor school", "di 1 december", "minder vaak", "Dat ik je niets meer stuur")
	k.presses("anna", "", k.presses("anna", "", k.says("anna", "", "privacy"), "Wis alles"), "Wis")
	again := k.says("anna", "", "privacy")
	if text := chat.PlainText(again); strings.Contains(text, "maandag") || strings.Contains(text, "minder vaak") || strings.Contains(text, "sinds") {
		t.Errorf("still there: %s", text)
	}
}
