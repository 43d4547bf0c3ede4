package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/baken-bot/baken/internal/schedule"
)

// reserveAtOnce is how many places one script takes, so that no other command waits long.
const reserveAtOnce = 500

// Reserve takes a place in the week for each delivery, and reports for whom there was one.
func (d Deliveries) Reserve(ctx context.Context, claims []schedule.Claim) ([]bool, error) {
	out := make([]bool, 0, len(claims))
	for some := range slices.Chunk(claims, reserveAtOnce) {
		args := []any{schedule.WeekBudget, ms(deliveryFor), ms(weekFor), string(some[0].Plan)}
		for _, c := range some {
			args = append(args, int(c.Week))
		}
		got, err := d.run(ctx, d.scripts.reservePlaces, append([]string{Plans{d.Store}.plansKey(some[0].School)}, d.placeKeys(some)...), args...).Int64Slice()
		if err != nil {
			return nil, fmt.Errorf("reserve places: %w", err)
		}
		for _, ok := range got {
			out = append(out, ok == 1)
		}
	}
	return out, nil
}

// Release gives back places that were not used.
func (d Deliveries) Release(ctx context.Context, claims []schedule.Claim) error {
	for some := range slices.Chunk(claims, reserveAtOnce) {
		if err := d.run(ctx, d.scripts.releasePlaces, d.placeKeys(some), ms(weekFor)).Err(); err != nil {
			return fmt.Errorf("release places: %w", err)
		}
	}
	return nil
}

func (d Deliveries) placeKeys(claims []schedule.Claim) []string {
	var keys []string
	for _, c := range claims {
		name := d.personName(c.School, c.To)
		keys = append(keys, d.schoolKey(c.School, "delivery", c.ID(), name), d.schoolKey(c.School, "week", name))
	}
	return keys
}
