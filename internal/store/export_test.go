package store

import (
	"github.com/redis/go-redis/v9"

	"github.com/baken-bot/baken/internal/pulse"
)

// CastVote is the script that a vote runs, for the benchmark that runs it bare.
func CastVote() *redis.Script { return castVote() }

// VoteKeys are the keys it runs on.
func (r Rounds) VoteKeys(ref pulse.Ref) []string {
	round, counts, ledger, _ := r.roundKeys(ref)
	return []string{round, ledger, counts}
}
