package lint

import (
	"strings"
	"unicode/utf8"

	"github.com/baken-bot/baken/internal/content"
)

// minLess is how many words a question keeps at least when something is taken out of it.
const minLess = 3

// less makes a question smaller so that the finding is gone: a plain word in the place of a difficult one, or what stands before the word that joins two questions. It is
// empty when what is left may not be asked either.
func (l *Linter) less(lang content.Lang, text string, options []string, f Finding) string {
	var tries []string
	switch f.Rule {
	case Long:
		if instead, hard := l.tables[lang].Hard[plain(f.Found)]; hard {
			tries = append(tries, strings.Replace(text, f.Found, instead, 1))
		}
	case Double:
		tries = befores(text, f.Found)
	}
	for _, try := range tries {
		if len(l.find(lang, try, options)) == 0 {
			return try
		}
	}
	return ""
}

// befores returns what stands before each place of a word, closed as the text was.
func befores(text, word string) []string {
	text = strings.TrimSpace(text)
	end, _ := utf8.DecodeLastRuneInString(text)
	var out []string
	before := ""
	for i, w := range strings.Fields(text) {
		if i >= minLess && plain(strings.Trim(w, ",.?!")) == word {
			closed := strings.TrimRight(before, " ,;:")
			if end == '.' || end == '?' {
				closed += string(end)
			}
			out = append(out, closed)
		}
		before += w + " "
	}
	return out
}
