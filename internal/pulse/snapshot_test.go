package pulse_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/pulse"
)

func TestEverySnapshotThatIsMadePassesItsCheck(t *testing.T) {
	lib, err := content.Load(content.Embedded(), nil)
	if err != nil {
		t.Fatal(err)
	}
	closes := time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC)
	r := rand.New(rand.NewPCG(1, 1))
	for _, b := range lib.Bank(content.Dutch).Questions {
		q, err := pulse.FromBank(lib, b.ID)
		if err != nil {
			t.Fatal(err)
		}
		for voters := range 24 {
			c := pulse.Count{Voters: voters, Options: make([]int, q.Counters())}
			for range voters {
				c.Options[r.IntN(q.Counters())]++
			}
			round := pulse.Round{Ref: pulse.Ref{School: "s", Round: "r"}, Pulse: "p", Questions: []pulse.Question{q}, Opens: closes.AddDate(0, 0, -6), Closes: closes, Invited: 24}
			s, _ := pulse.Disclose(pulse.Closing{Round: round, Tally: pulse.Tally{c}})
			if err := s.Check(closes.Add(time.Hour)); err != nil {
				t.Fatalf("%s, %d voters: %v in %+v", b.ID, voters, err, s)
			}
		}
	}
}
