// Package lint stops pulse questions that a school should not ask its staff, and says how to ask instead.
//
// A school as employer may not collect health data, not even with consent; a question about two things, or one that wants an answer, tells nothing; one that
// asks who somebody is breaks the promise of the pulse. The rules are words in tables (rules.nl.yaml, rules.en.yaml), so that a linguist can mend them. They know
// words and not meaning: a question that passes may still be a bad one, and the answers of the library's bank are the better choice. Both are for the person
// who writes the question; whether a round may open is decided in package pulse.
package lint

import (
	"embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/baken-bot/baken/internal/content"
)

//go:embed rules.*.yaml
var tables embed.FS

// Rule is what a question broke.
type Rule string

// The rules, in the order in which findings come.
const (
	Medication  Rule = "medication"
	Diagnosis   Rule = "diagnosis"
	Health      Rule = "health"
	Private     Rule = "private"
	Identifying Rule = "identifying"
	Leading     Rule = "leading"
	Double      Rule = "double"
	Long        Rule = "long"
)

// Finding is one thing wrong with a question.
type Finding struct {
	Rule Rule
	// Found is the word or words it was found by.
	Found string
	// Why and Rephrase are sentences for the person who wrote the question.
	Why, Rephrase string
	// Rewrite is a whole question that may be asked instead, or empty when only the person can write one. A Statement takes the place of the question with its options: it is
	// made for [RewriteScale]; any other is the person's own question with less in it.
	Rewrite   string
	Statement bool
}

// RewriteScale is the scale of the bank that the statements among the rewrites are made for. More is better.
const RewriteScale = "often"

// MaxWords is how many words can be read at a glance; longer words than maxLetters stop the eye.
const (
	MaxWords   = 16
	maxLetters = 22
)

// Linter reads questions. It may be used from several goroutines.
type Linter struct {
	tables map[content.Lang]table
	// names are first names, in small letters, that are no ordinary words.
	names map[string]bool
}

// New builds a linter that knows these names.
func New(names content.Names) (*Linter, error) {
	l := &Linter{tables: map[content.Lang]table{}, names: map[string]bool{}}
	for _, lang := range content.Langs() {
		data, err := tables.ReadFile("rules." + string(lang) + ".yaml")
		if err != nil {
			return nil, fmt.Errorf("read rules: %w", err)
		}
		var t table
		if err := yaml.Unmarshal(data, &t); err != nil {
			return nil, fmt.Errorf("decode %s rules: %w", lang, err)
		}
		t.compile()
		l.tables[lang] = t
	}
	for _, name := range names.First {
		l.names[name] = true
	}
	for _, word := range slices.Concat(names.Doubtful, names.Words) {
		delete(l.names, strings.ToLower(word))
	}
	return l, nil
}

// Check returns what is wrong with a question in one language: one finding a rule at most, none when it may be asked. What the options say is held to the rules
// about people alone: an option may be as short or as twofold as it likes.
func (l *Linter) Check(lang content.Lang, text string, options ...string) []Finding {
	out := l.find(lang, text, options)
	for i, f := range out {
		if !f.Statement {
			out[i].Rewrite = l.less(lang, text, options, f)
		}
	}
	return out
}

// Statement is what may be asked in the place of a question that breaks a rule, and false where only the person can say it better.
func (l *Linter) Statement(lang content.Lang, of Rule) (string, bool) {
	for _, r := range l.tables[lang].Rules {
		if r.ID == of {
			return r.Rewrite, r.Rewrite != ""
		}
	}
	return "", false
}

func (l *Linter) find(lang content.Lang, text string, options []string) []Finding {
	t := l.tables[lang]
	var out []Finding
	for _, r := range t.Rules {
		found := r.find(plain(text))
		for _, o := range options {
			if found == "" && r.Options {
				found = r.find(plain(o))
			}
		}
		if found == "" && r.ID == Identifying {
			found = l.name(append([]string{text}, options...))
		}
		if found != "" {
			out = append(out, Finding{Rule: r.ID, Found: found, Why: r.Why, Rephrase: r.Rephrase, Rewrite: r.Rewrite, Statement: r.Rewrite != ""})
		}
	}
	if f, long := t.long(text); long {
		out = append(out, f)
	}
	return out
}

