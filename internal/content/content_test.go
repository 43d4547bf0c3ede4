package content_test

import (
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/baken-bot/baken/internal/content"
)

var today = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)

func TestTheLibraryHasNoFaults(t *testing.T) {
	for _, p := range content.Check(content.Embedded(), nil, today) {
		t.Error(p)
	}
}

func TestEveryUrgentTopicStartsWithWhatToDoNow(t *testing.T) {
	lib := load(t, nil)
	count := 0
	for _, id := range lib.TopicIDs() {
		for _, lang := range content.Langs() {
			topic, _ := lib.Topic(id, lang)
			if topic.Safety != content.SafetyUrgent {
				continue
			}
			count++
			first, _, _ := strings.Cut(topic.Body, "\n\n")
			if !strings.Contains(topic.Body, "112") && !strings.Contains(first, "**") {
				t.Errorf("%s.%s does not begin with what to do now: %s", id, lang, first)
			}
		}
	}
	if count != 2*14 {
		t.Errorf("%d urgent texts, want 28", count)
	}
}

func TestStaleHelplinesAreReported(t *testing.T) {
	stale := today.AddDate(0, 0, content.HelplineDays+1)
	found := false
	for _, p := range content.Check(content.Embedded(), nil, stale) {
		found = found || p.File == "helplines.yaml" && strings.Contains(p.Text, "at most 180")
	}
	if !found {
		t.Error("numbers checked too long ago pass")
	}
}

func TestASchoolsOwnContactsAndTopicsLieOverTheLibrary(t *testing.T) {
	lib := load(t, fstest.MapFS{
		"contacts.yaml":     {Data: []byte("checked: 2026-11-01\ncontacts:\n  child-protection: {name: \"kamer 12\", phone: \"toestel 31\"}\n")},
		"topics/ours.nl.md": {Data: []byte("---\nid: triggers\nlang: nl\ntitle: Ons eigen antwoord\n---\nVan ons.")},
	})
	card, _ := lib.SafetyCard(content.Home, content.Dutch)
	if !strings.Contains(card.Body, "kamer 12 (toestel 31)") {
		t.Errorf("the school's person is not on the card: %s", card.Body)
	}
	if topic, _ := lib.Topic("triggers", content.Dutch); topic.Title != "Ons eigen antwoord" {
		t.Errorf("the school's topic does not replace the library's: %s", topic.Title)
	}
}

func TestFaultsAreReportedWhereTheyStand(t *testing.T) {
	const head = "---\nid: x\nlang: nl\n"
	for name, test := range map[string]struct{ file, data, want string }{
		"no front matter":           {"topics/x.nl.md", "hoi", "topics/x.nl.md:1: the file must begin"},
		"front matter never ends":   {"topics/x.nl.md", head, "topics/x.nl.md:1: the front matter has no closing"},
		"unknown field":             {"topics/x.nl.md", head + "colour: red\n---\nhoi", "topics/x.nl.md:4: "},
		"unknown placeholder":       {"topics/x.nl.md", head + "mind: \"{number:nobody}\"\n---\nhoi", "topics/x.nl.md:4: {number:nobody}"},
		"date that is none":         {"topics/x.nl.md", head + "checked: gisteren\n---\nhoi", "is not a date"},
		"file that belongs nowhere": {"notes.txt", "hoi", "notes.txt:1: no file of this name"},
		"route that is none":        {"safety/examples/author.nl.tsv", "fire\tdirect\tbrand", "safety/examples/author.nl.tsv:1: \"fire\" is no route"},
		"voice of no topic":         {"voices/a.nl.tsv", "nothing\thoi", "voices/a.nl.tsv:1: no topic"},
	} {
		t.Run(name, func(t *testing.T) {
			tree := fstest.MapFS{test.file: {Data: []byte(test.data)}}
			if _, err := content.Load(small(t), tree); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestTextsThatAreHardToReadAreReported(t *testing.T) {
	long := strings.Repeat("woord ", 21)
	for name, test := range map[string]struct{ body, want string }{
		"sentence too long":   {long + ".", "a sentence of 21 words"},
		"body too long":       {strings.Repeat("Kort. ", 91), "91 words, at most 90"},
		"number written out":  {"Bel 0800-2000.", "number 0800-2000"},
		"word we do not use":  {"Het slachtoffer huilt.", "slachtoffer"},
		"emergency in digits": {"Bel 112.", "number 112"},
	} {
		t.Run(name, func(t *testing.T) {
			data := "---\nid: x\nlang: nl\n---\n" + test.body
			reports(t, fstest.MapFS{"topics/x.nl.md": {Data: []byte(data)}}, test.want)
		})
	}
}

func FuzzLoad(f *testing.F) {
	f.Add("topics/x.nl.md", "---\nid: x\nlang: nl\n---\nhoi")
	f.Add("guides/x.nl.yaml", "id: x\nsteps: []")
	f.Add("guides/x.nl.yaml", "id: x\nlang: nl\ntopics: [y]\nsteps: [{id: a, choices: [{}]}]")
	f.Add("prompts/ours.nl.yaml", goodSeries)
	f.Add("prompts/ours.nl.yaml", "id: ours\nlang: nl\nprompts: [null, {}, &a {id: b}, *a]")
	f.Add("pulse/bank.nl.yaml", goodBank)
	f.Add("pulse/bank.en.yaml", "lang: en\nscales: {often: &s [a, b, c, d]}\nquestions: [{kind: scale, scale: often, options: *s}, {}]")
	f.Add("heavy.yaml", "grief: {nl: a}\nrain:")
	f.Add("safety/examples/author.nl.tsv", "none\tidiom\thoi\n\t\t")
	f.Add("lexicon/names.yaml", "first: [a")
	f.Add("voices/a.en.tsv", "triggers\thi")
	f.Fuzz(func(t *testing.T, name, data string) {
		if name == "." || !fs.ValidPath(name) {
			return // no file can have this name
		}
		tree := fstest.MapFS{name: {Data: []byte(data)}}
		if lib, err := content.Load(tree, nil); (lib == nil) != (err != nil) {
			t.Errorf("library %v, error %v", lib, err)
		}
		content.Check(tree, nil, today)
	})
}

// library is read once: nothing in it changes.
var library = sync.OnceValues(func() (*content.Library, error) { return content.Load(content.Embedded(), nil) })

func load(t *testing.T, overlay fstest.MapFS) *content.Library {
	t.Helper()
	lib, err := library()
	if overlay != nil {
		lib, err = content.Load(content.Embedded(), overlay)
	}
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// small returns a few files of the library: enough to lay faults over, and quick to read.
func small(t *testing.T) fstest.MapFS {
	t.Helper()
	tree := fstest.MapFS{}
	for _, name := range []string{
		"roles.yaml", "heavy.yaml", "pulse/bank.nl.yaml", "pulse/bank.en.yaml", "prompts/start-and-relation.nl.yaml", "topics/basics/triggers.nl.md", "topics/basics/triggers.en.md",
	} {
		data, err := fs.ReadFile(content.Embedded(), name)
		if err != nil {
			t.Fatal(err)
		}
		tree[name] = &fstest.MapFile{Data: data}
	}
	return tree
}

// reports fails unless the check of a small library with the tree laid over it says what is wanted.
func reports(t *testing.T, tree fstest.MapFS, want string) {
	t.Helper()
	for _, p := range content.Check(small(t), tree, today) {
		if strings.Contains(p.Error(), want) {
			return
		}
	}
	t.Errorf("nothing reported like %q", want)
}
