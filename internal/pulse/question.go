package pulse

import (
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/baken-bot/baken/internal/content"
)

// Question is one question of a round, in every language. A round holds its own copy: the wording of a result does not change with the library.
type Question struct {
	ID       string
	Kind     content.Kind
	Positive content.Direction
	Wording  map[content.Lang]Wording
}

// Wording is a question in one language. The last option of a scale is not applicable.
type Wording struct {
	Text    string
	Options []string
}

// FromBank returns a question of the library's bank.
func FromBank(lib *content.Library, id string) (Question, error) {
	q := Question{ID: id, Wording: map[content.Lang]Wording{}}
	for _, lang := range content.Langs() {
		b, ok := lib.BankQuestion(id, lang)
		if !ok {
			return Question{}, fmt.Errorf("find question %q: not in the %s bank", id, lang)
		}
		q.Kind, q.Positive = b.Kind, b.Positive
		q.Wording[lang] = Wording{Text: b.Text, Options: b.Options}
	}
	return q, q.Check()
}

// options is how many options there are, not applicable included; answers is how many say something about the question.
func (q Question) options() int { return len(q.Wording[content.Dutch].Options) }

func (q Question) answers() int {
	if q.Kind == content.Scale {
		return q.options() - 1
	}
	return q.options()
}

// Counters returns how many counters a question needs: one for each option.
func (q Question) Counters() int { return q.options() }

// Check reports every way in which the question cannot be asked.
func (q Question) Check() error {
	var errs []error
	fault := func(ok bool, format string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf("check question %q: "+format, append([]any{q.ID}, args...)...))
		}
	}
	fault(q.ID != "", "needs an id")
	for _, lang := range content.Langs() {
		w, ok := q.Wording[lang]
		if !ok || w.Text == "" {
			fault(false, "has no %s text", lang)
			continue
		}
		fault(utf8.RuneCountInString(w.Text) <= content.MaxBankRunes, "%s text is longer than %d characters", lang, content.MaxBankRunes)
		fault(len(w.Options) == q.options(), "has another number of options in %s", lang)
		fault(len(w.Options) >= content.MinOptions && len(w.Options) <= content.MaxOptions, "has %d options in %s, want %d to %d", len(w.Options), lang, content.MinOptions, content.MaxOptions)
		fault(distinct(w.Options), "has an empty or repeated option in %s", lang)
		fault(!slices.ContainsFunc(w.Options, tooLong), "has an option of more than %d characters in %s", content.MaxChoiceRunes, lang)
	}
	q.checkKind(fault)
	return errors.Join(errs...)
}

func (q Question) checkKind(fault func(ok bool, format string, args ...any)) {
	directions := []content.Direction{content.High, content.Low, content.Neither}
	switch q.Kind {
	case content.Scale:
		fault(q.options() == content.ScaleSteps+1, "has %d options, a scale has %d and not applicable", q.options(), content.ScaleSteps)
		directions = directions[:2]
	case content.One, content.Several:
	default:
		fault(false, "kind %q is not scale, one or several", q.Kind)
	}
	fault(slices.Contains(directions, q.Positive), "positive %q is not one of %v", q.Positive, directions)
}

func tooLong(option string) bool { return utf8.RuneCountInString(option) > content.MaxChoiceRunes }

func distinct(options []string) bool {
	seen := map[string]bool{"": true}
	for _, o := range options {
		if seen[o] {
			return false
		}
		seen[o] = true
	}
	return true
}
