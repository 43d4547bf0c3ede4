package understand

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed" // for what was learnt
	"encoding/gob"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/baken-bot/baken/internal/content"
)

// Learning takes seconds, so what was learnt from the library that comes with the bot is stored beside the code. A library with a school's own
// topics or phrasings has another digest, and is learnt when the bot starts.
//
//go:generate go run ./learn learnt.gob.gz
//go:embed learnt.gob.gz
var stored []byte

// method changes whenever the same texts would be learnt in another way.
const method = "1"

// learnt is everything learnt from a library.
type learnt struct {
	// Digest tells which texts were learnt from, and how.
	Digest  string
	Tongue  *tongue
	Lessons map[content.Lang]*lesson
}

// Learn learns from a library and writes what [New] reads back when the library is the same.
func Learn(lib *content.Library, w io.Writer) error {
	l, err := learn(lib)
	if err != nil {
		return err
	}
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return fmt.Errorf("store what was learnt: %w", err)
	}
	if err := gob.NewEncoder(z).Encode(l); err != nil {
		return fmt.Errorf("store what was learnt: %w", err)
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("store what was learnt: %w", err)
	}
	return nil
}

// recall returns what is stored, when it was learnt from this library.
func recall(lib *content.Library) (learnt, bool) {
	var l learnt
	z, err := gzip.NewReader(bytes.NewReader(stored))
	if err != nil {
		return l, false
	}
	d := gob.NewDecoder(z)
	if err := d.Decode(&l); err != nil || l.Digest != digest(lib) {
		return learnt{}, false
	}
	for _, lesson := range l.Lessons {
		for _, j := range []*judge{lesson.Ranker, lesson.Sentry, lesson.Urgent} {
			j.Vocabulary.Index()
		}
	}
	return l, true
}

// Stored reports whether what was learnt from this library is stored with the bot, so that it need not be learnt at the start.
func Stored(lib *content.Library) bool {
	_, ok := recall(lib)
	return ok
}

// digest is the same for the same texts learnt in the same way.
func digest(lib *content.Library) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s %v %v %+v %+v %v %v\n", method, rankerShares(), sentryShares(), rankerTraining(), sentryTraining(), leastTexts, []float32{titleCounts, ownTextCounts, declinedCounts, exampleCounts})
	for _, lang := range content.Langs() {
		fmt.Fprintln(h, lang, stopWords(lang))
		for _, t := range topicTexts(lib, lang) {
			topic, _ := lib.Topic(t.class, lang)
			fmt.Fprintf(h, "%q %q %v %s\n", t.text, t.class, t.counts, topic.Safety)
		}
		for _, e := range lib.Examples(lang) {
			fmt.Fprintf(h, "%q %s\n", e.Text, e.Route)
		}
		concepts := lib.Concepts(lang)
		for _, id := range slices.Sorted(maps.Keys(concepts)) {
			fmt.Fprintf(h, "%s %q\n", id, concepts[id])
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}
