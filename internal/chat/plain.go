package chat

import (
	"fmt"
	"strings"
	"unicode"
)

// PlainText returns the reply as plain words: for the terminal, for notifications and for `ask`. Buttons are left out.
func PlainText(r Reply) string {
	var parts []string
	if r.Text != "" {
		parts = append(parts, PlainMarkup(r.Text))
	}
	for _, c := range r.Cards {
		parts = append(parts, plainCard(c))
	}
	if r.Form != nil {
		parts = append(parts, r.Form.Title)
	}
	return strings.Join(parts, "\n\n")
}

func plainCard(c Card) string {
	var lines []string
	add := func(s string) {
		if s != "" {
			lines = append(lines, s)
		}
	}
	add(PlainMarkup(c.Lead))
	add(c.Title)
	add(PlainMarkup(c.Body))
	if c.Quote != "" {
		add("“" + c.Quote + "”")
	}
	for i, s := range c.Steps {
		add(fmt.Sprintf("%d. %s", i+1, PlainMarkup(s)))
	}
	if c.Picture != nil {
		add(c.Picture.Alt)
	}
	add(PlainMarkup(c.Mind))
	add(PlainMarkup(c.Footer))
	return strings.Join(lines, "\n")
}

// Literal returns words that somebody typed as marked-up text on one line that shows them as they are: nothing in them is markup, and no character in them is one
// that cannot be seen.
func Literal(typed string) string {
	typed = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs) {
			return -1
		}
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(typed, ""))
	typed = strings.Join(strings.Fields(typed), " ")
	var b strings.Builder
	number := true // nothing but digits so far: a point would make it the number of a list
	for _, r := range typed {
		if strings.ContainsRune("\\`*_[]<>&!~#+-=|", r) || number && (r == '.' || r == ')') {
			b.WriteByte('\\')
		}
		number = number && r >= '0' && r <= '9'
		b.WriteRune(r)
	}
	return b.String()
}

// PlainMarkup returns small marked-up text as plain words, a list item a line.
func PlainMarkup(source string) string {
	var b strings.Builder
	b.Grow(len(source))
	for i, block := range Parse(source) {
		if i > 0 {
			b.WriteByte('\n')
		}
		switch {
		case block.Ordered:
			fmt.Fprintf(&b, "%d. ", block.Item)
		case block.Item > 0:
			b.WriteString("• ")
		}
		for _, s := range block.Spans {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}
