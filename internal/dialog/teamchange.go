package dialog

import (
	"context"
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
	err = d.planning.Teams.AmendTeams(ctx, x.From.School, func(all []schedule.Team) ([]schedule.Team, error) {
		return slices.DeleteFunc(all, func(t schedule.Team) bool { return t.ID == id }), nil
	})
	return d.teamSaved(x, err, values{"Name": team.Name, "Dropped": true})
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
