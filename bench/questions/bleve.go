package main

import (
	"fmt"
	"io"

	"github.com/blevesearch/bleve/v2"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/en" // the analyzers
	_ "github.com/blevesearch/bleve/v2/analysis/lang/nl"

	"github.com/baken-bot/baken/internal/content"
)

// baseline is a full-text engine over the same library: a document a topic, with its phrasings, and Dutch and English analyzers.
type baseline map[content.Lang]bleve.Index

func newBaseline(lib *content.Library) (baseline, error) {
	b := baseline{}
	for _, lang := range content.Langs() {
		m := bleve.NewIndexMapping()
		m.DefaultAnalyzer = string(lang)
		ix, err := bleve.NewMemOnly(m)
		if err != nil {
			return nil, fmt.Errorf("open bleve: %w", err)
		}
		batch := ix.NewBatch()
		for _, id := range lib.TopicIDs() {
			t, ok := lib.Topic(id, lang)
			if !ok {
				continue
			}
			var asked []string
			for _, p := range t.Phrasings {
				asked = append(asked, p.Text)
			}
			if err := batch.Index(id, map[string]any{"title": t.Title, "text": t.Body, "steps": t.Steps, "asked": asked}); err != nil {
				return nil, fmt.Errorf("index topic %s: %w", id, err)
			}
		}
		if err := ix.Batch(batch); err != nil {
			return nil, fmt.Errorf("index topics: %w", err)
		}
		b[lang] = ix
	}
	return b, nil
}

// ask returns the first twenty topics.
func (b baseline) ask(lang content.Lang, text string) ([]string, error) {
	res, err := b[lang].Search(bleve.NewSearchRequestOptions(bleve.NewMatchQuery(text), 20, 0, false))
	if err != nil {
		return nil, fmt.Errorf("search bleve: %w", err)
	}
	var ids []string
	for _, hit := range res.Hits {
		ids = append(ids, hit.ID)
	}
	return ids, nil
}

// compare puts the ranking beside the baseline's.
func compare(out io.Writer, lib *content.Library, questions []question, answers []answer) error {
	b, err := newBaseline(lib)
	if err != nil {
		return err
	}
	var ours, theirs [3]share
	for i, q := range questions {
		if !q.asks() {
			continue
		}
		ids, err := b.ask(content.Lang(q.lang), q.text)
		if err != nil {
			return err
		}
		place := -1
		for n, id := range ids {
			if contains(q.want, id) {
				place = n
				break
			}
		}
		for k, within := range []int{1, 3, 20} {
			p := answers[i].place(q.want)
			ours[k].add(p >= 0 && p < within)
			theirs[k].add(place >= 0 && place < within)
		}
	}
	fmt.Fprintln(out, "\nranking alone, beside bleve over the same library:")
	for k, name := range []string{"first", "in three", "in twenty"} {
		fmt.Fprintf(out, "  %-10s baken %s   bleve %s\n", name, ours[k], theirs[k])
	}
	return nil
}
