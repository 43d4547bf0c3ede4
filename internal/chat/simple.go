package chat

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// simple parses paragraphs of plain words, with at most bold and italic words and links among them, which is nearly all that is ever shown, without a
// Markdown parser: an answer is parsed some twenty times on its way out. It reports false for every text that Markdown might read in another way.
func simple(source string) ([]Block, bool) {
	if source == "" {
		return nil, true
	}
	if !utf8.ValidString(source) {
		return nil, false
	}
	var blocks []Block
	for paragraph := range strings.SplitSeq(source, "\n\n") {
		spans, ok := simpleSpans(paragraph)
		if !ok {
			return nil, false
		}
		blocks = append(blocks, Block{Spans: spans})
	}
	return blocks, true
}

// meant are the characters that Markdown can give a meaning inside a paragraph, and those that are no letters of any.
const meant = "\\`*_[]<>&!~" +
	"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f"

func simpleSpans(line string) ([]Span, bool) {
	// A mark at the start of a line can be one of a whole block, such as a list; a letter is none, and what * and [ are is seen below.
	first, _ := utf8.DecodeRuneInString(line)
	if !unicode.IsLetter(first) && first != '*' && first != '[' || line[len(line)-1] == ' ' {
		return nil, false
	}
	spans := make([]Span, 0, 1+strings.Count(line, "*")+2*strings.Count(line, "["))
	for at := 0; at < len(line); {
		plain := strings.IndexAny(line[at:], meant)
		if plain < 0 {
			plain = len(line) - at
		}
		if plain > 0 {
			spans = append(spans, Span{Text: line[at : at+plain]})
			at += plain
			continue
		}
		s, size := simpleMark(line, at)
		if size == 0 {
			return nil, false
		}
		spans = append(spans, s)
		at += size
	}
	return spans, true
}

// simpleMark reads the words between two marks and returns how long they are with them; 0 means that it is not that simple.
func simpleMark(line string, at int) (s Span, size int) {
	if line[at] == '[' {
		return simpleLink(line[at:])
	}
	mark := "*"
	if s.Bold = strings.HasPrefix(line[at:], "**"); s.Bold {
		mark = "**"
	}
	s.Italic = !s.Bold
	words, after, ok := strings.Cut(line[at:][len(mark):], mark)
	if !ok || line[at] != '*' || at > 0 && line[at-1] != ' ' || strings.ContainsAny(words, meant) || !encloses(words, after) {
		return s, 0
	}
	s.Text = words
	return s, len(mark) + len(words) + len(mark)
}

// encloses reports whether marks around words can only be the first and the last of a pair (https://spec.commonmark.org/0.31.2/#left-flanking-delimiter-run).
func encloses(words, after string) bool {
	first, _ := utf8.DecodeRuneInString(words)
	last, _ := utf8.DecodeLastRuneInString(words)
	if !unicode.IsLetter(first) && !unicode.IsDigit(first) {
		return false
	}
	if after == "" || after[0] == ' ' {
		return !unicode.IsSpace(last)
	}
	return strings.IndexByte(".,:;?)", after[0]) >= 0 && (unicode.IsLetter(last) || unicode.IsDigit(last))
}

// simpleLink reads a link in the form that the library's sources are written in.
func simpleLink(rest string) (s Span, size int) {
	words, rest, ok := strings.Cut(rest[1:], "](<")
	link, _, closed := strings.Cut(rest, ">)")
	if !ok || !closed || words == "" || strings.ContainsAny(words, meant) || !strings.HasPrefix(link, "https://") || strings.ContainsFunc(link, strange) {
		return s, 0
	}
	return Span{Text: words, Link: link}, len("[") + len(words) + len("](<") + len(link) + len(">)")
}

// strange reports a character that may not stand in an address as it is, or that means more to Markdown.
func strange(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("<>\\&`", r) }
