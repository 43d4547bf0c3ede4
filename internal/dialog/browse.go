package dialog

import (
	"strconv"
	"strings"

	"github.com/baken-bot/baken/internal/chat"
)

// groupOrder is the order in which the groups of topics are shown.
var groupOrder = []string{"classroom", "recognise", "situations", "safety", "staff", "basics", "equity", "programme", "organisation", "school"}

// perPage leaves one button for the next page.
const perPage = chat.MaxButtons - 1

// browse shows the groups ("" or "/page") or a page of a group ("group" or "group/page").
func (d *Dialog) browse(x *exchange, arg string) Turn {
	group, number, _ := strings.Cut(arg, "/")
	page, err := strconv.Atoi(number)
	if err != nil || page < 1 {
		page = 1
	}
	var buttons []chat.Button
	title := d.words.say(x.lang, "topics-title", nil)
	if group == "" {
		for _, g := range groupOrder {
			if len(d.inGroup(x, g)) > 0 {
				buttons = append(buttons, d.button(x, "group-"+g, verbBrowse, g))
			}
		}
	} else {
		buttons = d.topicButtons(x, d.inGroup(x, group))
		title = d.words.say(x.lang, "topics-page", values{"Group": d.words.say(x.lang, "group-"+group, nil), "Page": page, "Pages": (len(buttons) + perPage - 1) / perPage})
	}
	from := (page - 1) * perPage
	if from >= len(buttons) {
		return d.expired(x)
	}
	card := chat.Card{Title: title, Buttons: buttons[from:min(from+perPage, len(buttons))]}
	if from+perPage < len(buttons) {
		card.Buttons = append(card.Buttons, d.quiet(x, "button-more-topics", verbBrowse, group+"/"+strconv.Itoa(page+1)))
	}
	return Turn{Reply: chat.Reply{Cards: []chat.Card{card}, Replace: x.Press != nil && arg != ""}, Outcome: SmallTalk}
}

// inGroup returns the ids of a group's topics; a school's own groups show as one.
func (d *Dialog) inGroup(x *exchange, group string) []string {
	var ids []string
	for _, id := range d.lib.TopicIDs() {
		t, ok := d.topic(x, id)
		if !ok {
			continue
		}
		own := t.Group
		if !strings.Contains(" "+strings.Join(groupOrder, " ")+" ", " "+own+" ") {
			own = "school"
		}
		if own == group {
			ids = append(ids, id)
		}
	}
	return ids
}
