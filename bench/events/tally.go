package main

import (
	"errors"
	"fmt"
	"slices"
)

// what is counted in a soak.
type what string

const (
	questionsAsked what = "questions asked"
	answers        what = "answered"
	missed         what = "not answered, though every outcome was known"
	missedUnsure   what = "not answered after an unknown outcome"
	doubled        what = "answered twice, though every outcome was known"
	doubledUnsure  what = "answered twice after an unknown outcome"
	repeats        what = "events repeated by us"
	strangers      what = "events of an unknown kind"
	redelivered    what = "deliveries refused or late, and made again"
	undelivered    what = "events refused four times"
)

type tally map[what]int

func (s *soaking) print(t *trouble, m *meter, memory []float64, complaints []string) {
	for _, w := range []what{questionsAsked, answers, missed, missedUnsure, doubled, doubledUnsure, repeats, strangers, redelivered, undelivered} {
		fmt.Printf("%8d  %s\n", s.count[w], w)
	}
	faults, total := []string{}, 0
	for f, n := range t.drawn {
		total += n
		if f != fine {
			faults = append(faults, fmt.Sprintf("%s %d", f, n))
		}
	}
	slices.Sort(faults)
	fmt.Printf("%8d  calls of the Web API; faults: %v\n", total, faults)
	fmt.Printf("memory, MB resident: %.0f at the start, %.0f at the end; looks: %.0f\n", memory[0], memory[len(memory)-1], memory)
	fmt.Printf("%d workspaces; calls refused because they were too many in a minute: %v\n", s.workspaces, m.refused)
	fmt.Println(len(complaints), "lines in the bot's log, the last of them:")
	for _, c := range complaints[max(0, len(complaints)-3):] {
		fmt.Println(c)
	}
}

// verdict is an error when a question was not answered once.
func (s *soaking) verdict() error {
	if n := s.count[missed] + s.count[missedUnsure] + s.count[doubled] + s.count[doubledUnsure] + s.count[undelivered]; n > 0 {
		return errors.New("soak: some questions were not answered once")
	}
	return nil
}
