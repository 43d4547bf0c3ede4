// Package chart draws the bars of a result as a picture.
//
// It draws what a [pulse.Result] says and nothing else, so that the picture cannot tell more than the text. One colour, with the numbers beside the bars: no colour has a
// meaning. What the picture says in words is for whoever shows it.
package chart

import (
	"fmt"
	"slices"

	"github.com/go-analyze/charts"

	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/pulse"
)

// The size of a picture in pixels: twice what a phone of 360 points shows, so that its letters stay sharp.
const (
	width     = 720
	rowHeight = 80
	margin    = 40
	letters   = 20
)

// full is the end of the scale. Every picture has the same, so that two can be laid side by side.
const full = 100

// Draw returns a PNG of a result in a language, or nil when it has no numbers to draw: less than its threshold, a direction, or a word in the place of a number.
func Draw(r pulse.Result, lang content.Lang) ([]byte, error) {
	if r.State != pulse.Shown {
		return nil, nil
	}
	var values []float64
	for _, s := range r.Shares {
		if s < 0 {
			return nil, nil
		}
		values = append(values, float64(s))
	}
	p := charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputPNG, Width: width, Height: rowHeight*len(values) + margin})
	labels := slices.Clone(r.Question.Wording[lang].Options[:len(values)])
	// The library draws from the bottom up; a reader compares with the text, which begins at the top.
	slices.Reverse(values)
	slices.Reverse(labels)
	if err := p.BarChart(bars(values, labels)); err != nil {
		return nil, fmt.Errorf("draw bars: %w", err)
	}
	png, err := p.Bytes()
	if err != nil {
		return nil, fmt.Errorf("draw bars: %w", err)
	}
	return png, nil
}

func bars(values []float64, labels []string) charts.BarChartOption {
	o := charts.NewBarChartOptionWithData([][]float64{values})
	o.Horizontal, o.Padding = true, charts.NewBoxEqual(margin/2)
	o.Theme = charts.GetTheme(charts.ThemeLight).WithSeriesColors([]charts.Color{charts.ColorFromHex("#0b6e6e")})
	o.CategoryAxis.Labels, o.CategoryAxis.LabelFontStyle.FontSize = labels, letters
	o.ValueAxis = []charts.ValueAxisOption{{Show: charts.Ptr(false), Min: charts.Ptr(0.0), Max: charts.Ptr(float64(full))}}
	for i := range o.SeriesList {
		l := &o.SeriesList[i].Label
		l.Show, l.FontStyle.FontSize = charts.Ptr(true), letters
		l.ValueFormatter = func(f float64) string { return fmt.Sprintf("%.0f %%", f) }
	}
	return o
}
