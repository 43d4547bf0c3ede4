package understand_test

import (
	"strings"
	"testing"

	"github.com/baken-bot/baken/internal/understand"
)

func TestAWholeDateLeavesNoYearBehind(t *testing.T) {
	r := newReader(t)
	for _, text := range []string{
		"een leerling, geboren 3-4-2014, loopt weg", "geboren op 12 maart 2015, wat nu", "born 3-4-2014, what now", "a pupil born on 3 April 2014 runs off", "geboren op 12 maart",
	} {
		m := r.Read(text, understand.Context{Now: now})
		if len(m.Personal) == 0 || strings.ContainsAny(m.Rewritten, "0123456789") {
			t.Errorf("%q becomes %q (%v)", text, m.Rewritten, m.Personal)
		}
	}
}
