package dialog

import (
	"embed"
	"fmt"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"github.com/baken-bot/baken/internal/content"
)

//go:embed words.*.toml
var wordFiles embed.FS

// values fill the blanks of a sentence.
type values map[string]any

// phrasebook says the bot's own sentences in either language.
type phrasebook struct {
	byLang map[content.Lang]*i18n.Localizer
	// fixed are the sentences without blanks, as they are said.
	fixed map[content.Lang]map[string]string
}

func newPhrasebook() (phrasebook, error) {
	bundle := i18n.NewBundle(language.Dutch)
	bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	p := phrasebook{byLang: map[content.Lang]*i18n.Localizer{}, fixed: map[content.Lang]map[string]string{}}
	for _, lang := range content.Langs() {
		file, err := bundle.LoadMessageFileFS(wordFiles, fmt.Sprintf("words.%s.toml", lang))
		if err != nil {
			return p, fmt.Errorf("read words: %w", err)
		}
		p.byLang[lang], p.fixed[lang] = i18n.NewLocalizer(bundle, string(lang)), fixed(file.Messages)
	}
	return p, nil
}

func fixed(all []*i18n.Message) map[string]string {
	out := map[string]string{}
	for _, m := range all {
		if !strings.Contains(m.Other, "{{") {
			out[m.ID] = m.Other
		}
	}
	return out
}

// say returns a sentence. An unknown id is a fault in the program, which a test of all ids finds; it comes out as the id so that the
// conversation goes on.
func (p phrasebook) say(lang content.Lang, id string, v values) string {
	if s, ok := p.fixed[lang][id]; ok {
		return s
	}
	s, err := p.byLang[lang].Localize(&i18n.LocalizeConfig{MessageID: id, TemplateData: v})
	if err != nil && s == "" {
		return id
	}
	return s
}

// month returns a month with its year in words.
func (p phrasebook) month(lang content.Lang, t time.Time) string {
	return fmt.Sprintf("%s %d", p.say(lang, fmt.Sprintf("month-%d", int(t.Month())), nil), t.Year())
}
