package slack

import (
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/baken-bot/baken/internal/chat"
)

// escape makes a text stand for itself in Slack's own markup (https://docs.slack.dev/messaging/formatting-message-text/#escaping: these three, and
// nothing else).
func escape(s string) string { return escaper.Replace(strings.ToValidUTF8(s, "�")) }

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// fallback is a reply as plain words, for notifications and for who cannot see blocks. It is cut where Slack would make two messages of it.
func fallback(r chat.Reply) string { return cutEscaped(chat.PlainText(r), maxFallback) }

// cutEscaped escapes a text, and cuts it between two characters when it is longer than size.
func cutEscaped(s string, size int) string {
	whole := escape(s)
	if utf8.RuneCountInString(whole) <= size {
		return whole
	}
	var b strings.Builder
	left := size - 1
	for _, r := range s {
		piece := escape(string(r))
		if left -= utf8.RuneCountInString(piece); left < 0 {
			break
		}
		b.WriteString(piece)
	}
	return b.String() + "…"
}

// mrkdwn renders a paragraph in Slack's own markup, for the one place that takes no rich text.
func mrkdwn(spans []chat.Span) string {
	var b strings.Builder
	for _, s := range spans {
		text := escape(s.Text)
		switch link := linked(s.Link); {
		case link != "":
			b.WriteString("<" + link + "|" + strings.ReplaceAll(text, "|", "¦") + ">")
		case s.Bold:
			b.WriteString("*" + text + "*")
		case s.Italic:
			b.WriteString("_" + text + "_")
		default:
			b.WriteString(text)
		}
	}
	return b.String()
}

// linked returns an address that cannot end its own link, or nothing.
func linked(link string) string {
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return linkCloser.Replace(u.String())
}

var linkCloser = strings.NewReplacer("|", "%7C", "<", "%3C", ">", "%3E", "&", "&amp;", " ", "%20")

// cut shortens a text to a number of characters.
func cut(s string, size int) string {
	if utf8.RuneCountInString(s) <= size {
		return s
	}
	return string([]rune(s)[:size-1]) + "…"
}

// marked is one mark in what Slack sends.
var marked = regexp.MustCompile(`<([^<>]*)>`)

// plain is what somebody typed, out of Slack's markup: a link is its words or its address, and who is mentioned becomes nobody, since no name
// should come near an answer.
func plain(s string) string {
	s = marked.ReplaceAllStringFunc(s, func(m string) string {
		body := m[1 : len(m)-1]
		target, label, labelled := strings.Cut(body, "|")
		switch {
		case strings.HasPrefix(target, "@"):
			return "@…"
		case strings.HasPrefix(target, "#"), strings.HasPrefix(target, "!"):
			if labelled && label != "" {
				return target[:1] + strings.TrimLeft(label, "#@!")
			}
			return "…"
		case labelled && label != "":
			return label
		}
		return strings.TrimPrefix(target, "mailto:")
	})
	return unescaper.Replace(s)
}

var unescaper = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

// withoutMention drops the mention of the bot: its own, or, when it does not know its name, the first one.
func withoutMention(text, bot string) string {
	if mention := "<@" + bot + ">"; bot != "" && strings.Contains(text, mention) {
		return strings.TrimSpace(strings.ReplaceAll(text, mention, ""))
	}
	text = strings.TrimSpace(text)
	if rest, ok := strings.CutPrefix(text, "<@"); ok {
		if _, after, closed := strings.Cut(rest, ">"); closed {
			return strings.TrimSpace(after)
		}
	}
	return text
}
