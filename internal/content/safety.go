package content

import (
	"slices"
	"strings"
)

// Route is a way to safety.
type Route string

// The five routes, and none.
const (
	NoRoute    Route = ""
	Home       Route = "home"
	Danger     Route = "danger"
	Suicide    Route = "suicide"
	Staff      Route = "staff"
	Misconduct Route = "misconduct"
)

// Routes returns the five routes.
func Routes() []Route { return []Route{Home, Danger, Suicide, Staff, Misconduct} }

// SafetyCard is the fixed text of a route, shown whole.
type SafetyCard struct {
	Route   Route    `yaml:"route"`
	Lang    Lang     `yaml:"lang"`
	Title   string   `yaml:"title"`
	Topics  []string `yaml:"topics"`
	Actions []Jump   `yaml:"actions"`
	Checked Date     `yaml:"checked"`
	Body    string   `yaml:"-"`

	at place
}

// Jump is a button to a guided flow or a topic.
type Jump struct {
	Label string `yaml:"label"`
	Guide string `yaml:"guide"`
	Topic string `yaml:"topic"`
}

// Example is a sentence the safety check learns from. Manner says how it is said and Voice which hand wrote it, both for measuring.
type Example struct {
	Route  Route
	Manner string
	Text   string
	Voice  string
}

// Rule is a safety pattern: a card or a line when one of Any is found and none of Unless is. The grammar of patterns is in package
// understand.
type Rule struct {
	Route  Route    `yaml:"route"`
	Degree string   `yaml:"degree"`
	Why    string   `yaml:"why"`
	Any    []string `yaml:"any"`
	Unless []string `yaml:"unless"`
}

type ruleFile struct {
	// Unless is added to every rule.
	Unless []string `yaml:"unless"`
	Rules  []Rule   `yaml:"rules"`
}

func readSafetyCard(file string, data []byte, p *problems) (SafetyCard, bool) {
	head, body, line, err := splitFrontMatter(data)
	if err != nil {
		p.add(file, 1, "%v", err)
		return SafetyCard{}, false
	}
	var c SafetyCard
	if c.at, err = decode(file, head, 1, &c); err != nil {
		p.addYAML(file, 1, err)
		return SafetyCard{}, false
	}
	c.Body, c.at.lines["body"] = body, line
	if !slices.Contains(Routes(), c.Route) || (c.Lang != Dutch && c.Lang != English) {
		p.add(file, c.at.line("route"), "a safety card needs one of the five routes and lang nl or en")
		return SafetyCard{}, false
	}
	return c, true
}

func (c *SafetyCard) texts() []field {
	fs := []field{{"title", &c.Title}, {"body", &c.Body}}
	for i := range c.Actions {
		fs = append(fs, field{"actions", &c.Actions[i].Label})
	}
	return fs
}

var manners = []string{"direct", "veiled", "indirect", "self", "negation", "lesson", "idiom", "policy", "past", "everyday"}

// readExamples reads route, manner and sentence, one example a line.
func readExamples(file, voice string, data []byte, p *problems) []Example {
	var out []Example
	for n, cells := range tsv(data) {
		if len(cells) != 3 || cells[2] == "" {
			p.add(file, n, "want route, manner and sentence, with tabs between")
			continue
		}
		route := Route(cells[0])
		if route == "none" {
			route = NoRoute
		} else if !slices.Contains(Routes(), route) {
			p.add(file, n, "%q is no route", cells[0])
			continue
		}
		if !slices.Contains(manners, cells[1]) {
			p.add(file, n, "%q is no manner: use one of %s", cells[1], strings.Join(manners, ", "))
			continue
		}
		out = append(out, Example{Route: route, Manner: cells[1], Text: cells[2], Voice: voice})
	}
	return out
}
