package store

import (
	"cmp"
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

// How long things about deliveries live. A mark outlives every wait and retry of its delivery; a week's count outlives the week after it, in which a place can be taken; figures last a school year.
const (
	deliveryLease = time.Minute
	deliveryFor   = 15 * 24 * time.Hour
	weekFor       = 15 * 24 * time.Hour
	figuresFor    = 400 * 24 * time.Hour
)

func (d Deliveries) figuresKey(school chat.School, plan schedule.PlanID) string {
	return d.schoolKey(school, "figures", string(plan))
}

// Claim gives each delivery to one caller, within the pace of the platform and the budget of the week, in one step for all of them.
func (d Deliveries) Claim(ctx context.Context, claims []schedule.Claim) ([]schedule.Claimed, error) {
	first := claims[0]
	conversation, platform := d.Pace.limits()
	pause := d.schoolKey(first.School, "pause")
	if first.InPause {
		pause = d.schoolKey(first.School, "no pause") // there is never anything under it
	}
	keys := []string{pause, d.figuresKey(first.School, first.Plan), Plans{d.Store}.plansKey(first.School)}
	args := []any{
		millis(first.Now), ms(deliveryLease), ms(cmp.Or(first.Keep, deliveryFor)), schedule.WeekBudget, millis(first.At), ms(weekFor), ms(figuresFor),
		conversation.every(), conversation.Burst, platform.every(), platform.Burst, string(first.Plan),
	}
	for _, c := range claims {
		name := d.personName(c.School, c.To)
		keys = append(keys, d.schoolKey(c.School, "delivery", c.ID(), name), d.schoolKey(c.School, "week", name), d.schoolKey(c.School, "pace", name),
			d.schoolKey(c.School, "pace", string(c.To.Platform)))
		args = append(args, int(c.Week), c.By)
	}
	got, err := d.run(ctx, d.scripts.claimDeliveries, keys, args...).Int64Slice()
	if err != nil {
		return nil, fmt.Errorf("claim deliveries: %w", err)
	}
	if len(got) != 2*len(claims) {
		return nil, fmt.Errorf("claim deliveries: unexpected answer %v", got)
	}
	out := make([]schedule.Claimed, len(claims))
	for i := range out {
		out[i] = schedule.Claimed{Answer: schedule.Answer(got[2*i]), After: time.Duration(got[2*i+1]) * time.Millisecond}
	}
	return out, nil
}

// Record settles deliveries and counts their outcomes, each once.
func (d Deliveries) Record(ctx context.Context, settled []schedule.Settlement) error {
	first := settled[0]
	keys := []string{d.figuresKey(first.School, first.Plan), Plans{d.Store}.plansKey(first.School)}
	args := []any{millis(first.At), ms(cmp.Or(first.Keep, deliveryFor)), ms(weekFor), ms(figuresFor), string(first.Plan)}
	for _, s := range settled {
		name := d.personName(s.School, s.To)
		keys = append(keys, d.schoolKey(s.School, "delivery", s.ID(), name), d.schoolKey(s.School, "week", name))
		args = append(args, string(s.Outcome), int(s.Week), s.By)
	}
	if err := d.run(ctx, d.scripts.recordDeliveries, keys, args...).Err(); err != nil {
		return fmt.Errorf("record deliveries: %w", err)
	}
	return nil
}

// Mark notes that a firing as a whole reached nobody.
func (d Deliveries) Mark(ctx context.Context, f schedule.Firing, o schedule.Outcome) error {
	keys := []string{d.figuresKey(f.School, f.Plan), Plans{d.Store}.plansKey(f.School)}
	if err := d.run(ctx, d.scripts.markFiring, keys, string(f.Plan), millis(f.At)+" all "+string(o), ms(figuresFor)).Err(); err != nil {
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
