package dialog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/pulse"
	"github.com/baken-bot/baken/internal/schedule"
)

// windFor is how long after its closing a result is still told. Then the round's parts go, told or not.
const windFor = 60 * 24 * time.Hour

// winding is the rule by which a round is wound up: at its closing, and then every two hours of a school day until it is over. Hours in which no school is open cost nothing,
// and there are few enough of them for a summer.
func winding(closes time.Time) string {
	var hours []string
	for h := 7 + (closes.Hour()+1)%2; h <= 17; h += 2 {
		hours = append(hours, strconv.Itoa(h))
	}
	return fmt.Sprintf("%d %s * * *", closes.Minute(), strings.Join(hours, ","))
}

// WindUp closes a round at its time, whatever is paused: nothing is sent by it. Its result is told when nothing is paused; when that was missed, it is told anew, to team
// and coordinator at the same moment. When it has been told, the parts of the round go. It fills [schedule.Guests].
func (d *Dialog) WindUp(ctx context.Context, f schedule.Firing, p schedule.Plan) error {
	desk, round := d.planning.Desk(f.School), p.What.Pulse.Round
	now := desk.Now()
	parts, err := desk.Parts(ctx, f.School, p.What.Pulse.Of)
	if err != nil {
		return err
	}
	parts = ofRound(parts, round)
	state, err := d.closeRound(ctx, pulse.Ref{School: pulse.School(f.School), Round: round}, parts, now)
	if err != nil || state == stillOpen {
		return err
	}
	if state == nothingToTell {
		return d.removeParts(ctx, parts)
	}
	pause, err := desk.Book.Pause(ctx, f.School)
	if err != nil {
		return fmt.Errorf("read pause: %w", err)
	}
	if pause.Holds(now, now) {
		return nil
	}
	if told, err := d.told(ctx, parts, now); err != nil || !told {
		return err
	}
	return d.removeParts(ctx, parts)
}

// roundState is where a round stands after an attempt to close it.
type roundState int

const (
	stillOpen roundState = iota
	toBeTold
	nothingToTell // it never opened, or its result is old
)

// closeRound closes a round whose time has come. What came only to who had not answered goes first, so that it is in no log of writes that the closing has written anew.
func (d *Dialog) closeRound(ctx context.Context, ref pulse.Ref, parts []schedule.Kept, now time.Time) (roundState, error) {
	rounds := d.planning.Pulse(chat.School(ref.School))
	open, err := rounds.Archive.Round(ctx, ref)
	if err == nil && now.Before(open.Closes) {
		return stillOpen, nil
	}
	if err != nil && !errors.Is(err, pulse.ErrClosed) {
		return stillOpen, fmt.Errorf("read round: %w", err)
	}
	telling := slices.DeleteFunc(slices.Clone(parts), func(k schedule.Kept) bool { return k.What.Pulse.Closes.IsZero() })
	if err := d.removeParts(ctx, telling); err != nil {
		return stillOpen, err
	}
	closed, err := rounds.Close(ctx, ref)
	switch {
	case errors.Is(err, pulse.ErrClosed):
		return nothingToTell, nil
	case err != nil:
		return stillOpen, fmt.Errorf("close round: %w", err)
	case now.After(closed.Snapshot.Closed.Add(windFor)):
		return nothingToTell, nil
	}
	return toBeTold, nil
}

func ofRound(parts []schedule.Kept, round string) []schedule.Kept {
	var out []schedule.Kept
	for _, k := range parts {
		if k.What.Pulse.Round == round {
			out = append(out, k)
		}
	}
	return out
}

// told reports whether the result has reached everybody it is for, and plans it anew for whom it missed.
func (d *Dialog) told(ctx context.Context, parts []schedule.Kept, now time.Time) (bool, error) {
	var again []schedule.Kept
	var moment time.Time // of another part that is still to come
	waiting := false
	for _, k := range parts {
		if k.What.Pulse.Part != schedule.Outcomes || !k.Stopped.IsZero() {
			continue
		}
		if !k.Next.IsZero() {
			waiting, moment = true, k.Next
			continue
		}
		fate, err := d.planning.Desk(k.School).Past.Fate(ctx, k.School, k.ID)
		if err != nil {
			return false, err
		}
		switch {
		case fate.Untold():
			again = append(again, k)
		case fate == "":
			waiting = true // on its way
		}
	}
	return !waiting && len(again) == 0, d.tellAgain(ctx, again, moment, now)
}

// tellAgain plans results anew, all for the same minute.
func (d *Dialog) tellAgain(ctx context.Context, again []schedule.Kept, moment, now time.Time) error {
	for _, k := range again {
		desk := d.planning.Desk(k.School)
		t, err := d.timesOf(ctx, schedule.Firing{School: k.School, Plan: k.ID, At: now})
		if err != nil {
			return err
		}
		if !moment.After(now) {
			moment = t.school.Opens(now.Add(2 * time.Minute))
		}
		if _, err := desk.Move(ctx, k.School, k.ID, moment.In(t.school.Zone).Format("2006-01-02 15:04")); err != nil {
			return fmt.Errorf("tell result anew: %w", err)
		}
	}
	return nil
}

// removeParts removes parts of a round; its closing goes last, so that it comes again for what a failure leaves.
func (d *Dialog) removeParts(ctx context.Context, parts []schedule.Kept) error {
	for _, last := range []bool{false, true} {
		for _, k := range parts {
			if (k.What.Pulse.Part == schedule.Closing) != last {
				continue
			}
			if err := d.planning.Desk(k.School).Past.Remove(ctx, k.School, k.ID); err != nil {
				return fmt.Errorf("remove part of round: %w", err)
			}
		}
	}
	return nil
}

// removeTold removes what told whoever planned a pulse why no round opened, at firings before this one.
func (d *Dialog) removeTold(ctx context.Context, f schedule.Firing) error {
	parts, err := d.planning.Desk(f.School).Parts(ctx, f.School, f.Plan)
	if err != nil {
		return err
	}
	var over []schedule.Kept
	for _, k := range parts {
		switch k.What.Pulse.Part {
		case schedule.TooSmall, schedule.FullWeek, schedule.Owed:
			if k.Next.IsZero() && k.What.Pulse.Round != f.ID() {
				over = append(over, k)
			}
		}
	}
	return d.removeParts(ctx, over)
}
