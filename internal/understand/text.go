package understand

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxRead bounds what is read of one message, in bytes: a question is short, and what matters in a very long message stands at
// its start or its end. It keeps the cost of a 100 kB message near that of a long question.
const maxRead = 4000

// clip returns the start and the end of an overlong text, cut between words.
func clip(text string) string {
	if len(text) <= maxRead {
		return text
	}
	head, tail := text[:maxRead*3/4], text[len(text)-maxRead/4:]
	if i := strings.LastIndexByte(head, ' '); i > 0 {
		head = head[:i]
	}
	if i := strings.IndexByte(tail, ' '); i >= 0 {
		tail = tail[i:]
	}
	return head + " " + tail
}

// fold returns the letter or digit a rune stands for when case and accents do not count, and 0 for a rune that ends a word. An
// apostrophe inside a word is dropped by the caller: ib'er becomes iber.
func fold(r rune) rune {
	if r < utf8.RuneSelf {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return 0
	}
	r = unicode.ToLower(r)
	if i := strings.IndexRune(accented, r); i >= 0 {
		return rune(plain[utf8.RuneCountInString(accented[:i])])
	}
	if unicode.IsLetter(r) || unicode.IsDigit(r) {
		return r
	}
	return 0
}

const (
	accented = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿ"
	plain    = "aaaaaaceeeeiiiinooooouuuuyy"
)

// tokens splits a text into folded words. Sentence ends are returned as the empty word when ends is true.
func tokens(text string, ends bool) []string {
	words := make([]string, 0, len(text)/5+1)
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			words = append(words, b.String())
			b.Reset()
		}
	}
	for _, r := range text {
		switch f := fold(r); {
		case f != 0:
			b.WriteRune(f)
		case r == '\'' || r == '’' || r == '`' || r == '‘':
			// dropped: ib'er, can't
		default:
			flush()
			if ends && strings.ContainsRune(".!?\n;", r) && len(words) > 0 && words[len(words)-1] != "" {
				words = append(words, "")
			}
		}
	}
	flush()
	return words
}

// sentences splits a text where a sentence ends; parts of fewer than three words stay with what follows them.
func sentences(text string) []string {
	var out []string
	start := 0
	for i, r := range text {
		if !strings.ContainsRune(".!?\n;", r) {
			continue
		}
		if part := text[start : i+utf8.RuneLen(r)]; strings.Count(strings.TrimSpace(part), " ") >= 2 {
			out = append(out, part)
			start = i + utf8.RuneLen(r)
		}
	}
	if rest := text[start:]; strings.TrimSpace(rest) != "" {
		out = append(out, rest)
	}
	return out
}
