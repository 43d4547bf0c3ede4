package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
)

const second = "second"

// saves lets the coordinator save a channel as a team.
func (k *stage) saves(in, name string) chat.Reply {
	k.Helper()
	form := k.presses("cora", in, k.says("cora", in, "team"), "Bewaar dit kanaal als team")
	return k.fills("cora", in, form, map[string]string{"name": name})
}

// opens shows the card of the only team.
func (k *stage) opens(in string) chat.Reply {
	k.Helper()
	all := k.teams()
	if len(all) != 1 {
		k.Fatalf("%d teams", len(all))
	}
	return k.presses("cora", in, k.presses("cora", in, k.says("cora", in, "team"), "Wijzig een team"), all[0].Name)
}

func (k *stage) teams() []schedule.Team {
	k.Helper()
	all, err := store.Teams{Store: k.w.store}.Teams(k.Context(), "s")
	if err != nil {
		k.Fatal(err)
	}
	return all
}

// forTeam plans a series for the only team, in private.
func (k *stage) forTeam(when string) chat.Reply {
	k.Helper()
	form := k.presses("cora", "", k.presses("cora", "", k.says("cora", "", "plan"), "Plan iets"), "Een reeks")
	return k.fills("cora", "", form, map[string]string{"what": "dark-days-and-money", "when": when, "who": "team/" + k.teams()[0].ID})
}

func TestATeamIsSavedFromChannelsChosenInPrivateAndReachesEachOnce(t *testing.T) {
	k := newStage(t)
	k.rooms = map[string][]string{second: {"bert", "zoe"}}
	k.reads(k.says("cora", channel, "team"), "nog geen team bewaard")
	k.reads(k.saves(channel, "  Onderbouw   en co "), "dit kanaal is nu het team Onderbouw en co", "/baken team")
	k.reads(k.presses("cora", second, k.opens(second), "Voeg dit kanaal toe"), "Dit kanaal hoort nu bij Onderbouw en co")
	k.reads(k.opens(""), "2 kanalen", "nu 3 mensen", "plannen: 0")

	shown := k.forTeam("elke woensdag 12:00")
	k.reads(shown, "ieder in team Onderbouw en co, persoonlijk", "wo 25 november")
	k.reads(k.presses("cora", "", shown, "Inplannen"), "in het kanaal gemeld")
	for _, place := range []string{channel, second} {
		if len(k.sent[place]) != 1 {
			t.Errorf("%s was told %d times", place, len(k.sent[place]))
		}
	}
	k.reads(k.says("anna", "", "plan"), "team Onderbouw en co")
	k.rooms[second] = append(k.rooms[second], "yara") // who joins is in the team
	k.forward(2)
	for who, want := range map[string]int{"anna": 1, "bert": 1, "zoe": 1, "yara": 1} {
		if len(k.sent[who]) != want {
			t.Errorf("%s was sent %d", who, len(k.sent[who]))
		}
	}

	k.reads(k.presses("cora", second, k.opens(second), "Verwijder het team"), "staat nog iets gepland: 1")
	k.fills("cora", "", k.presses("cora", "", k.opens(""), "Andere naam"), map[string]string{"name": "Groepen 1-4"})
	k.reads(k.says("anna", "", "plan"), "team Groepen 1-4")
	k.reads(k.presses("cora", second, k.opens(second), "Haal dit kanaal eruit"), "hoort niet meer bij Groepen 1-4")
	k.forgets("bert")
	k.forward(7)
	if len(k.sent["zoe"]) != 1 || len(k.sent["bert"]) != 1 || len(k.sent["anna"]) != 2 {
		t.Errorf("zoe %d, bert %d, anna %d", len(k.sent["zoe"]), len(k.sent["bert"]), len(k.sent["anna"]))
	}

	k.presses("cora", "", k.picks("cora", "", k.plans()[0].ID), "Voorgoed stoppen")
	k.reads(k.presses("cora", "", k.opens(""), "Verwijder het team"), "Het team Groepen 1-4 is weg")
	if n := len(k.teams()); n != 0 {
		t.Errorf("%d teams", n)
	}
}

func TestAPlanOfAChannelCanBecomeATeamsAndWeeksAreComparedByTeam(t *testing.T) {
	k := newStage(t)
	k.rooms = map[string][]string{second: {"zoe"}}
	k.saves(second, "Bovenbouw")
	id := k.plansFor("cora", "elke woensdag 12:00")
	k.presses("cora", channel, k.changes(channel, id, map[string]string{"who": "team/" + k.teams()[0].ID}), "Inplannen")
	if len(k.sent[second]) != 1 {
		t.Errorf("the team was told %d times", len(k.sent[second]))
	}
	k.presses("cora", "", k.forTeam("elke donderdag 12:00"), "Inplannen")
	k.reads(k.forTeam("elke vrijdag 12:00"), "dit team krijgt al 2 berichten")
	k.forward(3)
	if len(k.sent["zoe"]) != 2 || len(k.sent["anna"]) != 0 {
		t.Errorf("zoe %d, anna %d", len(k.sent["zoe"]), len(k.sent["anna"]))
	}
}

