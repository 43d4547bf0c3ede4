package playground

import (
	"bytes"
	"embed"
	"encoding/base64"
	"html/template"
	"io/fs"
	"net/http"
	"strings"

	"github.com/baken-bot/baken/internal/chat"
)

//go:embed templates static
var files embed.FS

// pages renders replies and pages. Every text goes through html/template: nothing anybody typed comes back as markup.
type pages struct{ all *template.Template }

func newPages() (pages, error) {
	all, err := template.New("").Funcs(template.FuncMap{
		"blocks": blocks, "picture": picture, "action": func(a chat.Action) string { return a.String() }, "inc": func(i int) int { return i + 1 },
	}).ParseFS(files, "templates/*.html")
	return pages{all}, err
}

func static() http.Handler {
	sub, err := fs.Sub(files, "static")
	if err != nil {
		panic(err) // the name is a constant: it can only be wrong at build time
	}
	return http.StripPrefix("/playground/static/", http.FileServerFS(sub))
}

// picture puts a picture into the page itself: nothing is kept to be fetched later.
func picture(p *chat.Picture) template.URL {
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(p.PNG)) //nolint:gosec // the bot drew it
}

// group is a run of blocks that belong together: a paragraph, or the items of one list.
type group struct {
	Ordered, List bool
	Items         []chat.Block
}

// blocks parses marked-up text and gathers list items into lists.
func blocks(text string) []group {
	var out []group
	for _, b := range chat.Parse(text) {
		list := b.Item > 0
		if n := len(out); list && n > 0 && out[n-1].List && out[n-1].Ordered == b.Ordered {
			out[n-1].Items = append(out[n-1].Items, b)
			continue
		}
		out = append(out, group{b.Ordered, list, []chat.Block{b}})
	}
	return out
}

// reply renders what the bot says.
func (p pages) reply(r chat.Reply, lang string) (template.HTML, error) {
	return p.fragment("reply.html", struct {
		chat.Reply
		Lang string
	}{r, lang})
}

// own renders what the person said: plain text, nothing else.
func (p pages) own(text string) (template.HTML, error) { return p.fragment("own.html", text) }

func (p pages) fragment(name string, data any) (template.HTML, error) {
	var b bytes.Buffer
	if err := p.all.ExecuteTemplate(&b, name, data); err != nil {
		return "", err
	}
	return template.HTML(strings.TrimSpace(b.String())), nil //nolint:gosec // html/template made it
}

// Render returns a reply as the fragment of HTML the page shows; lang is the language of the page's own words.
func Render(r chat.Reply, lang string) (template.HTML, error) {
	p, err := newPages()
	if err != nil {
		return "", err
	}
	return p.reply(r, lang)
}
