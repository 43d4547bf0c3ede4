package store

import (
	"context"
	"fmt"
	"strconv"
	"time"
)

// Vectors keeps what embeddings made of the library. It holds nothing of a school's people, so that all schools share it.
type Vectors struct{ *Store }

// How long a part is kept after it was last looked for, and how long one replica may take to compute it.
const (
	vectorsFor   = 90 * 24 * time.Hour
	vectorsLease = time.Minute
)

// inHand stands for a part while it is computed. Kept parts are marked as such, so that no vector can look like it.
const (
	inHand = "?"
	isKept = "="
)

func vectorsKey(set string, part int) string { return "vectors:" + set + ":" + strconv.Itoa(part) }

// Load reports false when the part is not kept, and starts its lifetime anew when it is.
func (v Vectors) Load(ctx context.Context, set string, part int) ([]byte, bool, error) {
	data, err := v.client.Get(ctx, vectorsKey(set, part)).Bytes()
	if missing(err) || err == nil && (len(data) == 0 || string(data[:1]) != isKept) {
		return nil, false, nil
	}
	if err == nil {
		err = v.client.Expire(ctx, vectorsKey(set, part), vectorsFor).Err()
	}
	if err != nil {
		return nil, false, fmt.Errorf("load vectors: %w", err)
	}
	return data[1:], true, nil
}

// Take reports whether the caller may compute a part that is not kept, and if so holds it for a lease.
func (v Vectors) Take(ctx context.Context, set string, part int) (bool, error) {
	mine, err := v.client.SetNX(ctx, vectorsKey(set, part), inHand, vectorsLease).Result()
	if err != nil {
		return false, fmt.Errorf("take vectors: %w", err)
	}
	return mine, nil
}

// Save keeps a part.
func (v Vectors) Save(ctx context.Context, set string, part int, data []byte) error {
	if err := v.client.Set(ctx, vectorsKey(set, part), isKept+string(data), vectorsFor).Err(); err != nil {
		return fmt.Errorf("save vectors: %w", err)
	}
	return nil
}
