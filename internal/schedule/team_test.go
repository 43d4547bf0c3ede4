package schedule_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
)

type savedTeams []schedule.Team

func (s savedTeams) Teams(context.Context, chat.School) ([]schedule.Team, error) { return s, nil }

// channels are who is in each, or that it is gone.
type channels map[chat.Address][]chat.Address

func (c channels) Each(_ context.Context, of chat.Address, do func(chat.Address) error) error {
	who, ok := c[of]
	if !ok {
		return chat.ErrGone
	}
	for _, a := range who {
		if err := do(a); err != nil {
			return err
		}
	}
	return nil
}

func TestTheMembersOfATeamAreThoseOfItsChannelsEachOnce(t *testing.T) {
	one, two, gone := someone(50), someone(51), someone(52)
	rooms := channels{one: {someone(0), someone(1)}, two: {someone(1), someone(2)}}
	for name, test := range map[string]struct {
		channels []chat.Address
		want     int
		err      error
	}{
		"one channel":                        {[]chat.Address{one}, 2, nil},
		"two that overlap":                   {[]chat.Address{one, two}, 3, nil},
		"one that is gone beside another":    {[]chat.Address{gone, two}, 2, nil},
		"one that is gone after another":     {[]chat.Address{two, gone}, 2, nil},
		"nothing but channels that are gone": {[]chat.Address{gone}, 0, chat.ErrGone},
	} {
		t.Run(name, func(t *testing.T) {
			m := schedule.TeamMembers{Teams: savedTeams{{ID: "t", Name: "Team", Channels: test.channels}}, Members: rooms}
			var got []chat.Address
			err := m.Each(t.Context(), schedule.TeamAddress(here, "t"), func(a chat.Address) error {
				got = append(got, a)
				return nil
			})
			if !errors.Is(err, test.err) || len(got) != test.want || len(slices.Compact(slices.Clone(got))) != len(got) {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
	m := schedule.TeamMembers{Teams: savedTeams{}, Members: rooms}
	if err := m.Each(t.Context(), schedule.TeamAddress(here, "t"), func(chat.Address) error { return errors.New("nobody") }); err != nil {
		t.Errorf("a team that is no more: %v", err)
	}
}

func TestTheAddressOfATeamIsReadAsItWasWritten(t *testing.T) {
	for _, school := range []chat.School{"a", "slack-T1", "with/stroke"} {
		s, id, ok := schedule.ParseTeam(schedule.TeamAddress(school, "abcdefghijkl"))
		if s != school || id != "abcdefghijkl" || !ok {
			t.Errorf("got %s, %s, %t", s, id, ok)
		}
	}
	for _, a := range []chat.Address{{}, someone(0), {Platform: schedule.TeamPlatform}, {Platform: schedule.TeamPlatform, Value: "/x"}} {
		if _, _, ok := schedule.ParseTeam(a); ok {
			t.Errorf("%s is read as a team", a)
		}
	}
}

func TestATeamsNameHoldsNothingThatMeansAnything(t *testing.T) {
	for name, good := range map[string]bool{
		"Onderbouw": true, "Groepen 1-4": true, "Crèche & co": true, "'t Kompas": true, "学校": true,
		"": false, "x": false, " voor": false, "a*b": false, "a_b": false, "<a>": false, "a\nb": false, "@all": false, "example.org": false, strings.Repeat("a", 31): false,
	} {
		err := schedule.Team{ID: "t", Name: name, Channels: []chat.Address{someone(0)}}.Validate()
		if (err == nil) != good {
			t.Errorf("%q: %v", name, err)
		}
	}
}
