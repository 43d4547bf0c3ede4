package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/pulse"
)

func (r Rounds) thresholdsKey(school pulse.School) string {
	return r.schoolKey(chat.School(school), "thresholds")
}

// Thresholds returns those of a school; the floors when it has raised none.
func (r Rounds) Thresholds(ctx context.Context, school pulse.School) (pulse.Thresholds, error) {
	return r.thresholds(ctx, r.client, school)
}

func (r Rounds) thresholds(ctx context.Context, from redis.Cmdable, school pulse.School) (pulse.Thresholds, error) {
	var t pulse.Thresholds
	text, err := from.Get(ctx, r.thresholdsKey(school)).Bytes()
	if missing(err) {
		return t, nil
	}
	if err != nil {
		return t, fmt.Errorf("load thresholds: %w", err)
	}
	return t, t.UnmarshalText(text)
}

// Raise sets the thresholds of a school. Lower ones than it has are refused, whoever else raises them meanwhile.
func (r Rounds) Raise(ctx context.Context, school pulse.School, to pulse.Thresholds) error {
	key := r.thresholdsKey(school)
	raise := func(tx *redis.Tx) error {
		now, err := r.thresholds(ctx, tx, school)
		if err != nil {
			return err
		}
		raised, err := now.Raise(to.Invited(), to.Answers())
		if err != nil || raised == now {
			return err
		}
		text, err := raised.MarshalText()
		if err != nil {
			return fmt.Errorf("write thresholds: %w", err)
		}
		_, err = tx.TxPipelined(ctx, func(p redis.Pipeliner) error { return p.Set(ctx, key, text, 0).Err() })
		return err //nolint:wrapcheck // the caller says what it was for
	}
	var err error
	for range changeTries {
		if err = r.client.Watch(ctx, raise, key); !errors.Is(err, redis.TxFailedErr) {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("save thresholds: %w", err)
	}
	return nil
}
