package dialog

import (
	"strings"

	"github.com/baken-bot/baken/internal/chat"
)

// helps counts that an answer helped: the topic, never the person.
func (d *Dialog) helps(x *exchange, id string) Turn {
	if _, ok := d.topic(x, id); !ok {
		return d.expired(x)
	}
	d.feedback(id, true)
	return d.sentence(x, "helped", nil)
}

// The ways in which an answer can miss.
const (
	missGroup   = "group"
	missGeneral = "general"
	missOther   = "other"
)

// helpsNot asks in one tap why not.
func (d *Dialog) helpsNot(x *exchange, id string) Turn {
	if _, ok := d.topic(x, id); !ok {
		return d.expired(x)
	}
	d.feedback(id, false)
	card := chat.Card{Body: d.words.say(x.lang, "helps-not", nil)}
	for _, why := range []string{missGroup, missGeneral, missOther} {
		card.Buttons = append(card.Buttons, d.button(x, "helps-not-"+why, verbWhyNot, why+"/"+id))
	}
	return Turn{Reply: chat.Reply{Cards: []chat.Card{card}}, Outcome: SmallTalk}
}

// groupTopics are the topics about one kind of pupil, for who says that an answer does not fit their group.
var groupTopics = []string{"young-children", "adolescents", "mbo-students"}

func (d *Dialog) whyNot(x *exchange, arg string) Turn {
	why, id, _ := strings.Cut(arg, "/")
	topic, ok := d.topic(x, id)
	if !ok {
		return d.expired(x)
	}
	var t Turn
	switch why {
	case missGroup:
		t = d.offer(x, "helps-not-group-answer", groupTopics)
	case missGeneral:
		t = d.offer(x, "helps-not-general-answer", topic.Related)
	case missOther:
		others := x.session.Offered
		if len(others) == 0 {
			others = topic.Related
		}
		t = d.clarify(x, others)
	default:
		return d.expired(x)
	}
	t.Reply.Replace = true
	return t
}
