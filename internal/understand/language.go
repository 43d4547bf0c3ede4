package understand

import (
	"math"

	"github.com/baken-bot/baken/internal/content"
)

// tongue tells Dutch from English by runs of one to four letters (naive Bayes), learnt from the library itself.
type tongue struct {
	// Lean is, for each run, how much it speaks for Dutch, as a difference of logarithms. It is stored.
	Lean map[uint32]float32
	// small words belong to one language alone and say most: "wat is" is Dutch, whatever English term comes after it.
	small map[string]float32
}

// smallWord is how much one of them says.
const smallWord = 5

// askingWord is how much a word that asks says: "wat is window of tolerance" is Dutch.
const askingWord = 25

// loudest bounds what one word that is not small can say, below what changes a language: a term of the field is used in both.
const loudest = 5

// evidence is how much must speak for another language before a conversation changes language: a "help" or an "oke" keeps it.
const evidence = 6

func newTongue(texts map[content.Lang][]string) *tongue {
	counts := map[content.Lang]map[uint32]float64{}
	totals := map[content.Lang]float64{}
	for lang, list := range texts {
		counts[lang] = map[uint32]float64{}
		for _, text := range list {
			for _, w := range tokens(text, false) {
				runs(w, func(h uint32, _ float32) { counts[lang][h]++; totals[lang]++ })
			}
		}
	}
	t := &tongue{Lean: map[uint32]float32{}}
	for _, lang := range content.Langs() {
		for h := range counts[lang] {
			nl, en := counts[content.Dutch][h], counts[content.English][h]
			if nl+en < 3 {
				continue
			}
			d := math.Log((nl+0.5)/(totals[content.Dutch]+1)) - math.Log((en+0.5)/(totals[content.English]+1))
			t.Lean[h] = float32(d)
		}
	}
	return t
}

// listen prepares the small words; a tongue is used from several goroutines only after it.
func (t *tongue) listen() *tongue {
	t.small = map[string]float32{}
	for w := range stopWords(content.Dutch) {
		t.small[w] += smallWord
	}
	for w := range stopWords(content.English) {
		t.small[w] -= smallWord
	}
	for w := range wordSet("wat hoe wie waar waarom wanneer welke") {
		t.small[w] = askingWord
	}
	for w := range wordSet("what how who where why when which") {
		t.small[w] = -askingWord
	}
	return t
}

// wholeWord is how much more a word known as a whole says than a run of letters.
const wholeWord = 3

// runs calls yield with every run of two to four bytes of a word between its marks, and with the word itself, each with its weight.
func runs(w string, yield func(h uint32, weight float32)) {
	var buf [64]byte
	b := append(buf[:0], '^')
	b = append(b, w...)
	b = append(b, '$')
	for n := 2; n <= 4; n++ {
		for i := 0; i+n <= len(b); i++ {
			yield(hashBytes(famGram, b[i:i+n]), 1)
		}
	}
	yield(hash(famStem, w), wholeWord)
}

// detect returns the language of a text. With a current language it is changed only on clear evidence.
func (t *tongue) detect(words []string, current content.Lang) content.Lang {
	var sum float32
	for _, w := range words {
		var word float32
		runs(w, func(h uint32, weight float32) { word += weight * t.Lean[h] })
		sum += t.small[w] + min(max(word, -loudest), loudest)
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
