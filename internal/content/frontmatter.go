package content

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// place remembers where the fields of a piece of content stand, and those of the entries of its lists.
type place struct {
	file  string
	lines map[string]int
	lists map[string][]place
}

// line returns where a field stands, or where the whole begins when the field is not there.
func (p place) line(name string) int {
	if n, ok := p.lines[name]; ok {
		return n
	}
	return p.lines[top]
}

// top is the name under which a place remembers where it begins.
const top = ""

// entry returns the place of one entry of a list.
func (p place) entry(list string, i int) place {
	if i < len(p.lists[list]) {
		return p.lists[list][i]
	}
	return place{file: p.file, lines: map[string]int{top: p.line(list)}}
}

// placeOf remembers where the keys of a mapping stand; offset is the number of lines of the file above the YAML.
func placeOf(file string, n *yaml.Node, offset int) place {
	at := place{file: file, lines: map[string]int{top: n.Line + offset}, lists: map[string][]place{}}
	if n.Kind != yaml.MappingNode {
		return at
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		at.lines[k.Value] = k.Line + offset
		if v.Kind != yaml.SequenceNode {
			continue
		}
		for _, e := range v.Content {
			at.lists[k.Value] = append(at.lists[k.Value], placeOf(file, e, offset))
		}
	}
	return at
}

// field is one text of a piece of content, to be filled in or checked where it stands.
type field struct {
	name string
	text *string
}

// splitFrontMatter separates the YAML between the two lines of three dashes from the text under it.
func splitFrontMatter(data []byte) (head []byte, body string, bodyLine int, err error) {
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	rest, ok := bytes.CutPrefix(data, []byte("---\n"))
	if !ok {
		return nil, "", 0, errors.New("the file must begin with a line ---")
	}
	head, after, ok := bytes.Cut(rest, []byte("\n---\n"))
	if !ok {
		return nil, "", 0, errors.New("the front matter has no closing line ---")
	}
	return head, strings.TrimSpace(string(after)), bytes.Count(head, []byte("\n")) + 4, nil
}

// decode reads a YAML mapping into v, refuses keys v does not have, and returns where each key stands; offset is the number of
// lines of the file above the YAML.
func decode(file string, data []byte, offset int, v any) (place, error) {
	at := place{file: file, lines: map[string]int{}}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(v); err != nil {
		return at, err
	}
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return at, err
	}
	if len(root.Content) == 0 || root.Content[0].Kind != yaml.MappingNode {
		return at, errors.New("want a mapping")
	}
	return placeOf(file, root.Content[0], offset), nil
}

var yamlLine = regexp.MustCompile(`line (\d+): `)

// addYAML reports an error of the YAML reader at the line it names.
func (p *problems) addYAML(file string, offset int, err error) {
	text, line := err.Error(), 1
	if m := yamlLine.FindStringSubmatch(text); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			line = n + offset
			text = strings.Replace(text, m[0], "", 1)
		}
	}
	p.add(file, line, "%s", strings.ReplaceAll(fmt.Sprint(text), "\n", " "))
}
