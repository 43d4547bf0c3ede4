package store_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/baken-bot/baken/internal/pulse"
	"github.com/baken-bot/baken/internal/store"
)

// voters is how many people vote at the same time.
const voters = 32

// BenchmarkVote is a vote as the bot casts it: the key is read, the token made, the script run.
func BenchmarkVote(b *testing.B) {
	e := electorate(b)
	e.each(b, func(i int) error { return e.pulse.Vote(b.Context(), e.round.Ref, e.people[i], 0, i%4) })
}

// BenchmarkBareScript is the script alone, with tokens made beforehand.
func BenchmarkBareScript(b *testing.B) {
	e := electorate(b)
	rounds, script := store.Rounds{Store: e.store}, store.CastVote()
	key, err := rounds.Key(b.Context(), e.round.Ref)
	must(b, err)
	keys, tokens := rounds.VoteKeys(e.round.Ref), make([]string, len(e.people))
	for i := range tokens {
		tokens[i] = string(key.Token(e.people[i], 0))
	}
	must(b, script.Load(b.Context(), e.store.Connection()).Err())
	e.each(b, func(i int) error {
		return e.store.Connection().EvalSha(b.Context(), script.Hash(), keys, tokens[i], 0, i%4).Err()
	})
}

// election is an open round with as many people as the benchmark has turns.
type election struct {
	pulse  pulse.Pulse
	round  pulse.Round
	people []pulse.Person
	store  *store.Store
}

func electorate(b *testing.B) election {
	s, err := store.Open(b.Context(), store.Options{DataDir: b.TempDir(), SecretKey: strings.Repeat("k", 32)})
	must(b, err)
	b.Cleanup(func() { must(b, s.Close()) })
	e := election{pulse: house(s), round: asked("r1"), people: make([]pulse.Person, max(b.N, pulse.MinInvited)), store: s}
	for i := range e.people {
		e.people[i] = pulse.Person(fmt.Sprint("test/", i))
	}
	e.round.Questions = e.round.Questions[:1]
	must(b, e.pulse.Open(b.Context(), e.round, e.people))
	return e
}

// each lets everybody vote once, many at a time.
func (e election) each(b *testing.B, vote func(i int) error) {
	var next atomic.Int64
	b.SetParallelism(voters)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := vote(int(next.Add(1) - 1)); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "votes/s")
}

// BenchmarkClose closes rounds of 100,000 invited.
func BenchmarkClose(b *testing.B) {
	s, err := store.Open(b.Context(), store.Options{DataDir: b.TempDir(), SecretKey: strings.Repeat("k", 32)})
	must(b, err)
	b.Cleanup(func() { must(b, s.Close()) })
	p, people := house(s), make([]pulse.Person, 100_000)
	for i := range people {
		people[i] = pulse.Person(fmt.Sprint("test/", i))
	}
	for i := range b.N {
		b.StopTimer()
		r := asked(fmt.Sprint("r", i))
		r.Questions = r.Questions[:1]
		must(b, p.Open(b.Context(), r, people))
		for n := range 20 {
			must(b, p.Vote(b.Context(), r.Ref, people[n], 0, n%4))
		}
		b.StartTimer()
		_, err := p.Close(b.Context(), r.Ref)
		must(b, err)
	}
}
