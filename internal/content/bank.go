package content

import (
	"maps"
	"slices"
)

// Kind is how a pulse question is answered.
type Kind string

// The kinds.
const (
	// Scale is one of four steps, or not applicable.
	Scale   Kind = "scale"
	One     Kind = "one"
	Several Kind = "several"
)

// Direction says which end of a scale is the good one.
type Direction string

// The directions: the last step is good, the first step is good, or no option is better than another.
const (
	High    Direction = "high"
	Low     Direction = "low"
	Neither Direction = "none"
)

// Bank is the question bank in one language: questions a coordinator may ask a team in a pulse. They are our own words about work and
// practice. They are no validated test, and About says so.
type Bank struct {
	Lang  Lang   `yaml:"lang"`
	About string `yaml:"about"`
	// NotApplicable is the option every scale ends with. It says nothing about the question and counts in no share.
	NotApplicable string              `yaml:"not-applicable"`
	Scales        map[string][]string `yaml:"scales"`
	// Themes are the names of the themes by their id.
	Themes    map[string]string `yaml:"themes"`
	Questions []BankQuestion    `yaml:"questions"`

	at place
}

// BankQuestion is one pulse question in one language.
type BankQuestion struct {
	ID   string `yaml:"id"`
	Text string `yaml:"text"`
	Kind Kind   `yaml:"kind"`
	// Scale names the steps of a question of that kind.
	Scale string `yaml:"scale"`
	// Options are the labels to choose from. Those of a scale run from least to most and end with not applicable.
	Options  []string  `yaml:"options"`
	Theme    string    `yaml:"theme"`
	Positive Direction `yaml:"positive"`
	// Topic is the topic that helps with the subject.
	Topic   string `yaml:"topic"`
	Source  Source `yaml:"source"`
	Checked Date   `yaml:"checked"`
	Lang    Lang   `yaml:"-"`

	at place
}

// Bank returns the question bank in a language, its questions in their order.
func (l *Library) Bank(lang Lang) Bank { return l.banks[lang] }

// BankQuestion returns a question of the bank in a language.
func (l *Library) BankQuestion(id string, lang Lang) (BankQuestion, bool) {
	for _, q := range l.banks[lang].Questions {
		if q.ID == id {
			return q, true
		}
	}
	return BankQuestion{}, false
}

// readBank reads pulse/bank.<lang>.yaml.
func readBank(file string, data []byte, p *problems) (Bank, bool) {
	var b Bank
	at, err := decode(file, data, 0, &b)
	if err != nil {
		p.addYAML(file, 0, err)
		return Bank{}, false
	}
	b.at = at
	if (b.Lang != Dutch && b.Lang != English) || file != "pulse/bank."+string(b.Lang)+".yaml" {
		p.add(file, at.line("lang"), "the question bank needs lang nl or en, and the name pulse/bank.<lang>.yaml")
		return Bank{}, false
	}
	seen := map[string]bool{}
	for i := range b.Questions {
		q := &b.Questions[i]
		q.Lang, q.at = b.Lang, at.entry("questions", i)
		if q.ID == "" || seen[q.ID] {
			p.add(file, q.at.line("id"), "question %q: needs an id of its own", q.ID)
		}
		seen[q.ID] = true
	}
	return b, true
}

// over lays a school's own bank over the library's: a question of the same id is replaced, a new one added.
func (b Bank) over(base Bank) Bank {
	if base.Lang == "" {
		return b
	}
	out := base
	out.at = b.at
	if b.About != "" {
		out.About = b.About
	}
	if b.NotApplicable != "" {
		out.NotApplicable = b.NotApplicable
	}
	out.Scales, out.Themes = laid(base.Scales, b.Scales), laid(base.Themes, b.Themes)
	out.Questions = slices.Clone(base.Questions)
	for _, q := range b.Questions {
		if i := slices.IndexFunc(out.Questions, func(o BankQuestion) bool { return o.ID == q.ID }); i >= 0 {
			out.Questions[i] = q
		} else {
			out.Questions = append(out.Questions, q)
		}
	}
	return out
}

// laid returns base with top laid over it.
func laid[V any](base, top map[string]V) map[string]V {
	out := map[string]V{}
	maps.Copy(out, base)
	maps.Copy(out, top)
	return out
}

func (q *BankQuestion) texts() []field {
	fs := []field{{"text", &q.Text}}
	for i := range q.Options {
		fs = append(fs, field{"options", &q.Options[i]})
	}
	return fs
}

// fillBanks fills in the placeholders and gives each question of a scale the options of its scale.
func (l *Library) fillBanks(p *problems) {
	for lang, b := range l.banks {
		l.fill(b.at, lang, field{"about", &b.About}, p)
		for i := range b.Questions {
			q := &b.Questions[i]
			if steps := b.Scales[q.Scale]; q.Kind == Scale && len(q.Options) == 0 && len(steps) > 0 {
				q.Options = append(slices.Clone(steps), b.NotApplicable)
			}
			for _, f := range q.texts() {
				l.fill(q.at, lang, f, p)
			}
		}
		l.banks[lang] = b
	}
}
