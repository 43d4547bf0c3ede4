package store

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
)

// Plans fills [schedule.Plans] and [schedule.Shelf].
//
// The plans of a school lie on its slot: one hash of sealed plans, one sorted set of next moments, one hash that counts moments. One index over all schools says which school to
// look at, so that a look costs what is due and not what is kept. It is a hint: a school is looked at every hour whatever it says.
type Plans struct{ *Store }

// The index, and how often a school is looked at in any case. It is not of one school; its members are hashes.
const (
	SchoolsPattern = "schools"
	lookAnyway     = time.Hour
)

// How much one look reads at most.
const (
	maxSchools = 200
	maxDue     = 200
)

// changeTries is how often a change is tried when others change the same plan.
const changeTries = 5

func (p Plans) plansKey(school chat.School) string { return p.schoolKey(school, "plans") }
func (p Plans) dueKey(school chat.School) string   { return p.schoolKey(school, "due") }
func (p Plans) turnsKey(school chat.School) string { return p.schoolKey(school, "turns") }

// Plan reports false when the plan is not kept.
func (p Plans) Plan(ctx context.Context, school chat.School, id schedule.PlanID) (schedule.Plan, bool, error) {
	sealed, err := p.client.HGet(ctx, p.plansKey(school), string(id)).Bytes()
	if missing(err) {
		return schedule.Plan{}, false, nil
	}
	if err != nil {
		return schedule.Plan{}, false, fmt.Errorf("load plan: %w", err)
	}
	plan, err := p.open(p.plansKey(school), id, sealed)
	return plan, err == nil, err
}

// Put keeps a new plan.
func (p Plans) Put(ctx context.Context, k schedule.Kept) error {
	done, err := p.put(ctx, k, nil)
	if err == nil && !done {
		err = fmt.Errorf("put plan: there is one of this id")
	}
	return err
}

// Change replaces a plan by what change makes of it.
func (p Plans) Change(ctx context.Context, school chat.School, id schedule.PlanID, change func(schedule.Plan) (schedule.Kept, error)) (schedule.Kept, error) {
	for range changeTries {
		sealed, err := p.client.HGet(ctx, p.plansKey(school), string(id)).Bytes()
		if missing(err) {
			return schedule.Kept{}, schedule.ErrNoPlan
		}
		if err != nil {
			return schedule.Kept{}, fmt.Errorf("load plan: %w", err)
		}
		plan, err := p.open(p.plansKey(school), id, sealed)
		if err != nil {
			return schedule.Kept{}, err
		}
		k, err := change(plan)
		if err != nil {
			return schedule.Kept{}, err
		}
		if done, err := p.put(ctx, k, sealed); err != nil || done {
			return k, err
		}
	}
	return schedule.Kept{}, fmt.Errorf("change plan: others keep changing it")
}

// put keeps a plan in the place of the sealed one that was read, and has its school looked at. The mark comes before and after: before, so that a crash leaves no plan that
// is not looked at within the hour; after, so that a look that was under way does not overlook it.
func (p Plans) put(ctx context.Context, k schedule.Kept, read []byte) (bool, error) {
	data, err := json.Marshal(k.Plan)
	if err != nil {
		return false, fmt.Errorf("encode plan: %w", err)
	}
	if err := p.lookNow(ctx, k.School); err != nil {
		return false, err
	}
	sealed := Sealer(p).Seal(data, p.plansKey(k.School)+string(k.ID))
	done, err := p.run(ctx, p.scripts.putPlan, []string{p.plansKey(k.School), p.dueKey(k.School), p.turnsKey(k.School)}, string(k.ID), read, sealed, millis(k.Next), k.Anew).Bool()
	if err != nil {
		return false, fmt.Errorf("put plan: %w", err)
	}
	return done, p.lookNow(ctx, k.School)
}

// lookNow asks that a school is looked at. Each asking has a score of its own, so that a look under way sees that it was asked again.
func (p Plans) lookNow(ctx context.Context, school chat.School) error {
	ask := redis.Z{Score: -1 - float64(rand.Int64N(1<<50)), Member: p.schoolKey(school)}
	if err := p.client.ZAdd(ctx, SchoolsPattern, ask).Err(); err != nil {
		return fmt.Errorf("mark school: %w", err)
	}
	return nil
}

// List returns all plans of a school, the ended ones too, in no order.
func (p Plans) List(ctx context.Context, school chat.School) ([]schedule.Kept, error) {
	all, err := p.client.HGetAll(ctx, p.plansKey(school)).Result()
	if err != nil {
		return nil, fmt.Errorf("list plans: %w", err)
	}
	next, err := p.client.ZRangeWithScores(ctx, p.dueKey(school), 0, -1).Result()
	if err != nil {
		return nil, fmt.Errorf("list moments: %w", err)
	}
	at := map[string]time.Time{}
	for _, z := range next {
		at[fmt.Sprint(z.Member)] = time.UnixMilli(int64(z.Score))
	}
	var out []schedule.Kept
	for id, sealed := range all {
		plan, err := p.open(p.plansKey(school), schedule.PlanID(id), []byte(sealed))
		if err != nil {
			return nil, err
		}
		out = append(out, schedule.Kept{Plan: plan, Next: at[id]})
	}
	return out, nil
}

// Any reports whether any school has ever planned anything.
func (p Plans) Any(ctx context.Context) (bool, error) {
	n, err := p.client.ZCard(ctx, SchoolsPattern).Result()
	if err != nil {
		return false, fmt.Errorf("count schools: %w", err)
	}
	return n > 0, nil
}

func (p Plans) open(plansKey string, id schedule.PlanID, sealed []byte) (schedule.Plan, error) {
	data, err := Sealer(p).Open(sealed, plansKey+string(id))
	if err != nil {
		return schedule.Plan{}, fmt.Errorf("open plan %s: %w", id, err)
	}
	var plan schedule.Plan
	if err := json.Unmarshal(data, &plan); err != nil {
		return schedule.Plan{}, fmt.Errorf("decode plan %s: %w", id, err)
	}
	return plan, nil
}

// millis writes a moment as the scripts read it; 0 is none.
func millis(t time.Time) string {
	if t.IsZero() {
		return "0"
	}
	return strconv.FormatInt(t.UnixMilli(), 10)
}
