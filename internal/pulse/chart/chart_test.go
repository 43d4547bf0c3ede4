package chart_test

import (
	"bytes"
	"image"
	"image/png"
	"testing"

	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/pulse"
	"github.com/baken-bot/baken/internal/pulse/chart"
)

func result(shares ...pulse.Share) pulse.Result {
	q := pulse.Question{ID: "calm", Kind: content.Scale, Wording: map[content.Lang]pulse.Wording{
		content.Dutch: {Text: "Ik kon deze week rustig blijven.", Options: []string{"Bijna nooit", "Soms", "Vaak", "Bijna altijd", "Niet van toepassing"}},
	}}
	return pulse.Result{Question: q, State: pulse.Shown, Shares: shares}
}

// lengths is the longest run of the bars' colour in each row of the picture that has a bar, one number a bar.
func lengths(t *testing.T, data []byte) []int {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	var out []int
	inside := false
	for y := range img.Bounds().Dy() {
		n := teal(img, y)
		if n > 20 && !inside {
			out = append(out, n)
		}
		inside = n > 20
	}
	return out
}

func teal(img image.Image, y int) int {
	n := 0
	for x := range img.Bounds().Dx() {
		if r, g, b, _ := img.At(x, y).RGBA(); r>>8 < 0x40 && g>>8 > 0x50 && b>>8 > 0x50 {
			n++
		}
	}
	return n
}

func TestABarIsAsLongAsItsShareOnAScaleThatBeginsAtNothing(t *testing.T) {
	data, err := chart.Draw(result(10, 30, 40, 20), content.Dutch)
	if err != nil {
		t.Fatal(err)
	}
	got := lengths(t, data)
	if len(got) != 4 {
		t.Fatalf("bars of %v pixels", got)
	}
	seen := map[int]bool{}
	for _, n := range got {
		seen[(n*40+max(got[0], got[1], got[2], got[3])/2)/max(got[0], got[1], got[2], got[3])/10*10] = true
	}
	for _, share := range []int{10, 20, 30, 40} {
		if !seen[share] {
			t.Errorf("bars of %v pixels: none shows %d", got, share)
		}
	}
	if got[0] >= got[1] || got[1] >= got[2] || got[2] <= got[3] {
		t.Errorf("bars of %v pixels are not in the order of the options", got)
	}
	if len(data) > 60<<10 {
		t.Errorf("%d bytes", len(data))
	}
}

func TestWhatMayNotBeShownIsNotDrawn(t *testing.T) {
	few, band := result(10, 30, 40, 20), result(10, 30, 40, 20)
	few.State, band.State = pulse.TooFew, pulse.Banded
	for name, r := range map[string]pulse.Result{
		"too few answers": few, "a direction": band, "a word for a number": result(pulse.HardlyAny, 30, 40, 20),
	} {
		if data, err := chart.Draw(r, content.Dutch); data != nil || err != nil {
			t.Errorf("%s: %d bytes, %v", name, len(data), err)
		}
	}
}