func TestNothingStartsWhenOneChannelOfATeamCannotBeTold(t *testing.T) {
	k := newStage(t)
	k.rooms = map[string][]string{second: {"zoe"}}
	k.saves(channel, "Bovenbouw")
	k.presses("cora", second, k.opens(second), "Voeg dit kanaal toe")
	shown := k.forTeam("elke woensdag 12:00")
	k.mute = second
	k.reads(k.presses("cora", "", shown, "Inplannen"), "niets ingepland")
	k.mute = ""
	if n := len(k.plans()); n != 0 {
		t.Errorf("%d plans", n)
	}
	k.reads(k.last(channel), "gaat niet door")
}

func TestAChannelThatBecomesPartOfATeamIsToldWhatIsPlanned(t *testing.T) {
	k := newStage(t)
	k.rooms = map[string][]string{second: {"zoe"}}
	k.saves(channel, "Bovenbouw")
	k.presses("cora", "", k.forTeam("elke woensdag 12:00"), "Inplannen")
	k.mute = second
	k.reads(k.presses("cora", second, k.opens(second), "Voeg dit kanaal toe"), "niets gewijzigd")
	k.mute = ""
	if n := len(k.teams()[0].Channels); n != 1 {
		t.Fatalf("%d channels", n)
	}
	k.presses("cora", second, k.opens(second), "Voeg dit kanaal toe")
	k.reads(k.last(second), "elke woensdag 12:00", "Meedoen hoeft niet")
	k.forward(2)
	if len(k.sent["zoe"]) != 1 {
		t.Errorf("zoe was sent %d", len(k.sent["zoe"]))
	}
}

func TestAPulseAsksATeamAndEachOfItsChannelsHearsTheResult(t *testing.T) {
	k := newStage(t)
	k.crowd = 4
	k.rooms = map[string][]string{second: {"anna", "bert", "m1", "m2", "z1"}}
	ask := func() chat.Reply {
		t.Helper()
		r := k.presses("cora", "", k.presses("cora", "", k.says("cora", "", "plan"), "Plan iets"), "Anonieme vragen")
		r = k.presses("cora", "", r, "Rust en ruimte")
		question := r.Form.Fields[0].Options[0].Value
		if got := r.Form.Fields[1].Options[0].Value; len(r.Form.Fields[1].Options) != 1 || !strings.HasPrefix(got, "team/") {
			t.Fatalf("for %v", r.Form.Fields[1].Options)
		}
		return k.fills("cora", "", r, map[string]string{"what": question, "when": "elke twee weken op woensdag 10:00"})
	}
	k.saves(channel, "Bovenbouw")
	k.presses("cora", second, k.opens(second), "Voeg dit kanaal toe")
	k.reads(ask(), "7 mensen", "te klein voor anoniem") // not eleven: those in both channels are one each
	k.rooms[second] = append(k.rooms[second], "z2", "z3")
	shown := ask()
	k.reads(shown, "9 mensen", "groot genoeg voor anoniem", "team Bovenbouw")
	k.presses("cora", "", shown, "Inplannen")
	k.forward(2)
	for _, who := range []string{"m1", "m2", "m3", "m4", "z1", "z2"} {
		if n := len(k.sent[who]); n != 1 {
			t.Fatalf("%s was asked %d times", who, n)
		}
		k.reads(k.answers(who, k.last(who), 1), "Je antwoord telt mee")
	}
	k.forward(8)
	for _, place := range []string{channel, second} {
		k.reads(k.last(place), "Uitslag van de anonieme vragen")
	}
	form := k.presses("cora", "", k.last("cora"), "Schrijf wat we ermee doen")
	k.fills("cora", "", form, map[string]string{"heard": "Rust helpt.", "doing": "We plannen rust."})
	for _, place := range []string{channel, second} {
		k.reads(k.last(place), "We plannen rust.")
	}
}

