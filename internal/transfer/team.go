package transfer

import (
	"errors"
	"fmt"
	"strings"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
)

// Team is a saved team. A plan names one by its address.
type Team struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Channels []string `json:"channels"`
}

func teamsOf(all []schedule.Team) []Team {
	var out []Team
	for _, t := range all {
		team := Team{ID: t.ID, Name: t.Name}
		for _, c := range t.Channels {
			team.Channels = append(team.Channels, c.String())
		}
		out = append(out, team)
	}
	return out
}

// teams returns the teams, and reports what is wrong with them.
func (f File) teams(r reading) []schedule.Team {
	if len(f.Teams) > schedule.MaxTeams {
		r.fault.add(fmt.Sprintf("teams[%d]", schedule.MaxTeams), fmt.Errorf("is one too many: at most %d", schedule.MaxTeams))
		return nil
	}
	var out []schedule.Team
	seen := map[string]bool{}
	for i, t := range f.Teams {
		at := fmt.Sprintf("teams[%d]", i)
		if !plainID(t.ID) || seen[t.ID] || seen[strings.ToLower(t.Name)] {
			r.fault.add(at, errors.New("has no id of twelve small letters and digits, or stands twice"))
		}
		seen[t.ID], seen[strings.ToLower(t.Name)] = true, true
		team := schedule.Team{ID: t.ID, Name: t.Name}
		for n, text := range t.Channels {
			team.Channels = append(team.Channels, r.address(fmt.Sprintf("%s.channels[%d]", at, n), text))
		}
		if err := team.Validate(); err != nil {
			r.fault.add(at, err)
		}
		out = append(out, team)
	}
	return out
}

// address reads an address of the school: of a person, of a place, or of a team in the file.
func (r reading) address(at, text string) chat.Address {
	if text == "" {
		return chat.Address{}
	}
	a, err := chat.ParseAddress(text)
	if school, id, ok := schedule.ParseTeam(a); ok && err == nil {
		if school != r.id || !r.teams[id] {
			r.fault.add(at, errors.New("is no team in this file"))
		}
		return a
	}
	if err == nil {
		err = r.Owns(r.id, a)
	}
	if err != nil {
		// The address itself is a person's: the place is enough to find it.
		r.fault.add(at, errors.New("is no address in this school"))
	}
	return a
}
