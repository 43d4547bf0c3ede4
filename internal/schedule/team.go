package schedule

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/baken-bot/baken/internal/chat"
)

// Team is a set of people under a name: whoever is in one of its channels at the moment that counts. It holds no people, so somebody who comes or goes needs no change here.
type Team struct {
	ID       string
	Name     string
	Channels []chat.Address
}

// The limits of teams: as many as a form has options beside its other choices, and a name that fits on a button beside a few words.
const (
	MaxTeams    = 15
	MaxChannels = 10
	MaxTeamName = 30
)

// NewTeamID returns an id that is not in use.
func NewTeamID() string { return strings.ToLower(rand.Text()[:12]) }

// Validate reports every way in which the team cannot be kept. A name stands in the bot's own sentences, so it holds nothing that means anything there.
func (t Team) Validate() error {
	var errs []error
	if n := len([]rune(t.Name)); n < 2 || n > MaxTeamName || strings.TrimSpace(t.Name) != t.Name {
		errs = append(errs, fmt.Errorf("check team: a name of %d characters, 2 to %d", n, MaxTeamName))
	}
	for _, r := range t.Name {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(" -'&", r) {
			errs = append(errs, errors.New("check team: a name of more than letters, digits and spaces"))
			break
		}
	}
	if n := len(t.Channels); n < 1 || n > MaxChannels {
		errs = append(errs, fmt.Errorf("check team: %d channels, 1 to %d", n, MaxChannels))
	}
	if slices.Contains(t.Channels, chat.Address{}) || t.ID == "" {
		errs = append(errs, errors.New("check team: no id, or a channel that is none"))
	}
	return errors.Join(errs...)
}

// TeamPlatform is the platform in the address of a team. It is that of no adapter: whoever resolves it asks the adapters of the channels.
const TeamPlatform chat.Platform = "team"

// TeamAddress is where a team's members are: what a plan is for stays the team when its channels change.
func TeamAddress(school chat.School, id string) chat.Address {
	return chat.Address{Platform: TeamPlatform, Value: string(school) + "/" + id}
}

// ParseTeam reads what [TeamAddress] wrote, and is false for any other address.
func ParseTeam(a chat.Address) (school chat.School, id string, ok bool) {
	i := strings.LastIndexByte(a.Value, '/')
	if a.Platform != TeamPlatform || i < 1 {
		return "", "", false
	}
	return chat.School(a.Value[:i]), a.Value[i+1:], true
}

// Teams knows the saved teams of a school.
type Teams interface {
	// Teams returns them by name.
	Teams(ctx context.Context, school chat.School) ([]Team, error)
}

// TeamMembers resolves the address of a team: the members of its channels, each once. It fills [Members].
type TeamMembers struct {
	Teams   Teams
	Members Members // of the channels
}

// Each calls do with every member of a team. A channel that is gone is passed over while another is left, and a team that is gone has nobody.
func (m TeamMembers) Each(ctx context.Context, of chat.Address, do func(chat.Address) error) error {
	places, err := Places(ctx, m.Teams, of)
	if err != nil {
		return err
	}
	told := map[chat.Address]bool{}
	gone := 0
	for _, place := range places {
		err := m.Members.Each(ctx, place, func(who chat.Address) error {
			if told[who] {
				return nil
			}
			told[who] = true
			return do(who)
		})
		if errors.Is(err, chat.ErrGone) {
			if gone++; gone < len(places) {
				continue
			}
		}
		if err != nil {
			return fmt.Errorf("find members of team: %w", err)
		}
	}
	return nil
}

// Places are the channels behind an address: those of a team, or the address itself.
func Places(ctx context.Context, teams Teams, of chat.Address) ([]chat.Address, error) {
	school, id, ok := ParseTeam(of)
	if !ok {
		return []chat.Address{of}, nil
	}
	all, err := teams.Teams(ctx, school)
	if err != nil {
		return nil, fmt.Errorf("read teams: %w", err)
	}
	for _, t := range all {
		if t.ID == id {
			return t.Channels, nil
		}
	}
	return nil, nil
}
