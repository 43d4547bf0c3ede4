package content

import "fmt"

// Safety says how a topic's text is written. It is not the urgency of a message.
type Safety string

// The levels, as in docs/content.md.
const (
	SafetyNone   Safety = "none"
	SafetyCare   Safety = "care"
	SafetyUrgent Safety = "urgent"
)

// Topic is one authored answer in one language. Its texts are small marked-up text with every placeholder filled in.
type Topic struct {
	ID        string   `yaml:"id"`
	Lang      Lang     `yaml:"lang"`
	Title     string   `yaml:"title"`
	Situation string   `yaml:"situation"`
	Group     string   `yaml:"group"`
	Audience  string   `yaml:"audience"`
	Safety    Safety   `yaml:"safety"`
	Steps     []string `yaml:"steps"`
	Mind      string   `yaml:"mind"`
	// Help is the role of the person at school to turn to.
	Help    string   `yaml:"help"`
	Asked   []string `yaml:"phrasings"`
	Sources []Source `yaml:"sources"`
	Checked Date     `yaml:"checked"`
	Related []string `yaml:"related"`
	Body    string   `yaml:"-"`
	// Phrasings are how staff ask this, of every voice.
	Phrasings []Phrasing `yaml:"-"`

	at place
}

// Phrasing is one way somebody asks for a topic. Voice names the hand that wrote it: "author" for the topic's own file.
type Phrasing struct {
	Text  string
	Voice string
}

// Source is where a text's facts come from.
type Source struct {
	Title string `yaml:"title"`
	Org   string `yaml:"org"`
	// Year is 0 when the source shows none.
	Year int    `yaml:"year"`
	URL  string `yaml:"url"`
}

// readTopic reads one topic file. A topic with an id but other faults is returned too, so that one fault does not bring
// down a row of others.
func readTopic(file string, data []byte, p *problems) (Topic, bool) {
	head, body, bodyLine, err := splitFrontMatter(data)
	if err != nil {
		p.add(file, 1, "%v", err)
		return Topic{}, false
	}
	var t Topic
	if t.at, err = decode(file, head, 1, &t); err != nil {
		p.addYAML(file, 1, err)
		return Topic{}, false
	}
	t.Body, t.at.lines["body"] = body, bodyLine
	for _, s := range t.Asked {
		t.Phrasings = append(t.Phrasings, Phrasing{Text: s, Voice: "author"})
	}
	if t.ID == "" || (t.Lang != Dutch && t.Lang != English) {
		p.add(file, t.at.line("lang"), "a topic needs an id and lang nl or en")
		return Topic{}, false
	}
	return t, true
}

// texts returns every field that is shown, for filling in and for checking.
func (t *Topic) texts() []field {
	fs := []field{{"title", &t.Title}, {"situation", &t.Situation}, {"mind", &t.Mind}, {"body", &t.Body}}
	for i := range t.Steps {
		fs = append(fs, field{"steps", &t.Steps[i]})
	}
	return fs
}

func (t Topic) String() string { return fmt.Sprintf("%s.%s", t.ID, t.Lang) }
