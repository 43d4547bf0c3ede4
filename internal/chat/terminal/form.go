package terminal

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/baken-bot/baken/internal/chat"
)

// fill asks a form field by field; ok is false when the input ends before it is done.
func (t *Terminal) fill(f chat.Form) (s chat.Submission, ok bool) {
	s = chat.Submission{Form: f.Do, Values: map[string]string{}, Many: map[string][]string{}}
	fmt.Fprintf(t.Out, "%s\n", clean(chat.PlainMarkup(f.Intro)))
	for _, field := range f.Fields {
		for done := false; !done; {
			t.ask(field)
			if !t.lines.Scan() {
				return s, false
			}
			done = t.take(field, strings.TrimSpace(t.lines.Text()), &s)
		}
	}
	return s, true
}

func (t *Terminal) ask(field chat.Field) {
	fmt.Fprintf(t.Out, "\n%s", clean(field.Label))
	if field.Hint != "" {
		fmt.Fprintf(t.Out, " (%s)", clean(field.Hint))
	}
	fmt.Fprintln(t.Out)
	for i, o := range field.Options {
		fmt.Fprintf(t.Out, "  [%d] %s\n", i+1, clean(o.Label))
	}
	fmt.Fprint(t.Out, ": ")
}

// take stores an answer, or says what is wanted and returns false.
func (t *Terminal) take(field chat.Field, line string, s *chat.Submission) bool {
	if line == "" {
		return t.leave(field, s)
	}
	if len(field.Options) == 0 {
		s.Values[field.Name] = line
		return true
	}
	var chosen []string
	for part := range strings.FieldsFuncSeq(line, func(r rune) bool { return r == ',' || r == ' ' }) {
		n, err := strconv.Atoi(part)
		if err != nil || n < 1 || n > len(field.Options) {
			fmt.Fprintf(t.Out, "Kies een nummer van 1 tot %d. / Choose a number from 1 to %d.\n", len(field.Options), len(field.Options))
			return false
		}
		chosen = append(chosen, field.Options[n-1].Value)
	}
	if field.Kind == chat.SomeOf {
		s.Many[field.Name] = chosen
	} else {
		s.Values[field.Name] = chosen[0]
	}
	return true
}

// leave keeps what is filled in already, or says that something is wanted and returns false.
func (t *Terminal) leave(field chat.Field, s *chat.Submission) bool {
	if !field.Optional && field.Value == "" {
		fmt.Fprintln(t.Out, "Dit veld is nodig. / This field is required.")
		return false
	}
	if field.Kind == chat.SomeOf {
		s.Many[field.Name] = slices.DeleteFunc(strings.Split(field.Value, ","), func(v string) bool { return v == "" })
	} else {
		s.Values[field.Name] = field.Value
	}
	return true
}
