package content

import (
	"fmt"
	"regexp"
	"time"
)

// HelplineDays is how old the check of a number may be: after this it may be wrong, and a wrong number can cost a life.
const HelplineDays = 180

// Helpline is one number the bot may show.
type Helpline struct {
	ID     string       `yaml:"id"`
	Number string       `yaml:"number"`
	NL     HelplineText `yaml:"nl"`
	EN     HelplineText `yaml:"en"`
	Source string       `yaml:"source"`
}

// HelplineText is a helpline's name and hours in one language.
type HelplineText struct {
	Name  string `yaml:"name"`
	Hours string `yaml:"hours"`
}

// In returns the name and hours in a language.
func (h Helpline) In(lang Lang) HelplineText {
	if lang == English {
		return h.EN
	}
	return h.NL
}

// whole reports whether nothing is missing.
func (h Helpline) whole() bool {
	return h.ID != "" && h.Number != "" && h.NL.Name != "" && h.EN.Name != "" && h.Source != ""
}

// Contact is a school's own person for a role.
type Contact struct {
	Name  string `yaml:"name"`
	Phone string `yaml:"phone"`
}

type helplineFile struct {
	Checked   Date       `yaml:"checked"`
	Helplines []Helpline `yaml:"helplines"`
}

type roleFile struct {
	Roles map[string]map[Lang]string `yaml:"roles"`
}

type contactFile struct {
	Checked  Date               `yaml:"checked"`
	Contacts map[string]Contact `yaml:"contacts"`
}

// Contact returns who to turn to for a role: the school's own person, or else the name of the role.
func (l *Library) Contact(role string, lang Lang) string {
	c, ok := l.contacts[role]
	switch {
	case ok && c.Phone != "":
		return fmt.Sprintf("%s (%s)", c.Name, c.Phone)
	case ok:
		return c.Name
	}
	return l.roles[role][lang]
}

// HelplinesStale reports whether the numbers were last checked too long ago.
func (l *Library) HelplinesStale(now time.Time) bool { return l.helpDate.Days(now) > HelplineDays }

// ContactsStale reports whether the school's own contacts were last checked too long ago. A school that names none has none to check.
func (l *Library) ContactsStale(now time.Time) bool {
	return len(l.contacts) > 0 && l.contactsOn.Days(now) > HelplineDays
}

// Checked returns the days on which the numbers and the school's own contacts were last checked; the second is zero for a school that names none.
func (l *Library) Checked() (helplines, contacts Date) { return l.helpDate, l.contactsOn }

var placeholder = regexp.MustCompile(`\{(\w+):([\w-]+)\}`)

var telephone = regexp.MustCompile(`(?:\+31[\s-]?|\b0)\d(?:[\s-]?\d){6,11}\b|\b(?:112|113)\b`)

// writtenNumber returns the first telephone number written out in a text, or "".
func writtenNumber(text string) string { return telephone.FindString(text) }

// fill replaces {number:…} and {contact:…}. Something between braces that is neither is a problem.
func (l *Library) fill(at place, lang Lang, f field, p *problems) {
	if n := writtenNumber(*f.text); n != "" {
		l.numbers.add(at.file, at.line(f.name), "%s: number %s does not come from helplines.yaml; write {number:…}", f.name, n)
	}
	*f.text = placeholder.ReplaceAllStringFunc(*f.text, func(s string) string {
		m := placeholder.FindStringSubmatch(s)
		switch m[1] {
		case "number":
			for _, h := range l.helplines {
				if h.ID == m[2] {
					return h.Number
				}
			}
		case "contact":
			if _, ok := l.roles[m[2]]; ok {
				return l.Contact(m[2], lang)
			}
		}
		p.add(at.file, at.line(f.name), "%s is no number of helplines.yaml and no role of roles.yaml", s)
		return s
	})
}
