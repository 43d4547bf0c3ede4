package dialog

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
)

// teamAdd makes this channel part of a team. What is planned for the team is told here first: nothing starts in secret.
func (d *Dialog) teamAdd(ctx context.Context, x *exchange, id string) (Turn, error) {
	team, ok := x.team(id)
	if !ok || x.Private {
		return d.sentence(x, "team-gone", nil), nil
	}
	if slices.Contains(team.Channels, x.Where) || len(team.Channels) >= schedule.MaxChannels {
		return d.teamShow(ctx, x, id)
	}
	school, err := d.school(ctx, x)
	if err != nil {
		return Turn{}, err
	}
	plans, err := d.teamPlans(ctx, x, id)
	if err != nil {
		return Turn{}, err
	}
	for _, k := range plans {
		if k.Next.IsZero() {
			continue // paused; it can be seen with all else that is planned
		}
		if _, err := d.tellPlace(ctx, x, k, x.Where, school); err != nil {
			return d.sentence(x, "plan-change-not-told", nil), fmt.Errorf("announce plan: %w", err)
		}
	}
	err = d.amendTeam(ctx, x, id, func(t *schedule.Team) error {
		switch {
		case slices.Contains(t.Channels, x.Where):
		case len(t.Channels) >= schedule.MaxChannels:
			return errTeamFull
		default:
			t.Channels = append(t.Channels, x.Where)
		}
		return nil
	})
	return d.teamSaved(x, err, values{"Name": team.Name, "Added": true})
}

// teamOut takes this channel out of a team that has others.
func (d *Dialog) teamOut(ctx context.Context, x *exchange, id string) (Turn, error) {
	team, ok := x.team(id)
	if !ok {
		return d.sentence(x, "team-gone", nil), nil
	}
	err := d.amendTeam(ctx, x, id, func(t *schedule.Team) error {
		left := slices.DeleteFunc(slices.Clone(t.Channels), func(a chat.Address) bool { return a == x.Where })
		if len(left) == 0 {
			return errTeamLast
		}
		t.Channels = left
		return nil
	})
	return d.teamSaved(x, err, values{"Name": team.Name, "Out": true})
}

func (d *Dialog) amendTeam(ctx context.Context, x *exchange, id string, alter func(*schedule.Team) error) error {
	return d.planning.Teams.AmendTeams(ctx, x.From.School, func(all []schedule.Team) ([]schedule.Team, error) { return altered(all, id, alter) })
}

// teamDrop forgets a team for which nothing is planned.
func (d *Dialog) teamDrop(ctx context.Context, x *exchange, id string) (Turn, error) {
	team, ok := x.team(id)
	if !ok {
		return d.sentence(x, "team-gone", nil), nil
	}
	plans, err := d.teamPlans(ctx, x, id)
	if err != nil {
		return Turn{}, err
	}
	if len(plans) > 0 {
		return d.notice(x, "teams-title", d.words.say(x.lang, "team-in-use", values{"Name": team.Name, "Plans": len(plans)}), d.button(x, "button-plan-pick", verbPlanPick, "")), nil
	}
	if owed, err := d.teamOwed(ctx, x, id); err != nil || owed {
		return d.notice(x, "teams-title", d.words.say(x.lang, "team-owed", values{"Name": team.Name}), d.button(x, "button-results", verbResults, "")), err
	}
	err = d.planning.Teams.AmendTeams(ctx, x.From.School, func(all []schedule.Team) ([]schedule.Team, error) {
		return slices.DeleteFunc(all, func(t schedule.Team) bool { return t.ID == id }), nil
	})
	return d.teamSaved(x, err, values{"Name": team.Name, "Dropped": true})
}

// teamOwed reports whether a round of a team is open, or its result waits for a word: where that goes is known from the team alone.
func (d *Dialog) teamOwed(ctx context.Context, x *exchange, id string) (bool, error) {
	all, err := d.desk(x).List(ctx, x.From.School)
	at := schedule.TeamAddress(x.From.School, id)
	return slices.ContainsFunc(all, func(k schedule.Kept) bool { return pulseOwes(k.Plan) != "" && k.OwedTo() == at }), err
}

// tellTeam sends the same to every place behind an address, and reports whether there was any. A channel that is gone is passed over while another has it.
func (d *Dialog) tellTeam(ctx context.Context, to chat.Address, r chat.Reply) (bool, error) {
	places, err := schedule.Places(ctx, d.planning.Teams, to)
	if err != nil {
		return false, err
	}
	told := false
	var gone error
	for _, place := range places {
		switch err := d.planning.Sender.Send(ctx, place, r); {
		case errors.Is(err, chat.ErrGone):
			gone = err
		case err != nil:
			return told, err
		default:
			told = true
		}
	}
	if told {
		return true, nil
	}
	return false, gone
}

// tellAll sends something to every place behind an address: to each channel of a team, in their order, until one fails. It returns those that have it.
func (d *Dialog) tellAll(ctx context.Context, to chat.Address, send func(chat.Address) error) ([]chat.Address, error) {
	places, err := schedule.Places(ctx, d.planning.Teams, to)
	if err != nil {
		return nil, err
	}
	for i, place := range places {
		if err := send(place); err != nil {
			return places[:i], err
		}
	}
	return places, nil
}
