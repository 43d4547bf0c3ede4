package understand

import "testing"

func TestPatterns(t *testing.T) {
	for name, test := range map[string]struct {
		pattern, text string
		want          bool
	}{
		"words in a row":                      {"wil dood", "hij wil dood", true},
		"another word between":                {"wil dood", "hij wil niet dood", false},
		"a gap":                               {"wil .. dood", "hij wil echt liever dood", true},
		"a gap that is too wide":              {"wil .. dood", "hij wil een twee drie vier vijf zes dood", false},
		"a gap does not cross a sentence":     {"wil .. dood", "hij wil naar huis. dood is de plant", false},
		"alternatives":                        {"vader|moeder slaat", "zijn moeder slaat hem", true},
		"any ending":                          {"mishandel*", "hij wordt mishandeld", true},
		"the start of a sentence":             {"^ nee", "nee bedankt", true},
		"not the start of a sentence":         {"^ nee", "ik zeg nee", false},
		"case and accents do not count":       {"suïcid*", "SUICIDAAL gedrag", true},
		"an apostrophe does not break a word": {"iber", "vraag de ib'er", true},
	} {
		t.Run(name, func(t *testing.T) {
			set, err := newPatternSet([]string{test.pattern})
			if err != nil {
				t.Fatal(err)
			}
			if got := found(set, tokens(test.text, true)); got != test.want {
				t.Errorf("found %t", got)
			}
		})
	}
}

func TestAPatternThatCannotBeReadIsAnError(t *testing.T) {
	for _, p := range []string{"", "..", "a|", "ab*", "twee-woorden"} {
		if _, err := newPatternSet([]string{p}); err == nil {
			t.Errorf("%q is read", p)
		}
	}
}

func FuzzPattern(f *testing.F) {
	f.Add("wil .. dood|weg", "hij wil weg")
	f.Fuzz(func(_ *testing.T, pattern, text string) {
		if set, err := newPatternSet([]string{pattern}); err == nil {
			found(set, tokens(text, true))
		}
	})
}
