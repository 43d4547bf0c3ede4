package store

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/baken-bot/baken/internal/pulse"
)

// closeTries is how often a result is made anew because another round of the school closed meanwhile.
const closeTries = 20

// errBusy means that the history of a school kept changing.
var errBusy = errors.New("other rounds of the school close at the same time")

// Close freezes a round. Its first step stops the votes, so that whoever goes on after a failure finds the same counts and makes the same result.
func (r Rounds) Close(ctx context.Context, ref pulse.Ref, freeze pulse.Freeze) (pulse.Closed, error) {
	for range closeTries {
		c, version, err := r.stop(ctx, ref)
		if errors.Is(err, pulse.ErrClosed) {
			return r.closed(ctx, ref)
		}
		if err != nil {
			return pulse.Closed{}, err
		}
		snapshot, history := freeze(c)
		switch done, err := r.finish(ctx, ref, snapshot, version, history); {
		case err != nil:
			return pulse.Closed{}, err
		case done != 0:
			return r.closed(ctx, ref)
		}
	}
	return pulse.Closed{}, fmt.Errorf("close round: %w", errBusy)
}

func (r Rounds) stop(ctx context.Context, ref pulse.Ref) (pulse.Closing, int, error) {
	var c pulse.Closing
	round, counts, _, invited := r.roundKeys(ref)
	got, err := stopRound().Run(ctx, r.client, []string{round, counts, invited, r.rostersKey(ref.School)}).Slice()
	if missing(err) {
		return c, 0, pulse.ErrClosed
	}
	if err != nil {
		return c, 0, fmt.Errorf("stop round: %w", err)
	}
	if len(got) != 4 {
		return c, 0, errors.New("stop round: unexpected answer")
	}
	definition, _ := got[0].(string)
	pairs, _ := got[1].([]any)
	marks, _ := got[2].([]any)
	kept, _ := got[3].(string)
	if c.Round, err = decodeRound(definition); err != nil {
		return c, 0, err
	}
	if c.Tally, err = counted(c.Round, pairs); err != nil {
		return c, 0, err
	}
	list := make([]string, len(marks))
	for i, mark := range marks {
		list[i], _ = mark.(string)
	}
	c.Roster = pulse.NewRoster(list)
	var version int
	c.History, version, err = decodeHistory(kept)
	return c, version, err
}

// finish returns 1, 0 when the history changed meanwhile, or -1 when somebody else closed the round.
func (r Rounds) finish(ctx context.Context, ref pulse.Ref, s pulse.Snapshot, version int, h pulse.History) (int, error) {
	result, err := json.Marshal(s)
	if err != nil {
		return 0, fmt.Errorf("encode result: %w", err)
	}
	kept, err := encodeHistory(h, version+1)
	if err != nil {
		return 0, err
	}
	id := r.roundID(ref)
	round, counts, ledger, invited := r.roundKeys(ref)
	keys := []string{
		round, counts, ledger, invited, r.resultKey(ref.School, id), r.rostersKey(ref.School), r.unsweptKey(ref.School), r.resultsKey(ref.School),
	}
	done, err := closeRound().Run(ctx, r.client, keys, id, result, resultsFor.Milliseconds(), version, kept).Int()
	if err != nil {
		return 0, fmt.Errorf("close round: %w", err)
	}
	return done, nil
}

// closed returns what a closed round left, and asks for its traces to be erased if nobody could yet.
func (r Rounds) closed(ctx context.Context, ref pulse.Ref) (pulse.Closed, error) {
	text, err := r.client.Get(ctx, r.resultKey(ref.School, r.roundID(ref))).Result()
	if missing(err) {
		return pulse.Closed{}, pulse.ErrClosed
	}
	if err != nil {
		return pulse.Closed{}, fmt.Errorf("read result: %w", err)
	}
	var out pulse.Closed
	if out.Snapshot, err = decodeSnapshot(text); err != nil {
		return pulse.Closed{}, err
	}
	out.Traces, err = r.Sweep(ctx, ref.School)
	return out, err
}

// Forget puts a mark of nobody in the place of a person's in all that was shown.
func (r Rounds) Forget(ctx context.Context, school pulse.School, who pulse.Person) error {
	nobody := make([]byte, 16)
	rand.Read(nobody)
	for range closeTries {
		kept, err := r.client.Get(ctx, r.rostersKey(school)).Result()
		if missing(err) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read rosters: %w", err)
		}
		h, version, err := decodeHistory(kept)
		if err != nil {
			return err
		}
		mark, err := r.marks(ctx, school)
		if err != nil {
			return err
		}
		kept, err = encodeHistory(h.Forget(mark.of(who), base64.RawURLEncoding.EncodeToString(nobody)), version+1)
		if err != nil {
			return err
		}
		done, err := replaceHistory().Run(ctx, r.client, []string{r.rostersKey(school)}, version, kept).Int()
		if err != nil {
			return fmt.Errorf("save rosters: %w", err)
		}
		if done == 1 {
			return nil
		}
	}
	return fmt.Errorf("forget person in rosters: %w", errBusy)
}

// Uninvite puts a mark of nobody in the place of a person's among the invited of an open round, so that the person is not in what closing keeps of them. What the round needs to
// keep somebody from answering twice goes with its key.
func (r Rounds) Uninvite(ctx context.Context, ref pulse.Ref, who pulse.Person) error {
	mark, err := r.marks(ctx, ref.School)
	if err != nil {
		return err
	}
	nobody := make([]byte, 16)
	rand.Read(nobody)
	_, _, _, invited := r.roundKeys(ref)
	if err := replaceMark().Run(ctx, r.client, []string{invited}, mark.of(who), base64.RawURLEncoding.EncodeToString(nobody)).Err(); err != nil {
		return fmt.Errorf("forget person in round: %w", err)
	}
	return nil
}

// encodeHistory writes a version and the history, so that a script can compare the one without reading the other.
func encodeHistory(h pulse.History, version int) (string, error) {
	text, err := json.Marshal(h)
	if err != nil {
		return "", fmt.Errorf("encode rosters: %w", err)
	}
	return strconv.Itoa(version) + " " + string(text), nil
}

func decodeHistory(kept string) (pulse.History, int, error) {
	var h pulse.History
	if kept == "" {
		return h, 0, nil
	}
	number, text, _ := strings.Cut(kept, " ")
	version, err := strconv.Atoi(number)
	if err != nil {
		return h, 0, fmt.Errorf("decode rosters: %w", err)
	}
	if err := json.Unmarshal([]byte(text), &h); err != nil {
		return h, 0, fmt.Errorf("decode rosters: %w", err)
	}
	return h, version, nil
}
