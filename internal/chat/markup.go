package chat

import (
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// Block is one paragraph or list item of small marked-up text.
type Block struct {
	// Item is 0 for a paragraph, otherwise the number of the list item; Ordered tells whether it is shown.
	Item    int
	Ordered bool
	Spans   []Span
}

// Span is a run of text in one style. Its text is literal: whoever renders it escapes it.
type Span struct {
	Text   string
	Bold   bool
	Italic bool
	// Link is an https address, or empty.
	Link string
}

// Parse reads small marked-up text: paragraphs, lists, **bold**, *italic*, [links](https://…). It is Markdown
// (https://spec.commonmark.org) of which everything else, raw HTML and images included, comes out as its plain words; a
// link that is not https comes out as its text. Parse never fails.
func Parse(source string) []Block {
	if blocks, ok := simple(source); ok {
		return blocks
	}
	return parseMarkdown(source)
}

// markdown is compiled once: to put it together takes as long as to parse a short text. It may be used from several goroutines.
var markdown = goldmark.DefaultParser()

func parseMarkdown(source string) []Block {
	src := []byte(strings.ToValidUTF8(source, "�"))
	root := markdown.Parse(text.NewReader(src))
	p := markupParser{src: src}
	p.container(root, 0, false)
	return p.blocks
}

type markupParser struct {
	src    []byte
	blocks []Block
}

func (p *markupParser) container(n ast.Node, item int, ordered bool) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.List:
			p.list(c)
		case *ast.Paragraph, *ast.TextBlock, *ast.Heading:
			p.add(Block{Item: item, Ordered: ordered, Spans: p.inline(c, Span{})})
		case *ast.HTMLBlock, *ast.CodeBlock, *ast.FencedCodeBlock:
			p.add(Block{Item: item, Ordered: ordered, Spans: []Span{{Text: p.lines(c)}}})
		default:
			p.container(c, item, ordered)
		}
	}
}

func (p *markupParser) list(l *ast.List) {
	number := max(l.Start, 1)
	for item := l.FirstChild(); item != nil; item = item.NextSibling() {
		p.container(item, number, l.IsOrdered())
		number++
	}
}

func (p *markupParser) add(b Block) {
	kept := b.Spans[:0]
	for _, s := range b.Spans {
		if s.Text != "" {
			kept = append(kept, s)
		}
	}
	if b.Spans = kept; len(kept) > 0 {
		p.blocks = append(p.blocks, b)
	}
}

func (p *markupParser) lines(n ast.Node) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b.Write(line.Value(p.src))
	}
	return strings.TrimSpace(b.String())
}

// inline flattens what stands in a block, each run in the style of the nodes around it.
func (p *markupParser) inline(n ast.Node, style Span) []Span {
	var spans []Span
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		s := style
		switch c := c.(type) {
		case *ast.Text:
			s.Text = string(c.Value(p.src))
			if !c.IsRaw() {
				s.Text = unescape(s.Text)
			}
			if c.HardLineBreak() {
				s.Text += "\n"
			} else if c.SoftLineBreak() {
				s.Text += " "
			}
			spans = append(spans, s)
		case *ast.String:
			s.Text = string(c.Value)
			spans = append(spans, s)
		case *ast.RawHTML:
			for i := range c.Segments.Len() {
				seg := c.Segments.At(i)
				s.Text += string(seg.Value(p.src))
			}
			spans = append(spans, s)
		case *ast.AutoLink:
			s.Text = string(c.Label(p.src))
			spans = append(spans, s)
		default:
			spans = append(spans, p.inline(c, restyle(c, s))...)
		}
	}
	return spans
}

func restyle(n ast.Node, s Span) Span {
	switch n := n.(type) {
	case *ast.Emphasis:
		s.Bold = s.Bold || n.Level > 1
		s.Italic = s.Italic || n.Level == 1
	case *ast.Link:
		if link := string(n.Destination); strings.HasPrefix(link, "https://") {
			s.Link = link
		}
	}
	return s
}

// unescape drops the backslash before a character that Markdown lets one escape, which goldmark leaves to its renderer.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && strings.IndexByte("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", s[i+1]) >= 0 {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
