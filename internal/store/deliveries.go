package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/schedule"
)

// Deliveries fills [schedule.Deliveries] and [schedule.Figures].
type Deliveries struct {
	*Store
	// Pace is what platforms are kept at.
	Pace Pace
}

// How long things about deliveries live. A mark outlives every wait and retry of its delivery; a week's count outlives the week; figures last a school year.
const (
	deliveryLease = time.Minute
	deliveryFor   = 15 * 24 * time.Hour
	weekFor       = 8 * 24 * time.Hour
	figuresFor    = 400 * 24 * time.Hour
)

func (d Deliveries) deliveryKey(v schedule.Delivery) string {
	return d.schoolKey(v.School, "delivery", v.ID(), d.hidden("person", string(v.School), v.To.String()))
}

func (d Deliveries) figuresKey(school chat.School, plan schedule.PlanID) string {
	return d.schoolKey(school, "figures", string(plan))
}

// Claim gives a delivery to one caller, within the pace of the platform and the budget of the week.
func (d Deliveries) Claim(ctx context.Context, c schedule.Claim) (schedule.Answer, time.Duration, error) {
	conversation, platform := d.Pace.limits()
	keys := append([]string{
		d.deliveryKey(c.Delivery), d.personKey(c.Person(), "week"), d.schoolKey(c.School, "pause"), d.figuresKey(c.School, c.Plan),
	}, d.paceKeys(c.School, c.To)...)
	got, err := d.run(ctx, d.scripts.claimDelivery, keys, millis(c.Now), ms(deliveryLease), ms(deliveryFor), int(c.Week), schedule.WeekBudget, millis(c.At),
		ms(weekFor), ms(figuresFor), conversation.every(), conversation.Burst, platform.every(), platform.Burst).Int64Slice()
	if err != nil {
		return 0, 0, fmt.Errorf("claim delivery: %w", err)
	}
	if len(got) != 2 {
		return 0, 0, fmt.Errorf("claim delivery: unexpected answer %v", got)
	}
	return schedule.Answer(got[0]), time.Duration(got[1]) * time.Millisecond, nil
}

// Record settles a delivery and counts its outcome, once.
func (d Deliveries) Record(ctx context.Context, c schedule.Claim, o schedule.Outcome) error {
	keys := []string{d.deliveryKey(c.Delivery), d.personKey(c.Person(), "week"), d.figuresKey(c.School, c.Plan)}
	if err := d.run(ctx, d.scripts.recordDelivery, keys, string(o), millis(c.At), ms(deliveryFor), int(c.Week), ms(weekFor), ms(figuresFor)).Err(); err != nil {
		return fmt.Errorf("record delivery: %w", err)
	}
	return nil
}

// Mark notes that a firing as a whole reached nobody.
func (d Deliveries) Mark(ctx context.Context, f schedule.Firing, o schedule.Outcome) error {
	pipe := d.client.Pipeline()
	pipe.HSet(ctx, d.figuresKey(f.School, f.Plan), millis(f.At)+" all "+string(o), 1)
	pipe.PExpire(ctx, d.figuresKey(f.School, f.Plan), figuresFor)
	if _, err := pipe.Exec(ctx); err != nil {
		return fmt.Errorf("mark firing: %w", err)
	}
	return nil
}

// Tally is what became of one firing: how many deliveries had each outcome, and the outcome of the firing when it reached nobody as a whole.
type Tally struct {
	At    time.Time
	Whole schedule.Outcome
	Count map[schedule.Outcome]int
}

// Figures returns what became of a plan's firings, by their moment in milliseconds. It holds no names, and cannot.
func (d Deliveries) Figures(ctx context.Context, school chat.School, plan schedule.PlanID) (map[int64]Tally, error) {
	all, err := d.client.HGetAll(ctx, d.figuresKey(school, plan)).Result()
	if err != nil {
		return nil, fmt.Errorf("read figures: %w", err)
	}
	out := map[int64]Tally{}
	for field, value := range all {
		moment, outcome, _ := strings.Cut(field, " ")
		at, err := strconv.ParseInt(moment, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("read figures: %w", err)
		}
		n, err := strconv.Atoi(value)
		if err != nil {
			return nil, fmt.Errorf("read figures: %w", err)
		}
		t, ok := out[at]
		if !ok {
			t = Tally{At: time.UnixMilli(at), Count: map[schedule.Outcome]int{}}
		}
		if whole, ok := strings.CutPrefix(outcome, "all "); ok {
			t.Whole = schedule.Outcome(whole)
		} else if n != 0 {
			t.Count[schedule.Outcome(outcome)] = n
		}
		out[at] = t
	}
	return out, nil
}

func ms(d time.Duration) int64 { return d.Milliseconds() }
