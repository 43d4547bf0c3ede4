package dialog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
)

// Teams keeps the saved teams of a school.
type Teams interface {
	schedule.Teams
	// AmendTeams replaces the teams by what alter makes of them; an error of alter changes nothing. alter may be called again when somebody else changed them meanwhile.
	AmendTeams(ctx context.Context, school chat.School, alter func([]schedule.Team) ([]schedule.Team, error)) error
}

// Why a team is not saved.
var (
	errTeamGone = errors.New("no such team")
	errTeamName = errors.New("another team has that name")
	errTeamFull = errors.New("no room for another")
	errTeamLast = errors.New("its last channel")
)

// loadTeams has the exchange know the teams of its school.
func (d *Dialog) loadTeams(ctx context.Context, x *exchange) error {
	var err error
	x.teams, err = d.planning.Teams.Teams(ctx, x.From.School)
	return err
}

// team is the team with an id, or behind the address of one.
func (x *exchange) team(id string) (schedule.Team, bool) {
	i := slices.IndexFunc(x.teams, func(t schedule.Team) bool { return t.ID == id })
	if i < 0 {
		return schedule.Team{}, false
	}
	return x.teams[i], true
}

func (x *exchange) teamAt(a chat.Address) (schedule.Team, bool) {
	_, id, ok := schedule.ParseTeam(a)
	if !ok {
		return schedule.Team{}, false
	}
	return x.team(id)
}

// listTeams shows the saved teams, and how to make one.
func (d *Dialog) listTeams(_ context.Context, x *exchange, _ string) (Turn, error) {
	lines := []string{d.words.say(x.lang, "teams-about", values{"None": len(x.teams) == 0})}
	for _, t := range x.teams {
		lines = append(lines, d.words.say(x.lang, "team-line", values{"Name": t.Name, "Channels": len(t.Channels)}))
	}
	t := d.notice(x, "teams-title", strings.Join(lines, "\n"))
	card := &t.Reply.Cards[0]
	if x.Private {
		card.Footer = d.words.say(x.lang, "teams-private", nil)
	} else if len(x.teams) < schedule.MaxTeams {
		card.Buttons = append(card.Buttons, d.button(x, "button-team-new", verbTeamNew, ""))
	}
	if len(x.teams) > 0 {
		card.Buttons = append(card.Buttons, d.button(x, "button-team-pick", verbTeamPick, ""))
	}
	card.Buttons = append(card.Buttons, d.quiet(x, "button-plans", verbPlans, ""))
	return t, nil
}

// teamPick offers the teams one by one.
func (d *Dialog) teamPick(_ context.Context, x *exchange, _ string) (Turn, error) {
	t := d.notice(x, "team-pick-title", "")
	t.Reply.Cards = nil
	for row := range slices.Chunk(x.teams, chat.MaxButtons) {
		var card chat.Card
		for _, team := range row {
			card.Buttons = append(card.Buttons, chat.Button{Label: team.Name, Do: chat.Action{Verb: verbTeamShow, Arg: team.ID}})
		}
		t.Reply.Cards = append(t.Reply.Cards, card)
	}
	if len(t.Reply.Cards) == 0 {
		return d.sentence(x, "team-gone", nil), nil
	}
	t.Reply.Cards[0].Title = d.words.say(x.lang, "team-pick-title", nil)
	return t, nil
}

// teamShow shows one team in numbers, and what can be done with it here.
func (d *Dialog) teamShow(ctx context.Context, x *exchange, id string) (Turn, error) {
	team, ok := x.team(id)
	if !ok {
		return d.sentence(x, "team-gone", nil), nil
	}
	people := 0
	err := d.planning.Members.Each(ctx, schedule.TeamAddress(x.From.School, id), func(chat.Address) error {
		people++
		return nil
	})
	if err != nil {
		return Turn{}, fmt.Errorf("count members: %w", err)
	}
	plans, err := d.teamPlans(ctx, x, id)
	if err != nil {
		return Turn{}, err
	}
	in := slices.Contains(team.Channels, x.Where)
	v := values{"Name": team.Name, "Channels": len(team.Channels), "People": people, "Plans": len(plans), "In": in, "Private": x.Private}
	t := d.notice(x, "team-title", d.words.say(x.lang, "team", v))
	card := &t.Reply.Cards[0]
	switch {
	case x.Private:
	case in && len(team.Channels) > 1:
		card.Buttons = append(card.Buttons, d.button(x, "button-team-out", verbTeamOut, id))
	case !in && len(team.Channels) < schedule.MaxChannels:
		card.Buttons = append(card.Buttons, d.button(x, "button-team-add", verbTeamAdd, id))
	}
	card.Buttons = append(card.Buttons, d.button(x, "button-team-name", verbTeamNew, id), d.quiet(x, "button-team-drop", verbTeamDrop, id))
	return t, nil
}

