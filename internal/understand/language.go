package understand

import (
	"math"

	"github.com/baken-bot/baken/internal/content"
)

// tongue tells Dutch from English by runs of one to four letters (naive Bayes), learnt from the library itself.
type tongue struct {
	// lean is, for each run, how much it speaks for Dutch, as a difference of logarithms.
	lean map[uint32]float32
}

// evidence is how much must speak for another language before a conversation changes language: a "help" or an "oke" keeps it.
const evidence = 6

func newTongue(texts map[content.Lang][]string) *tongue {
	counts := map[content.Lang]map[uint32]float64{}
	totals := map[content.Lang]float64{}
	for lang, list := range texts {
		counts[lang] = map[uint32]float64{}
		for _, text := range list {
			for _, w := range tokens(text, false) {
				runs(w, func(h uint32) { counts[lang][h]++; totals[lang]++ })
			}
		}
	}
	t := &tongue{lean: map[uint32]float32{}}
	for _, lang := range content.Langs() {
		for h := range counts[lang] {
			nl, en := counts[content.Dutch][h], counts[content.English][h]
			if nl+en < 3 {
				continue
			}
			d := math.Log((nl+0.5)/(totals[content.Dutch]+1)) - math.Log((en+0.5)/(totals[content.English]+1))
			t.lean[h] = float32(d)
		}
	}
	return t
}

// runs calls yield with every run of two to four bytes of a word between its marks, and the word itself.
func runs(w string, yield func(uint32)) {
	var buf [64]byte
	b := append(buf[:0], '^')
	b = append(b, w...)
	b = append(b, '$')
	for n := 2; n <= 4; n++ {
		for i := 0; i+n <= len(b); i++ {
			yield(hashBytes(famGram, b[i:i+n]))
		}
	}
	yield(hash(famStem, w))
}

// detect returns the language of a text. With a current language it is changed only on clear evidence.
func (t *tongue) detect(words []string, current content.Lang) content.Lang {
	var sum float32
	for _, w := range words {
		runs(w, func(h uint32) { sum += t.lean[h] })
	}
	switch {
	case sum > evidence:
		return content.Dutch
	case sum < -evidence:
		return content.English
	case current != "":
		return current
	case sum < 0:
		return content.English
	}
	return content.Dutch
}