func TestATeamThatCannotBeKeptIsNot(t *testing.T) {
	k := newStage(t)
	for name, want := range map[string]string{
		"":                                  "2 tot 30",
		"x":                                 "2 tot 30",
		strings.Repeat("lang ", 9):          "2 tot 30",
		"*vet* <!channel>":                  "2 tot 30",
		"[klik](https://example.org)":       "2 tot 30",
		"Jan de Vries, geboren 3-4-2014":    "niet van een mens",
		"bel 0612345678":                    "niet van een mens",
		"Onderbouw\n@everyone kijk hier nu": "2 tot 30",
	} {
		k.reads(k.saves(channel, name), want, "niets bewaard")
	}
	k.saves(channel, "Team 1")
	k.reads(k.saves(channel, "tEAM 1"), "al een team met die naam")
	k.reads(k.presses("cora", channel, k.opens(channel), "Andere naam"), "")
	k.reads(k.does("cora", channel, chat.Message{Press: &chat.Action{Verb: "teamout", Arg: k.teams()[0].ID}}), "het enige kanaal")
	for i := 2; i <= schedule.MaxTeams; i++ {
		k.saves(channel, fmt.Sprint("Team ", i))
	}
	if text := fmt.Sprint(k.says("cora", channel, "team").Cards[0].Buttons); strings.Contains(text, "teamnew") || len(k.teams()) != schedule.MaxTeams {
		t.Errorf("%d teams, %s", len(k.teams()), text)
	}
	k.says("cora", channel, "plan")
	form := k.presses("cora", channel, k.presses("cora", channel, k.says("cora", channel, "plan"), "Plan iets"), "Een reeks")
	if n := len(form.Form.Fields[1].Options); n != schedule.MaxTeams+3 {
		t.Errorf("%d to choose from", n)
	}
	k.reads(k.fills("cora", channel, form, map[string]string{"who": "team/nosuchteam00"}), "")
	if n := len(k.plans()); n != 0 {
		t.Errorf("%d plans", n)
	}
	for _, press := range []string{"teamlist", "teamnew", "teampick", "teamshow:x", "teamadd:x", "teamout:x", "teamdrop:x"} {
		do, err := chat.ParseAction(press)
		if err != nil {
			t.Fatal(err)
		}
		k.reads(k.does("anna", channel, chat.Message{Press: &do}), "Plannen doet een coördinator")
	}
}

// askTeam plans a pulse for the only team, in private, once or again and again.
func (k *stage) askTeam(when string) chat.Reply {
	k.Helper()
	r := k.presses("cora", "", k.presses("cora", "", k.says("cora", "", "plan"), "Plan iets"), "Anonieme vragen")
	r = k.presses("cora", "", r, "Rust en ruimte")
	return k.fills("cora", "", r, map[string]string{"what": r.Form.Fields[0].Options[0].Value, "when": when})
}

func TestAWordIsNotSaidToATeamThatIsGone(t *testing.T) {
	k := newStage(t)
	k.crowd = 10
	k.saves(channel, "Bovenbouw")
	k.presses("cora", "", k.askTeam("25 november 10:00"), "Inplannen")
	k.forward(2)
	for i := range 7 {
		who := fmt.Sprint("m", i+1)
		k.answers(who, k.last(who), 1)
	}
	k.reads(k.presses("cora", channel, k.opens(channel), "Verwijder het team"), "Over een uitslag van Bovenbouw", "Uitslagen")
	k.forward(8)
	k.reads(k.last(channel), "Uitslag van de anonieme vragen")
	form := k.presses("cora", "", k.last("cora"), "Schrijf wat we ermee doen")
	k.fills("cora", "", form, map[string]string{"heard": "Rust helpt.", "doing": "We plannen rust."})
	k.reads(k.last(channel), "We plannen rust.")
	k.reads(k.presses("cora", channel, k.opens(channel), "Verwijder het team"), "is weg")
}

func TestAWordReachesATeamOfWhichOneChannelIsGone(t *testing.T) {
	k := newStage(t)
	k.crowd = 10
	k.rooms = map[string][]string{second: {"zoe"}}
	k.saves(second, "Bovenbouw")
	k.presses("cora", channel, k.opens(channel), "Voeg dit kanaal toe")
	k.presses("cora", "", k.askTeam("elke twee weken op woensdag 10:00"), "Inplannen")
	k.forward(2)
	for i := range 7 {
		who := fmt.Sprint("m", i+1)
		k.answers(who, k.last(who), 1)
	}
	k.mute = second
	k.forward(8)
	form := k.presses("cora", "", k.last("cora"), "Schrijf wat we ermee doen")
	k.fills("cora", "", form, map[string]string{"heard": "Rust helpt.", "doing": "We plannen rust."})
	k.reads(k.last(channel), "We plannen rust.")
	if owes := k.plans()[0].What.Pulse.Owes; owes != "" {
		t.Errorf("owes %s", owes)
	}
}
