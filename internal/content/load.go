package content

import (
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// Load reads the library from base with a school's own files laid over it; overlay may be nil. Its error joins everything that
// could not be read, each a [Problem]. What can be read but should be mended is left to [Check].
func Load(base, overlay fs.FS) (*Library, error) {
	l, p := load(base, overlay)
	if len(p) == 0 {
		return l, nil
	}
	errs := make([]error, len(p))
	for i, problem := range p.sorted() {
		errs[i] = problem
	}
	return nil, errors.Join(errs...)
}

func load(base, overlay fs.FS) (*Library, problems) {
	l := &Library{
		topics: map[key]Topic{}, guides: map[key]Guide{}, cards: map[key]SafetyCard{},
		examples: map[Lang][]Example{}, rules: map[Lang][]Rule{}, offTopic: map[Lang][]OffTopic{},
		smallTalk: map[Lang]map[string][]string{}, concepts: map[Lang]map[string][]string{},
		requests: map[Lang]map[string][]string{},
		series:   map[key]Series{}, prompts: map[key]Prompt{}, heavy: map[string]map[Lang]string{}, banks: map[Lang]Bank{},
		roles: map[string]map[Lang]string{}, contacts: map[string]Contact{},
	}
	var p problems
	var voices []voiceFile
	for _, tree := range []fs.FS{base, overlay} {
		if tree == nil {
			continue
		}
		if err := l.readTree(tree, &voices, &p); err != nil {
			p.add(".", 1, "read library: %v", err)
		}
	}
	for _, v := range voices {
		l.addVoice(v, &p)
	}
	l.fillAll(&p)
	l.topicIDs, l.guideIDs = ids(l.topics), ids(l.guides)
	l.index()
	return l, p
}

func (l *Library) readTree(tree fs.FS, voices *[]voiceFile, p *problems) error {
	return fs.WalkDir(tree, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(tree, file)
		if err != nil {
			return err
		}
		if dir, _, _ := strings.Cut(file, "/"); dir == "voices" {
			*voices = append(*voices, voiceFile{file, data})
			return nil
		}
		l.readFile(file, data, p)
		return nil
	})
}

// readFile reads one file by its place in the tree; a file that belongs nowhere is a problem, because its author expects it to work.
func (l *Library) readFile(file string, data []byte, p *problems) {
	dir, _, _ := strings.Cut(file, "/")
	ext := path.Ext(file)
	switch dir + ext {
	case "topics.md":
		if t, ok := readTopic(file, data, p); ok {
			l.topics[key{t.ID, t.Lang}] = t
		}
	case "guides.yaml":
		if g, ok := readGuide(file, data, p); ok {
			l.guides[key{g.ID, g.Lang}] = g
		}
	case "prompts.yaml":
		if s, ok := readSeries(file, data, p); ok {
			l.series[key{s.ID, s.Lang}] = s
		}
	case "pulse.yaml":
		if b, ok := readBank(file, data, p); ok {
			l.banks[b.Lang] = b.over(l.banks[b.Lang])
		}
	case "safety.md":
		if c, ok := readSafetyCard(file, data, p); ok {
			l.cards[key{string(c.Route), c.Lang}] = c
		}
	default:
		if ext == ".tsv" {
			l.readVoice(file, data, p)
			return
		}
		l.readList(file, data, p)
	}
}

// readVoice reads what one hand wrote for the bot to learn from: a file <name>.<lang>.tsv.
func (l *Library) readVoice(file string, data []byte, p *problems) {
	name, lang := splitLang(path.Base(file))
	voice := strings.TrimSuffix(name, ".tsv")
	switch dir := path.Dir(file); {
	case lang != "" && dir == "safety/examples":
		l.examples[lang] = append(l.examples[lang], readExamples(file, voice, data, p)...)
	case lang != "" && file == "lexicon/concepts."+string(lang)+".tsv":
		l.concepts[lang] = readConcepts(file, data, p)
	case lang != "" && dir == "lexicon/offtopic":
		l.offTopic[lang] = append(l.offTopic[lang], readOffTopic(file, voice, data, p)...)
	default:
		p.add(file, 1, noPlace)
	}
}

