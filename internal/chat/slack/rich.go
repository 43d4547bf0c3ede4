package slack

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/baken-bot/baken/internal/chat"
)

// paragraphs renders small marked-up text as rich text: a section a paragraph, and lists.
func paragraphs(source string) []slack.RichTextElement {
	var out []slack.RichTextElement
	var list *slack.RichTextList
	for _, b := range chat.Parse(source) {
		if b.Item == 0 {
			list = nil
			out = append(out, slack.NewRichTextSection(spans(b.Spans)...))
			continue
		}
		style := slack.RTEListBullet
		if b.Ordered {
			style = slack.RTEListOrdered
		}
		if list == nil || list.Style != style {
			list = slack.NewRichTextList(style, 0)
			if b.Ordered {
				list.Offset = b.Item - 1
			}
			out = append(out, list)
		}
		list.Elements = append(list.Elements, slack.NewRichTextSection(spans(b.Spans)...))
	}
	return out
}

// apart puts an empty line between two paragraphs, which Slack would set without. Both go into one section, as Slack's own editor writes them: a line
// break at the end of a section shows as nothing.
func apart(all []slack.RichTextElement) []slack.RichTextElement {
	var out []slack.RichTextElement
	for _, e := range all {
		next, ok := e.(*slack.RichTextSection)
		if ok && len(out) > 0 {
			if last, ok := out[len(out)-1].(*slack.RichTextSection); ok {
				last.Elements = append(append(last.Elements, slack.NewRichTextSectionTextElement("\n\n", nil)), next.Elements...)
				continue
			}
		}
		out = append(out, e)
	}
	return out
}

func spans(all []chat.Span) []slack.RichTextSectionElement {
	out := make([]slack.RichTextSectionElement, 0, len(all))
	for _, s := range all {
		var style *slack.RichTextSectionTextStyle
		if s.Bold || s.Italic {
			style = &slack.RichTextSectionTextStyle{Bold: s.Bold, Italic: s.Italic}
		}
		if s.Link != "" {
			out = append(out, slack.NewRichTextSectionLinkElement(s.Link, s.Text, style))
			continue
		}
		out = append(out, slack.NewRichTextSectionTextElement(s.Text, style))
	}
	return out
}

func steps(all []string) *slack.RichTextList {
	list := slack.NewRichTextList(slack.RTEListOrdered, 0)
	for _, step := range all {
		var line []slack.RichTextSectionElement
		for _, b := range chat.Parse(step) {
			line = append(line, spans(b.Spans)...)
		}
		if len(line) > 0 {
			list.Elements = append(list.Elements, slack.NewRichTextSection(line...))
		}
	}
	return list
}

// quote renders literal words. Rich text takes them as they are.
func quote(words string) slack.RichTextElement {
	return &slack.RichTextQuote{
		Type: slack.RTEQuote, Elements: []slack.RichTextSectionElement{slack.NewRichTextSectionTextElement(strings.ToValidUTF8(words, "�"), nil)},
	}
}