// teamPlans are the plans for a team that have not ended.
func (d *Dialog) teamPlans(ctx context.Context, x *exchange, id string) ([]schedule.Kept, error) {
	all, err := d.desk(x).List(ctx, x.From.School)
	if err != nil {
		return nil, err
	}
	at := schedule.TeamAddress(x.From.School, id)
	return slices.DeleteFunc(all, func(k schedule.Kept) bool {
		return k.Who.Members != at || k.IsPart() || k.Next.IsZero() && !k.Paused
	}), nil
}

// teamNew asks for a name: for this channel as a new team, or for a team that is there.
func (d *Dialog) teamNew(_ context.Context, x *exchange, id string) (Turn, error) {
	team, ok := x.team(id)
	if id == "" && x.Private || id != "" && !ok {
		return d.sentence(x, "team-gone", nil), nil
	}
	form := chat.Form{
		Do: chat.Action{Verb: verbTeamNew, Arg: id}, Title: d.words.say(x.lang, "team-form-title", nil), Intro: d.words.say(x.lang, "team-form", nil),
		Submit: d.words.say(x.lang, "team-form-submit", nil),
		Fields: []chat.Field{{Name: "name", Label: d.words.say(x.lang, "field-team", nil), Hint: d.words.say(x.lang, "field-team-hint", nil), Kind: chat.Line, Value: team.Name}},
	}
	return Turn{Reply: chat.Reply{Form: &form, Private: true}, Outcome: SmallTalk}, nil
}

// teamForm keeps a new team of this channel, or the name of one that is there.
func (d *Dialog) teamForm(ctx context.Context, x *exchange, s chat.Submission) (Turn, error) {
	id, name := s.Form.Arg, strings.Join(strings.Fields(s.Values["name"]), " ")
	made := schedule.Team{ID: schedule.NewTeamID(), Name: name, Channels: []chat.Address{x.Where}}
	again := d.button(x, "button-try-again", verbTeamNew, id)
	if m := d.reader.Read(name, x.context()); len(m.Personal) > 0 {
		return d.notice(x, "plan-personal-title", d.words.say(x.lang, "team-personal", values{"Kinds": d.kinds(x, m.Personal)}), again), nil
	}
	if id == "" && x.Private || made.Validate() != nil {
		return d.notice(x, "team-form-title", d.words.say(x.lang, "team-bad-name", values{"Max": schedule.MaxTeamName}), again), nil
	}
	err := d.planning.Teams.AmendTeams(ctx, x.From.School, func(all []schedule.Team) ([]schedule.Team, error) {
		if slices.ContainsFunc(all, func(t schedule.Team) bool { return t.ID != id && strings.EqualFold(t.Name, name) }) {
			return nil, errTeamName
		}
		if id == "" {
			if len(all) >= schedule.MaxTeams {
				return nil, errTeamFull
			}
			return append(all, made), nil
		}
		return altered(all, id, func(t *schedule.Team) error {
			t.Name = name
			return nil
		})
	})
	return d.teamSaved(x, err, values{"Name": name, "Renamed": id != ""}, again)
}

// altered changes one of the teams.
func altered(all []schedule.Team, id string, alter func(*schedule.Team) error) ([]schedule.Team, error) {
	i := slices.IndexFunc(all, func(t schedule.Team) bool { return t.ID == id })
	if i < 0 {
		return nil, errTeamGone
	}
	all[i].Channels = slices.Clone(all[i].Channels)
	return all, alter(&all[i])
}

// teamSaved says what became of a change.
func (d *Dialog) teamSaved(x *exchange, err error, v values, more ...chat.Button) (Turn, error) {
	for bad, said := range map[error]string{errTeamGone: "team-gone", errTeamName: "team-name-taken", errTeamFull: "team-full", errTeamLast: "team-last"} {
		if errors.Is(err, bad) {
			return d.notice(x, "teams-title", d.words.say(x.lang, said, nil), more...), nil
		}
	}
	if err != nil {
		return Turn{}, err
	}
	return d.replaced(d.notice(x, "team-saved-title", d.words.say(x.lang, "team-saved", v), d.button(x, "button-teams", verbTeams, ""), d.quiet(x, "button-plan-new", verbPlanNew, ""))), nil
}
