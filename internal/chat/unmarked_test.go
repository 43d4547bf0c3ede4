package chat

import (
	"reflect"
	"testing"
)

// FuzzPlainWordsAreReadAsMarkdownReadsThem sees inside: both ways of reading must give the same blocks.
func FuzzPlainWordsAreReadAsMarkdownReadsThem(f *testing.F) {
	for _, s := range []string{
		"", "Sta bij de deur.", "Eerst dit.\n\nDan dat.", "Eerst\ndan", "a\n\n\nb", "a\n\n", "\n\na", "1. een", "- een", "a  ", "a\u00a0", "é", "a\x00b", "a\tb", "a\r\n\r\nb",
		"a\n\n===", "a\n\n---", "https://example.org", "a | b", "a: 'b' \"c\" (d) #e =f +g", "\xff", "\u2028a", "a\u2028", "a\u0085", "ª", "# a", "a #", "    a",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		got, ok := unmarked(source)
		if !ok {
			return
		}
		if want := parseMarkdown(source); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %+v, want %+v", source, got, want)
		}
	})
}

func TestPlainParagraphsNeedNoMarkdown(t *testing.T) {
	if _, ok := unmarked("Na de pauze zit er nog veel spanning in het lijf.\n\nEen vast begin helpt."); !ok {
		t.Error("two plain paragraphs went to the Markdown parser")
	}
}
