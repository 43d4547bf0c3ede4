package store

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/pulse"
)

// Rounds fills [pulse.Rounds], [pulse.Ledger] and [pulse.Archive].
type Rounds struct{ *Store }

// How long things about rounds live. A round that nobody closes takes its key with it a week after it should have closed. Results last a school year and
// its summer.
const (
	roundGrace = 7 * 24 * time.Hour
	roundFor   = 60*24*time.Hour + roundGrace
	resultsFor = 400 * 24 * time.Hour
)

// fillAtOnce is how many tokens one script adds, so that no other command waits long.
const fillAtOnce = 2000

// roundID names a round in keys. Taps come in rows on one round, so that the last name is kept.
func (r Rounds) roundID(ref pulse.Ref) string {
	if last := r.named.Load(); last != nil && last.ref == ref {
		return last.id
	}
	id := r.hidden("round", string(ref.School), ref.Round)
	r.named.Store(&named{ref, id})
	return id
}

// named is a round and its name in keys.
type named struct {
	ref pulse.Ref
	id  string
}

func (r Rounds) roundKeys(ref pulse.Ref) (round, counts, ledger, invited string) {
	id := r.roundID(ref)
	key := func(kind string) string { return r.schoolKey(chat.School(ref.School), kind, id) }
	return key("round"), key("counts"), key("ledger"), key("invited")
}

func (r Rounds) roundKey(ref pulse.Ref) string {
	return r.schoolKey(chat.School(ref.School), "round", r.roundID(ref))
}

func (r Rounds) resultKey(school pulse.School, id string) string {
	return r.schoolKey(chat.School(school), "result", id)
}

func (r Rounds) resultsKey(school pulse.School) string {
	return r.schoolKey(chat.School(school), "pulse", "results")
}

func (r Rounds) rostersKey(school pulse.School) string {
	return r.schoolKey(chat.School(school), "pulse", "rosters")
}

// Open starts a round. Only the last of its steps opens it, and each does nothing a second time, so that a replica can finish what another began.
func (r Rounds) Open(ctx context.Context, o pulse.Opening) error {
	round := o.Round()
	life := round.Closes.Sub(round.Opens) + roundGrace
	if life > roundFor {
		return fmt.Errorf("open round: it lasts longer than %d days", int((roundFor-roundGrace).Hours()/24))
	}
	key, state, err := r.begin(ctx, round, life)
	if err != nil || state == "open" || state == "closing" {
		return err
	}
	mark, err := r.marks(ctx, round.School)
	if err != nil {
		return err
	}
	roundKey, counts, ledger, invited := r.roundKeys(round.Ref)
	list := make([]string, 0, len(o.People()))
	for _, who := range o.People() {
		list = append(list, mark.of(who))
	}
	if err := r.fill(ctx, []string{roundKey, ledger, invited}, life, o.Tokens(key), list); err != nil {
		return err
	}
	args := []any{life.Milliseconds()}
	for _, q := range round.Questions {
		args = append(args, q.Counters())
	}
	if err := startRound().Run(ctx, r.client, []string{roundKey, counts}, args...).Err(); err != nil {
		return fmt.Errorf("open round: %w", err)
	}
	return nil
}

func (r Rounds) begin(ctx context.Context, round pulse.Round, life time.Duration) (pulse.Key, string, error) {
	definition, err := json.Marshal(round)
	if err != nil {
		return nil, "", fmt.Errorf("encode round: %w", err)
	}
	half := make([]byte, 32)
	rand.Read(half)
	args := []any{hex.EncodeToString(half), definition, life.Milliseconds()}
	for _, q := range round.Questions {
		args = append(args, string(q.Kind))
	}
	roundKey := r.roundKey(round.Ref)
	got, err := beginRound().Run(ctx, r.client, []string{roundKey, r.resultKey(round.School, r.roundID(round.Ref))}, args...).StringSlice()
	switch {
	case missing(err):
		return nil, "", pulse.ErrClosed
	case err != nil:
		return nil, "", fmt.Errorf("begin round: %w", err)
	case len(got) != 2:
		return nil, "", errors.New("begin round: unexpected answer")
	}
	return r.whole(round.Ref, got[1]), got[0], nil
}

// whole makes a round's key of the half in the store and SECRET_KEY. Whoever reads the store or its files alone has no key.
func (r Rounds) whole(ref pulse.Ref, half string) pulse.Key {
	mac := hmac.New(sha256.New, r.key)
	fmt.Fprintf(mac, "round key %d:%s %d:%s %s", len(ref.School), ref.School, len(ref.Round), ref.Round, half)
	return mac.Sum(nil)
}

func (r Rounds) fill(ctx context.Context, keys []string, life time.Duration, tokens []pulse.Token, marks []string) error {
	slices.Sort(marks)
	for len(tokens) > 0 || len(marks) > 0 {
		t := min(fillAtOnce, len(tokens))
		m := min(fillAtOnce-t, len(marks))
		args := []any{life.Milliseconds(), t}
		for _, token := range tokens[:t] {
			args = append(args, string(token))
		}
		for _, mark := range marks[:m] {
			args = append(args, mark)
		}
		if err := fillRound().Run(ctx, r.client, keys, args...).Err(); err != nil {
			return fmt.Errorf("fill round: %w", err)
		}
		tokens, marks = tokens[t:], marks[m:]
	}
	return nil
}

