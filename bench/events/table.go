package main

import (
	"fmt"
	"slices"
)

// middle is the median.
func middle(xs []float64) float64 {
	if len(xs) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(xs))
	return sorted[len(sorted)/2]
}

func spread(xs []float64, digits int) string {
	if len(xs) == 0 {
		return "-"
	}
	return fmt.Sprintf("%.*f / %.*f / %.*f", digits, slices.Min(xs), digits, middle(xs), digits, slices.Max(xs))
}

func printTable(bot, base *side, same []float64) error {
	row := func(name string, b, p []float64, digits int, aim string) {
		fmt.Printf("%-40s %-24s %-24s %6.2f  %s\n", name, spread(b, digits), spread(p, digits), middle(b)/middle(p), aim)
	}
	fmt.Printf("%-40s %-24s %-24s %6s  %s\n", "min / median / max of the rounds", "bot", "baseline", "ratio", "aim")
	row("events a second at saturation", bot.rate, base.rate, 0, "at least 0.5")
	row("p50 from event to posted reply, ms", bot.p50, base.p50, 1, "")
	row("p99 at saturation, ms", bot.p99, base.p99, 1, "")
	row("p99, each at half of its own, ms", bot.half, base.half, 2, "under 2")
	row("p99, both at half of the bot's, ms", bot.half, same, 2, "under 2")
	row("CPU of the process an event, µs", bot.cpu, base.cpu, 0, "")
	for _, s := range []*side{bot, base} {
		mb, err := s.resident()
		if err != nil {
			return err
		}
		fmt.Printf("%s: %.0f MB resident after %d answers, %d events without one", s.name, mb, s.answered, s.failed)
		if s.firstErr != nil {
			fmt.Printf(" (the first: %v)", s.firstErr)
		}
		fmt.Println()
	}
	return nil
}
