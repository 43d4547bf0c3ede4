package slack

import (
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/baken-bot/baken/internal/chat"
)

// blocks renders a reply. What people typed and what authors wrote goes into rich text, where every character stands for itself: nothing in it can
// mention anybody or hide a link. files holds the id of each card's picture by the card's number; a card without one is shown without.
func blocks(r chat.Reply, files map[int]string) []slack.Block {
	out := rich(paragraphs(r.Text))
	for i, c := range r.Cards {
		if len(out) > 0 {
			out = append(out, slack.NewDividerBlock())
		}
		out = append(out, card(c, files[i])...)
	}
	return out
}

func card(c chat.Card, file string) []slack.Block {
	var out []slack.Block
	if title := titled(c); title != "" {
		out = append(out, slack.NewHeaderBlock(slack.NewTextBlockObject(slack.PlainTextType, title, false, false)))
	}
	above, below := middle(c), paragraphs(c.Mind)
	if c.Picture == nil || file == "" {
		out = append(out, rich(append(above, below...))...)
	} else {
		out = append(out, rich(above)...)
		out = append(out, slack.NewImageBlockSlackFile(&slack.SlackFileObject{ID: file}, c.Picture.Alt, "", nil))
		out = append(out, rich(below)...)
	}
	out = append(out, footer(c.Footer)...)
	if len(c.Buttons) > 0 {
		out = append(out, buttons(c.Buttons))
	}
	return out
}

// middle is what a card says between its title and its picture.
func middle(c chat.Card) []slack.RichTextElement {
	out := append(paragraphs(c.Lead), paragraphs(c.Body)...)
	if c.Quote != "" {
		out = append(out, quote(c.Quote))
	}
	if list := steps(c.Steps); len(list.Elements) > 0 {
		out = append(out, list)
	}
	return out
}

// rich is a block of rich text, or none when there is nothing to say.
func rich(all []slack.RichTextElement) []slack.Block {
	if len(all) == 0 {
		return nil
	}
	return []slack.Block{slack.NewRichTextBlock("", apart(all)...)}
}

// titled is a card's title, with a sign before it that says at a glance how serious it is, where there is room for one.
func titled(c chat.Card) string {
	sign := map[chat.Tone]string{chat.Urgent: "🔴 ", chat.Care: "🟡 "}[c.Tone]
	if c.Title == "" || utf8.RuneCountInString(sign+c.Title) > chat.MaxTitle {
		return c.Title
	}
	return sign + c.Title
}

// footer renders small print: a line of small text a paragraph, or rich text where it is too long for that.
func footer(source string) []slack.Block {
	var small []slack.MixedElement
	for _, b := range chat.Parse(source) {
		line := mrkdwn(b.Spans)
		if utf8.RuneCountInString(line) > maxSection || len(small) == maxSmall {
			return []slack.Block{slack.NewRichTextBlock("", apart(paragraphs(source))...)}
		}
		small = append(small, slack.NewTextBlockObject(slack.MarkdownType, line, false, true))
	}
	if len(small) == 0 {
		return nil
	}
	return []slack.Block{slack.NewContextBlock("", small...)}
}

func buttons(all []chat.Button) slack.Block {
	row := make([]slack.BlockElement, 0, len(all))
	for i, b := range all {
		label := slack.NewTextBlockObject(slack.PlainTextType, b.Label, false, false)
		// The value is the action; the id only has to be another one for each button of a row.
		row = append(row, slack.NewButtonBlockElement("button-"+string(rune('a'+i)), b.Do.String(), label))
	}
	return slack.NewActionBlock("", row...)
}

func hasPicture(all []slack.Block) bool { return len(withoutPictures(all)) < len(all) }

func withoutPictures(all []slack.Block) []slack.Block {
	out := make([]slack.Block, 0, len(all))
	for _, b := range all {
		if b.BlockType() != slack.MBTImage {
			out = append(out, b)
		}
	}
	return out
}
