package content

// Guide is a flow of cards through which a person goes at their own pace. Nothing of it is kept.
type Guide struct {
	ID      string `yaml:"id"`
	Lang    Lang   `yaml:"lang"`
	Title   string `yaml:"title"`
	About   string `yaml:"about"`
	Checked Date   `yaml:"checked"`
	// Topics are the topics whose answers lead to the guide.
	Topics []string `yaml:"topics"`
	Steps  []Step   `yaml:"steps"`
	End    string   `yaml:"end"`

	at place
}

// Step is one card of a guide. Without choices it leads to the step after it.
type Step struct {
	ID      string   `yaml:"id"`
	Text    string   `yaml:"text"`
	Choices []Choice `yaml:"choices"`
}

// Choice leads to another step, or to the end when Next is "end".
type Choice struct {
	Label string `yaml:"label"`
	Next  string `yaml:"next"`
}

// EndStep is the id under which a choice names the end.
const EndStep = "end"

// Step returns a step and its place from 0, or false. The empty id is the first step.
func (g Guide) Step(id string) (Step, int, bool) {
	for i, s := range g.Steps {
		if s.ID == id || id == "" {
			return s, i, true
		}
	}
	return Step{}, 0, false
}

func readGuide(file string, data []byte, p *problems) (Guide, bool) {
	var g Guide
	at, err := decode(file, data, 0, &g)
	if err != nil {
		p.addYAML(file, 0, err)
		return Guide{}, false
	}
	g.at = at
	if g.ID == "" || (g.Lang != Dutch && g.Lang != English) || len(g.Steps) == 0 {
		p.add(file, 1, "a guide needs an id, lang nl or en, and steps")
		return Guide{}, false
	}
	return g, true
}

func (g *Guide) texts() []field {
	fs := []field{{"title", &g.Title}, {"about", &g.About}, {"end", &g.End}}
	for i := range g.Steps {
		fs = append(fs, field{"steps", &g.Steps[i].Text})
		for j := range g.Steps[i].Choices {
			fs = append(fs, field{"steps", &g.Steps[i].Choices[j].Label})
		}
	}
	return fs
}
