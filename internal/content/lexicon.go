package content

import (
	"iter"
	"strings"
)

// OffTopic is a message the bot must decline. Voice names the hand that wrote it.
type OffTopic struct {
	Class string
	Text  string
	Voice string
}

// Names is what the pupil-data guard knows names by.
type Names struct {
	// First are common first names, in lower case.
	First []string `yaml:"first"`
	// Doubtful are names that are ordinary words too: they count only beside another sign.
	Doubtful []string `yaml:"doubtful"`
	// Family are common family names, in lower case, without their prefixes.
	Family []string `yaml:"family"`
	// Words are words that look like a name at the start of a sentence or are written with a capital, but are none.
	Words []string `yaml:"words"`
	// Public are people a school speaks about by name: authors, writers of methods, figures from books.
	Public []string `yaml:"public"`
}

// Ambiguous is a word with two meanings in a school.
type Ambiguous struct {
	Word   string   `yaml:"word"`
	Why    string   `yaml:"why"`
	Topics []string `yaml:"topics"`
}

func readOffTopic(file, voice string, data []byte, p *problems) []OffTopic {
	var out []OffTopic
	for n, cells := range tsv(data) {
		if len(cells) != 2 || cells[1] == "" {
			p.add(file, n, "want class and sentence, with a tab between")
			continue
		}
		out = append(out, OffTopic{Class: cells[0], Text: cells[1], Voice: voice})
	}
	return out
}

// readConcepts reads a concept and its phrases a line.
func readConcepts(file string, data []byte, p *problems) map[string][]string {
	out := map[string][]string{}
	for n, cells := range tsv(data) {
		if len(cells) != 2 || cells[1] == "" {
			p.add(file, n, "want concept and phrases, with a tab between and commas between the phrases")
			continue
		}
		if _, twice := out[cells[0]]; twice {
			p.add(file, n, "concept %q stands twice", cells[0])
		}
		for phrase := range strings.SplitSeq(cells[1], ",") {
			out[cells[0]] = append(out[cells[0]], strings.TrimSpace(phrase))
		}
	}
	return out
}

// tsv yields the lines that are neither empty nor a comment, with their number and their cells.
func tsv(data []byte) iter.Seq2[int, []string] {
	return func(yield func(int, []string) bool) {
		n := 0
		for line := range strings.Lines(string(data)) {
			n++
			line = strings.TrimRight(line, "\r\n")
			if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
				continue
			}
			cells := strings.Split(line, "\t")
			for i := range cells {
				cells[i] = strings.TrimSpace(cells[i])
			}
			if !yield(n, cells) {
				return
			}
		}
	}
}
