package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"
)

// amendTries is how often a change of a record is tried: of those who change it at once one succeeds each time, and it must not be the same one for ever.
const amendTries = 50

// readSealed returns a record that is kept whole and sealed, or the zero one when there is none.
func readSealed[T any](ctx context.Context, s *Store, from redis.Cmdable, key string) (T, error) {
	var out T
	sealed, err := from.Get(ctx, key).Bytes()
	if missing(err) {
		return out, nil
	}
	if err != nil {
		return out, fmt.Errorf("load record: %w", err)
	}
	data, err := Sealer{s}.Open(sealed, key)
	if err != nil {
		return out, fmt.Errorf("open record: %w", err)
	}
	if err := json.Unmarshal(data, &out); err != nil {
		return out, fmt.Errorf("decode record: %w", err)
	}
	return out, nil
}

// amendSealed changes such a record. Of those who do so at once each gets their way; what alter refuses stays as it was.
func amendSealed[T any](ctx context.Context, s *Store, key string, alter func(*T) error) error {
	change := func(tx *redis.Tx) error {
		record, err := readSealed[T](ctx, s, tx, key)
		if err != nil {
			return err
		}
		if err := alter(&record); err != nil {
			return err
		}
		data, err := json.Marshal(record)
		if err != nil {
			return fmt.Errorf("encode record: %w", err)
		}
		_, err = tx.TxPipelined(ctx, func(p redis.Pipeliner) error { return p.Set(ctx, key, Sealer{s}.Seal(data, key), 0).Err() })
		return err //nolint:wrapcheck // the caller says what it was for
	}
	var err error
	for range amendTries {
		if err = s.client.Watch(ctx, change, key); !errors.Is(err, redis.TxFailedErr) {
			break
		}
	}
	return err //nolint:wrapcheck // as above
}
