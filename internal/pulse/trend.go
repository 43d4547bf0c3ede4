package pulse

import "github.com/baken-bot/baken/internal/content"

// Trend is how a question moved between two points.
type Trend string

// The directions of a trend. NoTrend means that the two cannot be compared.
const (
	NoTrend  Trend = "none"
	AboutAs  Trend = "about the same"
	Better   Trend = "better"
	Worse    Trend = "worse"
	minTrend       = 30
)

// Compare says how a question moved from one result to the next. It reads published numbers only, so it tells nothing that was not told. The good side of a scale
// is a sum of two rounded shares, each up to 5 off, so that two points can seem 20 apart when nothing changed: only 30 or more is called a change. That
// is also more than the noise of a team of ten.
func Compare(before, now Result) Trend {
	q := now.Question
	if before.State != Shown || now.State != Shown || before.Question.ID != q.ID || q.Kind != content.Scale || before.Question.options() != q.options() || before.Question.Positive != q.Positive {
		return NoTrend
	}
	switch diff := now.good() - before.good(); {
	case diff >= minTrend:
		return Better
	case diff <= -minTrend:
		return Worse
	}
	return AboutAs
}

// good is the share of the good side of a scale.
func (r Result) good() Share {
	var sum Share
	for i, s := range r.Shares {
		if high := 2*i >= len(r.Shares); high == (r.Question.Positive == content.High) {
			sum += s
		}
	}
	return sum
}
