package chat

import (
	"reflect"
	"testing"
)

// FuzzSimpleTextIsReadAsMarkdownReadsIt sees inside: both ways of reading must give the same blocks.
func FuzzSimpleTextIsReadAsMarkdownReadsIt(f *testing.F) {
	for _, s := range []string{
		"", "Sta bij de deur.", "Eerst dit.\n\nDan dat.", "Eerst\ndan", "a\n\n\nb", "a\n\n", "\n\na", "1. een", "- een", "a  ", "a\u00a0", "é", "a\x00b", "a\tb", "a\r\n\r\nb",
		"a\n\n===", "a\n\n---", "https://example.org", "a | b", "a: 'b' \"c\" (d) #e =f +g", "\xff", "\u2028a", "a\u2028", "a\u0085", "ª", "# a", "a #", "    a",
		"**Let op:** doe dit.", "Vraag: *wat is er?*", "a *b* c **d**, e *f*.", "*a*", "*a", "a*", "* a", "** a**", "**a **", "***a***", "*a**", "**a*", "a*b*c", "*a*b", "(*a*)", "*a.*b",
		"*é* x", "*a\u00a0* x", "**1. x**", "*a* *b*", "*a *b* c*", "Bron: [Titel](<https://example.org/a_b*c?d=1>), 2024 · nagekeken", "[a](<https://x>)", "[a](<http://x>)",
		"[a](<https://x y>)", "[a](<https://x>) [b](<https://y>); c", "[](<https://x>)", "[ a ](<https://x>)", "[a](https://x)", "[a]: <https://x>", "*[a](<https://x>)*", "a [b", "a](<https://x>)",
		"[a](<https://x>)(b)", "a [b] (<https://x>)", "a*\n\nb*", "[a](<https://x`>) `b",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		got, ok := simple(source)
		if !ok {
			return
		}
		if want := parseMarkdown(source); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %+v, want %+v", source, got, want)
		}
	})
}

func TestWhatAnswersAreMadeOfNeedsNoMarkdown(t *testing.T) {
	for _, s := range []string{
		"Na de pauze zit er nog veel spanning in het lijf.\n\nEen vast begin helpt.", "**Let op:** bespreek het.", "Zeg: *fijn dat je er weer bent.*",
		"Bronnen: [Titel](<https://example.org/a-b_c>), 2024; [Tweede](<https://example.org/>), Naam · nagekeken november 2026",
	} {
		if _, ok := simple(s); !ok {
			t.Errorf("%q went to the Markdown parser", s)
		}
	}
}
