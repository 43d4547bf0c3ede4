package chat

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// What fits in a form on every platform.
const (
	// MaxFields is the number of fields (https://discord.com/developers/docs/components/reference: modal, 1 to 5).
	MaxFields = 5
	// MaxFormTitle is the title in characters (https://api.slack.com/reference/surfaces/views: 24).
	MaxFormTitle = 24
	// MaxFieldLabel is a field's label in characters (https://discord.com/developers/docs/components/reference: 45).
	MaxFieldLabel = 45
	// MaxOptions is how many options a choice has (https://discord.com/developers/docs/components/reference: 25).
	MaxOptions = 25
)

// FieldKind is how a field is filled in.
type FieldKind string

// The kinds of field.
const (
	Line   FieldKind = "line"
	Area   FieldKind = "area"
	OneOf  FieldKind = "one-of"
	SomeOf FieldKind = "some-of"
	Scale  FieldKind = "scale"
)

// Form asks several things at once. It only ever answers a press or a command.
type Form struct {
	// Do comes back with the submission.
	Do    Action
	Title string
	// Intro is small marked-up text.
	Intro  string
	Submit string
	Fields []Field
}

// Field is one question of a form.
type Field struct {
	Name    string
	Label   string
	Hint    string
	Kind    FieldKind
	Options []Option
	// Value is what is filled in already; of several choices, their values with commas between.
	Value    string
	Optional bool
}

// Chosen reports whether a choice is filled in already.
func (f Field) Chosen(value string) bool {
	if f.Kind == SomeOf {
		return slices.Contains(strings.Split(f.Value, ","), value)
	}
	return value == f.Value
}

// Option is one choice of a field.
type Option struct {
	Value string
	Label string
}

func (f *Form) validate() error {
	var errs []error
	if n := utf8.RuneCountInString(f.Title); n == 0 || n > MaxFormTitle {
		errs = append(errs, fmt.Errorf("check form %q: title of %d characters, 1 to %d", f.Title, n, MaxFormTitle))
	}
	if n := len(f.Fields); n == 0 || n > MaxFields {
		errs = append(errs, fmt.Errorf("check form %q: %d fields, 1 to %d", f.Title, n, MaxFields))
	}
	seen := map[string]bool{}
	for _, field := range f.Fields {
		if seen[field.Name] {
			errs = append(errs, fmt.Errorf("check form %q: field %q twice", f.Title, field.Name))
		}
		seen[field.Name] = true
		errs = append(errs, field.validate())
	}
	if _, err := ParseAction(f.Do.String()); err != nil {
		errs = append(errs, fmt.Errorf("check form %q: %w", f.Title, err))
	}
	return errors.Join(errs...)
}

func (f Field) validate() error {
	if n := utf8.RuneCountInString(f.Label); n == 0 || n > MaxFieldLabel {
		return fmt.Errorf("check field %q: label of %d characters, 1 to %d", f.Name, n, MaxFieldLabel)
	}
	choice := f.Kind == OneOf || f.Kind == SomeOf || f.Kind == Scale
	if choice && (len(f.Options) == 0 || len(f.Options) > MaxOptions) {
		return fmt.Errorf("check field %q: %d options, 1 to %d", f.Name, len(f.Options), MaxOptions)
	}
	return nil
}
