package content

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Prompt is one reflection prompt in one language: something to try or to notice, one question to oneself, and why it is asked.
// It is complete without an answer, and asks about one's own doing, never about a pupil who could be known by it.
type Prompt struct {
	ID       string `yaml:"id"`
	Tip      string `yaml:"tip"`
	Question string `yaml:"question"`
	Why      string `yaml:"why"`
	// Topic is the topic that says more.
	Topic string `yaml:"topic"`
	// Heavy is the theme that weighs on a reader, or empty. A heavy prompt is shown under [Library.HeavyLine] and can be skipped before it is read.
	Heavy   string `yaml:"heavy"`
	Source  Source `yaml:"source"`
	Checked Date   `yaml:"checked"`
	// Series is the series it belongs to.
	Series string `yaml:"-"`
	Lang   Lang   `yaml:"-"`

	at place
}

// Series is a row of prompts in their order, meant for one part of the school year.
type Series struct {
	ID    string `yaml:"id"`
	Lang  Lang   `yaml:"lang"`
	Title string `yaml:"title"`
	About string `yaml:"about"`
	// Months are those in which the series fits best, the first being the month to begin.
	Months  []time.Month `yaml:"months"`
	Prompts []Prompt     `yaml:"prompts"`

	at place
}

// SeriesIDs returns the ids of all series, in the order of the school year.
func (l *Library) SeriesIDs() []string { return l.seriesIDs }

// Series returns a series in a language.
func (l *Library) Series(id string, lang Lang) (Series, bool) {
	s, ok := l.series[key{id, lang}]
	return s, ok
}

// Prompt returns a prompt of any series in a language.
func (l *Library) Prompt(id string, lang Lang) (Prompt, bool) {
	p, ok := l.prompts[key{id, lang}]
	return p, ok
}

// HeavyLine returns the first line above a prompt of a heavy theme: it names the theme and says that skipping is fine. It is empty
// for the empty theme.
func (l *Library) HeavyLine(theme string, lang Lang) string { return l.heavy[theme][lang] }

// readSeries reads prompts/<id>.<lang>.yaml. The name must be that of the series, so that no series hides another.
func readSeries(file string, data []byte, p *problems) (Series, bool) {
	var s Series
	at, err := decode(file, data, 0, &s)
	if err != nil {
		p.addYAML(file, 0, err)
		return Series{}, false
	}
	s.at = at
	if (s.Lang != Dutch && s.Lang != English) || s.ID == "" || file != "prompts/"+s.ID+"."+string(s.Lang)+".yaml" {
		p.add(file, at.line("id"), "a series needs an id, lang nl or en, and the name prompts/<id>.<lang>.yaml")
		return Series{}, false
	}
	for i := range s.Prompts {
		s.Prompts[i].Series, s.Prompts[i].Lang, s.Prompts[i].at = s.ID, s.Lang, at.entry("prompts", i)
	}
	return s, true
}

// readHeavy reads heavy.yaml: by theme, the line in each language.
func (l *Library) readHeavy(file string, data []byte, p *problems) {
	themes := map[string]map[Lang]string{}
	at, err := decode(file, data, 0, &themes)
	if err != nil {
		p.addYAML(file, 0, err)
		return
	}
	maps.Copy(l.heavy, themes)
	l.heavyAt = at
}

func (s *Series) texts() []field { return []field{{"title", &s.Title}, {"about", &s.About}} }

func (r *Prompt) texts() []field {
	return []field{{"tip", &r.Tip}, {"question", &r.Question}, {"why", &r.Why}}
}

func (l *Library) fillSeries(p *problems) {
	for k, s := range l.series {
		for _, f := range s.texts() {
			l.fill(s.at, k.lang, f, p)
		}
		for i := range s.Prompts {
			for _, f := range s.Prompts[i].texts() {
				l.fill(s.Prompts[i].at, k.lang, f, p)
			}
		}
		l.series[k] = s
	}
}

// index makes every prompt findable by its id and puts the series in the order of the school year.
func (l *Library) index() {
	begins := map[string]int{}
	for k, s := range l.series {
		begins[k.id] = schoolMonth(s)
		for _, r := range s.Prompts {
			l.prompts[key{r.ID, k.lang}] = r
		}
	}
	for id := range begins {
		l.seriesIDs = append(l.seriesIDs, id)
	}
	slices.SortFunc(l.seriesIDs, func(a, b string) int { return cmp.Or(cmp.Compare(begins[a], begins[b]), cmp.Compare(a, b)) })
}

// schoolMonth counts the first month of a series from August.
func schoolMonth(s Series) int {
	if len(s.Months) == 0 {
		return 0
	}
	return (int(s.Months[0]) + 12 - int(time.August)) % 12
}
