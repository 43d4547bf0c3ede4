package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/baken-bot/baken/internal/store"
)

// told returns what bot privacy prints under these settings.
func told(t *testing.T, env map[string]string, args ...string) string {
	t.Helper()
	var out, errs strings.Builder
	err := run(t.Context(), process{
		Args: append([]string{"privacy"}, args...), Getenv: func(k string) string { return env[k] }, In: strings.NewReader(""), Out: &out, Err: &errs,
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// everything turns on all that the text speaks of.
func everything() map[string]string {
	return map[string]string{
		"EMBEDDINGS_URL": "https://vectors.example.org/v1/secret-path", "EMBEDDINGS_KEY": "hush", "MODEL_URL": "https://llm.example.org/v1?token=hush", "MODEL_NAME": "small",
		"MODEL_KEY": "hush", "REDIS_URL": "redis://:hush@redis.example.org:6379/0", "SECRET_KEY": strings.Repeat("hush", 8),
	}
}

func TestPrivacyTellsEveryKindOfKeyInBothLanguages(t *testing.T) {
	nl, en := told(t, everything()), told(t, everything(), "--lang", "en")
	for _, k := range store.Keys() {
		if k.Pattern != store.SecretKeyPattern && (k.NL == "" || !strings.Contains(nl, k.NL) || k.EN == "" || !strings.Contains(en, k.EN)) {
			t.Errorf("%s is not told", k.Pattern)
		}
	}
	bare := told(t, nil)
	for _, k := range store.Keys() {
		if told := strings.Contains(bare, k.NL); told == (k.Pattern == store.VectorsPattern || k.Pattern == store.DataKeyPattern) {
			t.Errorf("%s: told %t without any setting", k.Pattern, told)
		}
	}
	if strings.Count(nl, "\n") != strings.Count(en, "\n") {
		t.Errorf("%d lines of Dutch, %d of English", strings.Count(nl, "\n"), strings.Count(en, "\n"))
	}
}

func TestPrivacyFollowsTheSettings(t *testing.T) {
	for name, test := range map[string]struct {
		env         map[string]string
		args        []string
		has, hasNot []string
	}{
		"nothing set": {nil, nil, []string{"./data", "in dezelfde opslag", "stuurt niets naar een taalmodel"}, []string{"Wat er nooit heen gaat"}},
		"everything": {
			everything(), nil,
			[]string{"redis.example.org:6379", "apart van de opslag", "Naar vectors.example.org", "Naar llm.example.org (model small)", "Wat er nooit heen gaat", "90 dagen"},
			[]string{"./data", "stuurt niets"},
		},
		"a model alone, in English": {
			map[string]string{"MODEL_URL": "http://localhost:1234", "MODEL_NAME": "m", "BOT_NAME": "Uil", "DATA_DIR": "/srv/uil"},
			[]string{"--lang", "en"},
			[]string{"Privacy of Uil", "To localhost:1234 (model m)", "/srv/uil", "never goes there", "30 minutes", "25 hours", "until it is erased"},
			[]string{"vectors", "bot's own texts", "Numbers that a model"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := told(t, test.env, test.args...)
			for _, want := range test.has {
				if !strings.Contains(got, want) {
					t.Errorf("no %q in\n%s", want, got)
				}
			}
			for _, not := range append(test.hasNot, "hush", "token", "secret-path", "<no value>") {
				if strings.Contains(got, not) {
					t.Errorf("%q in\n%s", not, got)
				}
			}
		})
	}
}

// A works council reads it at one sitting: two pages of A4, which is 900 words, and short sentences.
func TestPrivacyIsShortAndPlain(t *testing.T) {
	sentence := regexp.MustCompile(`[.:?;]\s|\n`)
	for _, lang := range []string{"nl", "en"} {
		text := told(t, everything(), "--lang", lang)
		if n := len(strings.Fields(text)); n > 900 {
			t.Errorf("%s: %d words", lang, n)
		}
		for _, s := range sentence.Split(text, -1) {
			if n := len(strings.Fields(s)); n > 20 {
				t.Errorf("%s: %d words in %q", lang, n, s)
			}
		}
		for line := range strings.Lines(text) {
			if strings.Contains(line, "!") || len([]rune(line)) > 125 {
				t.Errorf("%s: %q", lang, line)
			}
		}
	}
}