// Key returns the key of an open round. Taps that come at the same moment share one reading of it.
func (r Rounds) Key(ctx context.Context, ref pulse.Ref) (pulse.Key, error) {
	key := r.roundKey(ref)
	half, err := r.reading.get(ctx, key, func(ctx context.Context) (string, error) { return r.client.HGet(ctx, key, "key").Result() })
	if missing(err) {
		return nil, pulse.ErrClosed
	}
	if err != nil {
		return nil, fmt.Errorf("read round: %w", err)
	}
	return r.whole(ref, half), nil
}

// Vote counts a ballot in one call.
func (r Rounds) Vote(ctx context.Context, b pulse.Ballot) error {
	round, counts, ledger, _ := r.roundKeys(b.Ref)
	args := []any{string(b.Token), b.Question}
	for _, option := range b.Options {
		args = append(args, option)
	}
	answer, err := r.scripts.castVote.Run(ctx, r.client, []string{round, ledger, counts}, args...).Int()
	switch {
	case err != nil:
		return fmt.Errorf("count vote: %w", err)
	case answer == voteCounted:
		return nil
	case answer == voteClosed:
		return pulse.ErrClosed
	case answer == voteNotInvited:
		return pulse.ErrNotInvited
	case answer == voteAgain:
		return pulse.ErrVoted
	case answer == voteNoOption:
		return pulse.ErrNoSuchOption
	}
	return fmt.Errorf("count vote: unexpected answer %d", answer)
}

// Voted reports which tokens have voted.
func (r Rounds) Voted(ctx context.Context, ref pulse.Ref, tokens []pulse.Token) ([]bool, error) {
	_, _, ledger, _ := r.roundKeys(ref)
	out := make([]bool, 0, len(tokens))
	for part := range slices.Chunk(tokens, fillAtOnce) {
		fields := make([]string, len(part))
		for i, t := range part {
			fields[i] = string(t)
		}
		got, err := r.client.HMGet(ctx, ledger, fields...).Result()
		if err != nil {
			return nil, fmt.Errorf("read ledger: %w", err)
		}
		for _, mark := range got {
			// Who is not invited has nothing left to answer.
			out = append(out, mark != "0")
		}
	}
	return out, nil
}

// Round returns an open round. Taps that come at the same moment share one reading of it.
func (r Rounds) Round(ctx context.Context, ref pulse.Ref) (pulse.Round, error) {
	key := r.roundKey(ref)
	return r.rounds.get(ctx, key, func(ctx context.Context) (pulse.Round, error) { return r.round(ctx, key) })
}

func (r Rounds) round(ctx context.Context, key string) (pulse.Round, error) {
	got, err := r.client.HMGet(ctx, key, "state", "definition").Result()
	if err != nil {
		return pulse.Round{}, fmt.Errorf("read round: %w", err)
	}
	definition, ok := got[1].(string)
	if got[0] != "open" || !ok {
		return pulse.Round{}, pulse.ErrClosed
	}
	return decodeRound(definition)
}

func decodeRound(definition string) (pulse.Round, error) {
	var round pulse.Round
	if err := json.Unmarshal([]byte(definition), &round); err != nil {
		return round, fmt.Errorf("decode round: %w", err)
	}
	return round, nil
}

// Snapshots returns the results of a school, the oldest first, and drops the names of those whose lifetime is over.
func (r Rounds) Snapshots(ctx context.Context, school pulse.School) ([]pulse.Snapshot, error) {
	ids, err := r.client.SMembers(ctx, r.resultsKey(school)).Result()
	if err != nil {
		return nil, fmt.Errorf("list results: %w", err)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	keys := make([]string, len(ids))
	for i, id := range ids {
		keys[i] = r.resultKey(school, id)
	}
	kept, err := r.client.MGet(ctx, keys...).Result()
	if err != nil {
		return nil, fmt.Errorf("read results: %w", err)
	}
	var out []pulse.Snapshot
	var gone []any
	for i, value := range kept {
		text, ok := value.(string)
		if !ok {
			gone = append(gone, ids[i])
			continue
		}
		s, err := decodeSnapshot(text)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	if len(gone) > 0 {
		if err := r.client.SRem(ctx, r.resultsKey(school), gone...).Err(); err != nil {
			return nil, fmt.Errorf("drop results: %w", err)
		}
	}
	slices.SortFunc(out, pulse.ByDay)
	return out, nil
}

func decodeSnapshot(text string) (pulse.Snapshot, error) {
	var s pulse.Snapshot
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return s, fmt.Errorf("decode result: %w", err)
	}
	return s, nil
}

// counted reads what stopRound read: fields q and q:o, each with a number.
func counted(round pulse.Round, pairs []any) (pulse.Tally, error) {
	fields := map[string]int{}
	for i := 0; i+1 < len(pairs); i += 2 {
		field, _ := pairs[i].(string)
		text, _ := pairs[i+1].(string)
		n, err := strconv.Atoi(text)
		if err != nil {
			return nil, fmt.Errorf("read counter: %w", err)
		}
		fields[field] = n
	}
	tally := make(pulse.Tally, len(round.Questions))
	for q, question := range round.Questions {
		tally[q] = pulse.Count{Voters: fields[strconv.Itoa(q)], Options: make([]int, question.Counters())}
		for o := range tally[q].Options {
			tally[q].Options[o] = fields[fmt.Sprintf("%d:%d", q, o)]
		}
	}
	return tally, nil
}
