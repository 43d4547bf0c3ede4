package dialog

import (
	"fmt"
	"strings"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/content"
)

// answer shows a topic. An id that is in no library comes from an old card or a forged press.
func (d *Dialog) answer(x *exchange, id string) Turn {
	topic, ok := d.topic(x, id)
	if !ok {
		return d.expired(x)
	}
	x.session.Topic = id
	return Turn{Reply: chat.Reply{Cards: []chat.Card{d.card(x, topic, true)}}, Outcome: Answered, Topic: id}
}

func (d *Dialog) pressTopic(x *exchange, id string) Turn {
	x.session.Clarified = false
	t := d.answer(x, id)
	t.Reply.Replace = x.Press != nil && t.Outcome == Answered
	return t
}

// share shows a topic to everybody in the conversation, without buttons that work for one person.
func (d *Dialog) share(x *exchange, id string) Turn {
	topic, ok := d.topic(x, id)
	if !ok {
		return d.expired(x)
	}
	return Turn{Reply: chat.Reply{Cards: []chat.Card{d.card(x, topic, false)}}, Outcome: Answered, Topic: id}
}

// face names a topic in a language.
type face struct {
	topic string
	lang  content.Lang
}

// drawFaces makes the cards of all topics once, with no button but the one to a guide: every word of them is from the library, which never changes.
func (d *Dialog) drawFaces() map[face]chat.Card {
	faces := map[face]chat.Card{}
	for _, lang := range content.Langs() {
		for _, id := range d.lib.TopicIDs() {
			if t, ok := d.lib.Topic(id, lang); ok {
				faces[face{id, lang}] = d.draw(t)
			}
		}
	}
	return faces
}

func (d *Dialog) draw(t content.Topic) chat.Card {
	c := chat.Card{Title: t.Title, Body: t.Body, Steps: t.Steps, Tone: tones[t.Safety], Footer: d.footer(t)}
	if t.Mind != "" {
		c.Mind = d.words.say(t.Lang, "mind", values{"Mind": t.Mind})
	}
	if g, ok := d.guideFor(t.Lang, t.ID); ok {
		c.Buttons = []chat.Button{{Label: d.words.say(t.Lang, "button-flow", values{"Title": g.Title}), Do: chat.Action{Verb: verbGuide, Arg: g.ID}}}
	}
	return c
}

// card is a topic as the bot shows it.
func (d *Dialog) card(x *exchange, t content.Topic, buttons bool) chat.Card {
	c := d.faces[face{t.ID, t.Lang}]
	if !buttons {
		c.Buttons = nil
		return c
	}
	c.Buttons = d.answerButtons(x, t, c.Buttons)
	return c
}

var tones = map[content.Safety]chat.Tone{content.SafetyCare: chat.Care, content.SafetyUrgent: chat.Urgent}

// answerButtons are at most four with those before them, so that a channel or a safety line can add one. Urgent topics are not asked whether they helped.
func (d *Dialog) answerButtons(x *exchange, t content.Topic, before []chat.Button) []chat.Button {
	bs := append(make([]chat.Button, 0, chat.MaxButtons), before...)
	if t.Safety != content.SafetyUrgent {
		bs = append(bs, d.button(x, "button-helps", verbHelps, t.ID), d.button(x, "button-helps-not", verbHelpsNot, t.ID))
	}
	bs = append(bs, d.button(x, "button-more", verbMore, t.ID))
	if !x.Private {
		bs = append(bs, d.button(x, "button-share", verbShare, t.ID))
	} else if len(bs) < chat.MaxButtons-1 {
		bs = append(bs, d.quiet(x, "button-who", verbWho, t.ID))
	}
	return bs
}

func (d *Dialog) footer(t content.Topic) string {
	var list []string
	for _, s := range t.Sources[:min(len(t.Sources), 2)] {
		list = append(list, source(s))
	}
	id := "footer-one"
	if len(list) > 1 {
		id = "footer-many"
	}
	return d.words.say(t.Lang, id, values{"Sources": strings.Join(list, "; "), "Month": d.words.month(t.Lang, t.Checked.Time)})
}

// unmarked takes out of a title what would be markup around it.
var unmarked = strings.NewReplacer("[", "(", "]", ")", "*", "")

// source is a source as marked-up text: title, organisation and year.
func source(s content.Source) string {
	title := unmarked.Replace(s.Title)
	if strings.HasPrefix(s.URL, "https://") {
		title = fmt.Sprintf("[%s](<%s>)", title, s.URL)
	}
	if s.Year == 0 {
		return title + ", " + s.Org
	}
	return fmt.Sprintf("%s, %s, %d", title, s.Org, s.Year)
}

// more offers what belongs with a topic.
func (d *Dialog) more(x *exchange, id string) Turn {
	topic, ok := d.topic(x, id)
	if !ok {
		return d.expired(x)
	}
	t := d.offer(x, "more", topic.Related)
	t.Topic, t.Outcome = id, Answered
	t.Reply.Cards[0].Buttons = append(t.Reply.Cards[0].Buttons[:min(3, len(t.Reply.Cards[0].Buttons))], d.quiet(x, "button-who", verbWho, id))
	return t
}

// offer shows a sentence over topics to choose from.
func (d *Dialog) offer(x *exchange, sentence string, topics []string) Turn {
	topics = topics[:min(len(topics), maxOptions)]
	x.session.Offered = topics
	return Turn{
		Reply:   chat.Reply{Cards: []chat.Card{{Body: d.words.say(x.lang, sentence, nil), Buttons: d.topicButtons(x, topics)}}},
		Outcome: Clarified,
	}
}

func (d *Dialog) sources(x *exchange, id string) Turn {
	topic, ok := d.topic(x, id)
	if !ok {
		return d.expired(x)
	}
	body := d.words.say(x.lang, "sources", values{"Title": topic.Title})
	for _, s := range topic.Sources {
		body += "\n- " + source(s)
	}
	return Turn{Reply: chat.Reply{Cards: []chat.Card{{Body: body}}}, Outcome: Answered, Topic: id}
}

// who names the person at school for a topic.
func (d *Dialog) who(x *exchange, id string) Turn {
	topic, ok := d.topic(x, id)
	if !ok {
		return d.expired(x)
	}
	return d.sentence(x, "who-answer", values{"Who": d.lib.Contact(topic.Help, x.lang)})
}

// topicButtons lead to topics, worded as situations.
func (d *Dialog) topicButtons(x *exchange, ids []string) []chat.Button {
	var bs []chat.Button
	for _, id := range ids {
		if t, ok := d.topic(x, id); ok {
			bs = append(bs, chat.Button{Label: t.Situation, Do: chat.Action{Verb: verbTopic, Arg: id}})
		}
	}
	return bs
}

func (d *Dialog) button(x *exchange, label, verb, arg string) chat.Button {
	return chat.Button{Label: d.words.say(x.lang, label, nil), Do: chat.Action{Verb: verb, Arg: arg}}
}

func (d *Dialog) quiet(x *exchange, label, verb, arg string) chat.Button {
	b := d.button(x, label, verb, arg)
	b.Quiet = true
	return b
}