// name returns the first name of a person in the texts, written as one.
func (l *Linter) name(texts []string) string {
	for _, text := range texts {
		for _, w := range words(text) {
			first, _ := utf8.DecodeRuneInString(w)
			if unicode.IsUpper(first) && l.names[strings.ToLower(strings.TrimSuffix(w, "'s"))] {
				return w
			}
		}
	}
	return ""
}

// table is the rules of one language.
type table struct {
	Rules []rule `yaml:"rules"`
	// Hard are difficult words and plain ones for them.
	Hard    map[string]string `yaml:"hard"`
	LongFor struct {
		Why      string `yaml:"why"`
		Rephrase string `yaml:"rephrase"`
		Word     string `yaml:"word"`
	} `yaml:"long"`
}

func (t *table) compile() {
	for i := range t.Rules {
		r := &t.Rules[i]
		r.finds, r.spares = pattern(r.Find), pattern(r.Unless)
	}
}

// long reports a question that is hard to read: more than one sentence, too many words, or a word too long or too rare.
func (t table) long(text string) (Finding, bool) {
	f := Finding{Rule: Long, Why: t.LongFor.Why, Rephrase: t.LongFor.Rephrase}
	all := words(text)
	for _, w := range all {
		if instead, hard := t.Hard[plain(w)]; hard {
			f.Found, f.Rephrase = w, fmt.Sprintf(t.LongFor.Word, instead)
			return f, true
		}
		if utf8.RuneCountInString(w) > maxLetters {
			f.Found = w
			return f, true
		}
	}
	if sentences := strings.FieldsFunc(strings.TrimSpace(text), func(r rune) bool { return strings.ContainsRune(".?!", r) }); len(sentences) > 1 {
		f.Found = strings.TrimSpace(sentences[1])
		return f, true
	}
	if len(all) > MaxWords {
		f.Found = strings.Join(all[MaxWords:], " ")
		return f, true
	}
	return f, false
}

// rule is one row of the table.
type rule struct {
	ID       Rule   `yaml:"id"`
	Options  bool   `yaml:"options"`
	Why      string `yaml:"why"`
	Rephrase string `yaml:"rephrase"`
	Rewrite  string `yaml:"rewrite"`
	// Find are the patterns, and Unless those that are left out of the text first.
	Find   []string `yaml:"find"`
	Unless []string `yaml:"unless"`

	finds, spares *regexp.Regexp
}

func (r rule) find(text string) string {
	if r.spares != nil {
		text = r.spares.ReplaceAllString(text, "$1~$3")
	}
	m := r.finds.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	return m[2]
}

// pattern makes one expression of a row's patterns, which match whole words.
func pattern(of []string) *regexp.Regexp {
	if len(of) == 0 {
		return nil
	}
	alternatives := make([]string, len(of))
	for i, p := range of {
		p, start := strings.CutPrefix(p, "^")
		p = strings.NewReplacer(`\*`, `[\p{L}'-]*`, " ", `[\s,]+`, "…", `\b.*\b`).Replace(regexp.QuoteMeta(p))
		if start {
			p = `\A` + p
		}
		alternatives[i] = p
	}
	return regexp.MustCompile(`(\A|[^\p{L}\d'-])(` + strings.Join(alternatives, "|") + `)([^\p{L}\d'-]|\z)`)
}

// plain is a text in small letters, without accents and with straight apostrophes.
func plain(text string) string {
	return strings.NewReplacer("é", "e", "è", "e", "ë", "e", "ê", "e", "ï", "i", "í", "i", "ó", "o", "ö", "o", "ü", "u", "á", "a", "à", "a", "ç", "c", "’", "'", "‘", "'").
		Replace(strings.ToLower(strings.TrimSpace(text)))
}

func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("'’-", r)
	})
}
