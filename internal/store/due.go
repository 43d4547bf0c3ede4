package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/baken-bot/baken/internal/schedule"
)

// Due returns plans whose next moment is not after now. A plan that cannot be opened is passed over, and told as an error only when nothing else is due: it must not hold up
// the others.
func (p Plans) Due(ctx context.Context, now time.Time) ([]schedule.Due, error) {
	schools, err := p.client.ZRangeByScoreWithScores(ctx, SchoolsPattern, &redis.ZRangeBy{Min: "-inf", Max: millis(now), Count: maxSchools}).Result()
	if err != nil {
		return nil, fmt.Errorf("find schools: %w", err)
	}
	var out []schedule.Due
	var errs []error
	for _, s := range schools {
		due, err := p.dueIn(ctx, s, now)
		out, errs = append(out, due...), append(errs, err)
	}
	if len(out) > 0 {
		return out, nil
	}
	return nil, errors.Join(errs...)
}

// dueIn looks at one school. When nothing is due there it sets when to look again.
func (p Plans) dueIn(ctx context.Context, school redis.Z, now time.Time) ([]schedule.Due, error) {
	prefix := fmt.Sprint(school.Member)
	plansKey := prefix + "plans"
	rows, err := p.run(ctx, p.scripts.duePlans, []string{prefix + "due", plansKey, prefix + "turns"}, millis(now), maxDue).StringSlice()
	if err != nil {
		return nil, fmt.Errorf("find due plans: %w", err)
	}
	var out []schedule.Due
	var errs []error
	for row := rows[1:]; len(row) >= 4; row = row[4:] {
		d, err := p.dueRow(plansKey, row)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		out = append(out, d)
	}
	if len(out) > 0 {
		return out, nil
	}
	next := now.Add(lookAnyway)
	if first, err := strconv.ParseFloat(rows[0], 64); err == nil && int64(first) > now.UnixMilli() && int64(first) < next.UnixMilli() {
		next = time.UnixMilli(int64(first))
	}
	seen := strconv.FormatFloat(school.Score, 'f', -1, 64)
	if err := p.run(ctx, p.scripts.lookAgain, []string{SchoolsPattern}, prefix, seen, millis(next)).Err(); err != nil {
		errs = append(errs, fmt.Errorf("mark school: %w", err))
	}
	return nil, errors.Join(errs...)
}

// dueRow reads a plan as the script returns it: id, moment, number, sealed plan.
func (p Plans) dueRow(plansKey string, row []string) (schedule.Due, error) {
	at, err := strconv.ParseFloat(row[1], 64)
	if err != nil {
		return schedule.Due{}, fmt.Errorf("read moment of plan %s: %w", row[0], err)
	}
	number, err := strconv.Atoi(row[2])
	if err != nil {
		return schedule.Due{}, fmt.Errorf("read number of plan %s: %w", row[0], err)
	}
	plan, err := p.open(plansKey, schedule.PlanID(row[0]), []byte(row[3]))
	if err != nil {
		return schedule.Due{}, err
	}
	return schedule.Due{Plan: plan, At: time.UnixMilli(int64(at)), Number: number}, nil
}

// Advance sets the next moment, unless somebody else has moved it on meanwhile.
func (p Plans) Advance(ctx context.Context, d schedule.Due, to time.Time) error {
	keys := []string{p.dueKey(d.Plan.School), p.turnsKey(d.Plan.School)}
	if err := p.run(ctx, p.scripts.advancePlan, keys, string(d.Plan.ID), millis(d.At), millis(to)).Err(); err != nil {
		return fmt.Errorf("advance plan: %w", err)
	}
	return nil
}
