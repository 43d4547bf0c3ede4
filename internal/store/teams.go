package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
)

// Teams fills [dialog.Teams] and [schedule.Teams]. A school's teams are one sealed record: their channels tell who works with whom.
type Teams struct{ *Store }

func (t Teams) key(school chat.School) string { return t.schoolKey(school, "saved-teams") }

// Teams returns the teams of a school by name.
func (t Teams) Teams(ctx context.Context, school chat.School) ([]schedule.Team, error) {
	all, err := readSealed[[]schedule.Team](ctx, t.Store, t.client, t.key(school))
	if err != nil {
		return nil, fmt.Errorf("read teams: %w", err)
	}
	return all, nil
}

// AmendTeams changes the teams of a school. Of two who do so at once both get their way; what alter refuses changes nothing.
func (t Teams) AmendTeams(ctx context.Context, school chat.School, alter func([]schedule.Team) ([]schedule.Team, error)) error {
	err := amendSealed(ctx, t.Store, t.key(school), func(all *[]schedule.Team) error {
		changed, err := alter(slices.Clone(*all))
		if err != nil {
			return err
		}
		slices.SortFunc(changed, func(a, b schedule.Team) int { return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
		*all = changed
		return nil
	})
	if err != nil {
		return fmt.Errorf("save teams: %w", err)
	}
	return nil
}