const noPlace = "no file of this name belongs in the library; see docs/content.md"

// readList reads the files of which there is one, or one a language.
func (l *Library) readList(file string, data []byte, p *problems) {
	name, lang := splitLang(file)
	switch name {
	case "helplines.yaml":
		var f helplineFile
		readYAML(file, data, &f, p)
		l.helplines, l.helpDate = f.Helplines, f.Checked
	case "roles.yaml":
		var f roleFile
		readYAML(file, data, &f, p)
		maps.Copy(l.roles, f.Roles)
	case "heavy.yaml":
		l.readHeavy(file, data, p)
	case "contacts.yaml":
		var f contactFile
		readYAML(file, data, &f, p)
		l.contacts, l.contactsOn = f.Contacts, f.Checked
	case "safety/lexicon.yaml":
		var f ruleFile
		readYAML(file, data, &f, p)
		for _, r := range f.Rules {
			r.Unless = append(slices.Clone(f.Unless), r.Unless...)
			l.rules[lang] = append(l.rules[lang], r)
		}
	default:
		l.readLexicon(name, lang, file, data, p)
	}
}

// readLexicon reads the files the understanding learns from.
func (l *Library) readLexicon(name string, lang Lang, file string, data []byte, p *problems) {
	switch name {
	case "lexicon/smalltalk.yaml":
		l.smallTalk[lang] = readMap(file, data, p)
	case "lexicon/requests.yaml":
		l.requests[lang] = readMap(file, data, p)
	case "lexicon/ambiguous.yaml":
		readYAML(file, data, &l.ambiguous, p)
	case "lexicon/names.yaml":
		readYAML(file, data, &l.names, p)
	default:
		p.add(file, 1, noPlace)
	}
}

func readYAML(file string, data []byte, v any, p *problems) {
	if _, err := decode(file, data, 0, v); err != nil {
		p.addYAML(file, 0, err)
	}
}

func readMap(file string, data []byte, p *problems) map[string][]string {
	m := map[string][]string{}
	readYAML(file, data, &m, p)
	return m
}

// splitLang takes the language out of a name such as "lexicon/concepts.nl.yaml".
func splitLang(file string) (name string, lang Lang) {
	ext := path.Ext(file)
	stem := strings.TrimSuffix(file, ext)
	for _, lang := range Langs() {
		if cut, ok := strings.CutSuffix(stem, "."+string(lang)); ok {
			return cut + ext, lang
		}
	}
	return file, ""
}

type voiceFile struct {
	file string
	data []byte
}

// addVoice adds one hand's phrasings to their topics.
func (l *Library) addVoice(v voiceFile, p *problems) {
	name, lang := splitLang(path.Base(v.file))
	if lang == "" || path.Ext(name) != ".tsv" {
		p.add(v.file, 1, "a voice is a file voices/<name>.<lang>.tsv")
		return
	}
	voice := strings.TrimSuffix(name, ".tsv")
	for n, cells := range tsv(v.data) {
		if len(cells) != 2 || cells[1] == "" {
			p.add(v.file, n, "want topic and phrasing, with a tab between")
			continue
		}
		t, ok := l.topics[key{cells[0], lang}]
		if !ok {
			p.add(v.file, n, "no topic %q in %s", cells[0], lang)
			continue
		}
		t.Phrasings = append(t.Phrasings, Phrasing{Text: cells[1], Voice: voice})
		l.topics[key{cells[0], lang}] = t
	}
}

// fillAll fills in the placeholders of everything that is shown.
func (l *Library) fillAll(p *problems) {
	for k, t := range l.topics {
		t.Steps = slices.Clone(t.Steps)
		for _, f := range t.texts() {
			l.fill(t.at, k.lang, f, p)
		}
		l.topics[k] = t
	}
	for k, c := range l.cards {
		for _, f := range c.texts() {
			l.fill(c.at, k.lang, f, p)
		}
		l.cards[k] = c
	}
	for k, g := range l.guides {
		for _, f := range g.texts() {
			l.fill(g.at, k.lang, f, p)
		}
		l.guides[k] = g
	}
	l.fillSeries(p)
	l.fillBanks(p)
}
