package main

import (
	"context"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
)

// teams are the saved teams of all schools, each where its plans are.
type teams struct{ of func(chat.School) store.Teams }

// Teams returns the teams of a school by name.
func (t teams) Teams(ctx context.Context, school chat.School) ([]schedule.Team, error) {
	return t.of(school).Teams(ctx, school)
}

// AmendTeams changes the teams of a school.
func (t teams) AmendTeams(ctx context.Context, school chat.School, alter func([]schedule.Team) ([]schedule.Team, error)) error {
	return t.of(school).AmendTeams(ctx, school, alter)
}
