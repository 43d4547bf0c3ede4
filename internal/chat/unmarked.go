package chat

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// unmarked parses paragraphs of plain words, which is nearly all that is ever shown, without a Markdown parser: an answer is parsed some twenty times on
// its way out. It reports false for every text that Markdown might read as more than that.
func unmarked(source string) ([]Block, bool) {
	if source == "" {
		return nil, true
	}
	var blocks []Block
	for paragraph := range strings.SplitSeq(source, "\n\n") {
		if !plainLine(paragraph) {
			return nil, false
		}
		blocks = append(blocks, Block{Spans: []Span{{Text: paragraph}}})
	}
	return blocks, true
}

// plainLine reports whether a line begins with a letter and holds no character that Markdown can give a meaning.
func plainLine(line string) bool {
	first, _ := utf8.DecodeRuneInString(line)
	if !unicode.IsLetter(first) || line[len(line)-1] == ' ' || !utf8.ValidString(line) {
		return false
	}
	return !strings.ContainsFunc(line, func(r rune) bool {
		return r < ' ' || strings.ContainsRune("\\`*_[]<>&!~", r)
	})
}
