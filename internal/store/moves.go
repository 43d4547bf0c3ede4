package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/pulse"
	"github.com/baken-bot/baken/internal/transfer"
)

// Moves takes a school out of the store as one piece, and puts it into another. It overwrites nothing but the school's times.
type Moves struct {
	Book
	Rounds
}

// NewMoves returns the moves of all schools; those that have set nothing have the default of c.
func NewMoves(c Calendars) Moves { return Moves{NewBook(c), Rounds{c.Store}} }

// Load returns a school. Results are read before the rosters, so that no result is without them.
func (m Moves) Load(ctx context.Context, school chat.School) (transfer.School, error) {
	var out transfer.School
	var err error
	if out.Settings, err = m.Settings(ctx, school); err != nil {
		return out, err
	}
	if out.Pause, err = m.Pause(ctx, school); err != nil {
		return out, err
	}
	if out.Thresholds, err = m.Thresholds(ctx, pulse.School(school)); err != nil {
		return out, err
	}
	if out.Teams, err = m.teams().Teams(ctx, school); err != nil {
		return out, err
	}
	if out.Plans, err = m.plans(ctx, school); err != nil {
		return out, err
	}
	if out.Results, err = m.Snapshots(ctx, pulse.School(school)); err != nil {
		return out, err
	}
	out.Rosters, err = m.rosters(ctx, school)
	return out, err
}

func (m Moves) teams() Teams { return Teams{m.Store} }

// Has reports whether anything that moves is kept of a school.
func (m Moves) Has(ctx context.Context, school chat.School) (bool, error) {
	key := func(name string) string { return m.schoolKey(school, name) }
	in := pulse.School(school)
	n, err := m.client.Exists(ctx, key("settings"), key("pause"), key("plans"), m.thresholdsKey(in), m.resultsKey(in), m.rostersKey(in)).Result()
	if err != nil {
		return false, fmt.Errorf("look for school: %w", err)
	}
	return n > 0, nil
}

func (m Moves) plans(ctx context.Context, school chat.School) ([]transfer.Planned, error) {
	all, err := m.List(ctx, school)
	if err != nil {
		return nil, err
	}
	turns, err := m.client.HGetAll(ctx, m.turnsKey(school)).Result()
	if err != nil {
		return nil, fmt.Errorf("list turns: %w", err)
	}
	var out []transfer.Planned
	for _, k := range all {
		n := 0
		if text, ok := turns[string(k.ID)]; ok {
			if n, err = strconv.Atoi(text); err != nil {
				return nil, fmt.Errorf("read turns of plan %s: %w", k.ID, err)
			}
		}
		out = append(out, transfer.Planned{Plan: k.Plan, Turns: n})
	}
	return out, nil
}

// rosters returns who was invited to what was shown, sealed, or nothing when the school has never begun a pulse.
func (m Moves) rosters(ctx context.Context, school chat.School) ([]byte, error) {
	in := pulse.School(school)
	begun, err := m.client.Exists(ctx, m.marksKey(in)).Result()
	if err != nil {
		return nil, fmt.Errorf("look for rosters: %w", err)
	}
	if begun == 0 {
		return nil, nil
	}
	mark, err := m.marks(ctx, in)
	if err != nil {
		return nil, err
	}
	kept, err := m.client.Get(ctx, m.rostersKey(in)).Result()
	if err != nil && !missing(err) {
		return nil, fmt.Errorf("read rosters: %w", err)
	}
	history, _, err := decodeHistory(kept)
	if err != nil {
		return nil, err
	}
	return m.pack(school, travelling{mark, history})
}

// Moved is what a move changed.
type Moved struct {
	Settings, Thresholds, Pause bool
	// Teams, Plans and Results are how many are new; Old results are past their lifetime and not kept any more.
	Teams, Plans, Results, Old int
}

// Save puts a school in. When anything of it stands in the way of what is kept, it returns every such thing and nothing is changed. It goes on where one that failed
// halfway stopped, and a second time changes nothing. What keeps messages from going out comes before what sends them.
func (m Moves) Save(ctx context.Context, school chat.School, s transfer.School, now time.Time) (Moved, error) {
	here, err := m.Load(ctx, school)
	if err != nil {
		return Moved{}, err
	}
	move, err := m.compare(school, here, s, now)
	if err != nil {
		return Moved{}, err
	}
	return move.done, m.carry(ctx, school, move)
}

func (m Moves) carry(ctx context.Context, school chat.School, o move) error {
	if o.done.Settings {
		if err := m.SaveSettings(ctx, school, o.to.Settings); err != nil {
			return err
		}
	}
	if o.done.Thresholds {
		if err := m.Raise(ctx, pulse.School(school), o.to.Thresholds); err != nil {
			return err
		}
	}
	if o.done.Pause {
		if err := m.SavePause(ctx, school, o.to.Pause); err != nil {
			return err
		}
	}
	if o.rosters {
		if err := m.saveResults(ctx, school, o); err != nil {
			return err
		}
	}
	return m.carryPlans(ctx, school, o)
}

// carryPlans keeps teams and plans.
func (m Moves) carryPlans(ctx context.Context, school chat.School, o move) error {
	if o.done.Teams > 0 {
		// Before the plans that are for them.
		if err := m.teams().AmendTeams(ctx, school, o.teams.into); err != nil {
			return err
		}
	}
	for _, k := range o.schedule {
		// The count comes first: a plan that fires in between goes on where it was.
		if err := m.client.HSet(ctx, m.turnsKey(school), string(k.ID), o.turns[k.ID]).Err(); err != nil {
			return fmt.Errorf("save turns: %w", err)
		}
		if err := m.Put(ctx, k); err != nil {
			return err
		}
	}
	return m.lookNow(ctx, school)
}

// saveResults keeps results and rosters in one step, if there are still none.
func (m Moves) saveResults(ctx context.Context, school chat.School, o move) error {
	in := pulse.School(school)
	kept, err := encodeHistory(o.came.History, 1)
	if err != nil {
		return err
	}
	place := m.marksKey(in)
	save := func(tx *redis.Tx) error {
		if n, err := tx.Exists(ctx, m.rostersKey(in), m.resultsKey(in), place).Result(); err != nil || n > 0 {
			return errors.Join(err, errBusy)
		}
		_, err := tx.TxPipelined(ctx, func(p redis.Pipeliner) error {
			p.Set(ctx, place, Sealer(m.Rounds).Seal(o.came.Marks, place), 0)
			p.Set(ctx, m.rostersKey(in), kept, 0)
			for i, r := range o.to.Results {
				data, err := json.Marshal(r)
				if err != nil {
					return fmt.Errorf("encode result: %w", err)
				}
				id := m.roundID(pulse.Ref{School: in, Round: r.Round})
				p.Set(ctx, m.resultKey(in, id), data, o.lives[i])
				p.SAdd(ctx, m.resultsKey(in), id)
			}
			return nil
		})
		return err //nolint:wrapcheck // the caller says what it was for
	}
	if err := m.client.Watch(ctx, save, m.rostersKey(in), m.resultsKey(in), place); err != nil {
		return fmt.Errorf("save results: %w", err)
	}
	return nil
}
