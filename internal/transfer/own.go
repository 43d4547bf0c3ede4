package transfer

import (
	"errors"
	"fmt"
	"strings"

	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/pulse"
	"github.com/baken-bot/baken/internal/schedule"
)

// own reports why an own question may not be asked here. A file is held to what a coordinator is held to in a chat.
func (r reading) own(o schedule.Own, twice bool) error {
	if id, ok := strings.CutPrefix(o.ID, "own-"); !ok || !plainID(id) || twice {
		return errors.New("has no id of its own")
	}
	q := pulse.Question{ID: o.ID, Kind: content.Kind(o.Kind), Positive: content.Direction(o.Positive), Wording: map[content.Lang]pulse.Wording{}}
	for lang, w := range o.Wording {
		q.Wording[content.Lang(lang)] = pulse.Wording{Text: w.Text, Options: w.Options}
	}
	if err := q.Check(); err != nil {
		return err
	}
	for _, lang := range content.Langs() {
		w := q.Wording[lang]
		if found := r.Linter.Check(lang, w.Text, w.Options...); len(found) > 0 {
			return fmt.Errorf("may not be asked: %s", found[0].Why)
		}
	}
	return nil
}
