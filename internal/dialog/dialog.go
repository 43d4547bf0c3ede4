// Package dialog decides what the bot says.
//
// It takes a message through the same order every time: the pupil-data guard, the safety check, what is asked of the conversation, and then the topics;
// and makes of what it finds a reply, out of the library's texts and the bot's own sentences (words.*.toml). It makes up no text. What a message means is
// worked out in package understand; how a reply looks is for the adapters.
package dialog

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/people"
	"github.com/baken-bot/baken/internal/pulse/lint"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/understand"
)

// Reader works out what a message is about.
type Reader interface {
	Read(message string, c understand.Context) understand.Meaning
}

// People keeps what each person chose.
type People interface {
	// Load reports false when nothing is kept about the person.
	Load(ctx context.Context, who chat.Person) (people.Staff, bool, error)
	Save(ctx context.Context, who chat.Person, s people.Staff) error
	// Forget erases everything that is kept about the person.
	Forget(ctx context.Context, who chat.Person) error
}

// Config holds the parts of a [Dialog]; all but Chooser, Feedback and Planning are required.
type Config struct {
	Library *content.Library
	Reader  Reader
	// Chooser is nil unless a school added embeddings or a model of its own.
	Chooser  Chooser
	Sessions Sessions
	People   People
	// Planning is nil where nothing can be planned.
	Planning *Planning
	// BotName is how the bot calls itself.
	BotName string
	// Feedback is told that an answer helped or not, and never who said so.
	Feedback func(topic string, helped bool)
}

// Dialog answers messages. It may be used from several goroutines; one person's messages must come one by one.
type Dialog struct {
	lib      *content.Library
	reader   Reader
	chooser  Chooser
	sessions Sessions
	people   People
	planning *Planning
	words    phrasebook
	bot      string
	feedback func(topic string, helped bool)
	// pressed is what is done for each verb, and commands what words do the same.
	pressed  map[string]step
	commands map[string]command
	faces    map[face]chat.Card
	// linter judges own questions. It is made when the first one is written: most schools never do.
	linter func() (*lint.Linter, error)
}

// New returns a dialog that is ready for use.
func New(c Config) (*Dialog, error) {
	words, err := newPhrasebook()
	if err != nil {
		return nil, err
	}
	if c.Feedback == nil {
		c.Feedback = func(string, bool) {}
	}
	d := &Dialog{
		lib: c.Library, reader: c.Reader, chooser: c.Chooser, sessions: c.Sessions, people: c.People, planning: c.Planning,
		words: words, commands: commands(), bot: c.BotName, feedback: c.Feedback,
		linter: sync.OnceValues(func() (*lint.Linter, error) { return lint.New(c.Library.Names()) }),
	}
	d.faces = d.drawFaces()
	d.pressed = d.presses()
	return d, nil
}

// Handle answers one message. See [Dialog.Turn] for the errors.
func (d *Dialog) Handle(ctx context.Context, m chat.Message) (chat.Reply, error) {
	t, err := d.Turn(ctx, m)
	return t.Reply, err
}

// exchange is one message under way: what is known when it is answered.
type exchange struct {
	chat.Message
	session Session
	lang    content.Lang
	// new is true when nothing was remembered of a conversation, and known when the person met the bot before.
	new, known bool
	wish       Wish
	// teams are the school's saved teams, where what is planned is spoken of.
	teams []schedule.Team
}

// Turn answers one message and tells how the answer came about. When the store is away the reply is made without it and
// says so, and the error tells the operator.
func (d *Dialog) Turn(ctx context.Context, m chat.Message) (Turn, error) {
	return d.TurnWith(ctx, m, Wish{})
}

// Wish is what whoever measures the bot may want beside the answer.
type Wish struct {
	// Candidates is how many ranked topics are wanted; 0 means the usual number.
	Candidates int
	// Lang keeps the language, whatever the message says; empty leaves it free.
	Lang content.Lang
	// AnswerHeld answers a question the guard rewrote at once, where no button can be pressed.
	AnswerHeld bool
}

// TurnWith is [Dialog.Turn] with a wish.
func (d *Dialog) TurnWith(ctx context.Context, m chat.Message, w Wish) (Turn, error) {
	x := &exchange{Message: m, wish: w}
	away := d.recall(ctx, x)
	x.lang = d.language(x)
	t, err := d.route(ctx, x)
	if t.Lang == "" {
		t.Lang = x.lang
	}
	if err == nil && x.session.Version >= 0 {
		x.session.Version, x.session.Lang = SessionVersion, string(t.Lang)
		err = d.sessions.Save(ctx, m.From, x.session)
	}
	if !m.Private {
		t.Reply.Private = t.Reply.Private || !shared(m)
	}
	if err := errors.Join(away, err); err != nil {
		return d.withoutStore(t), fmt.Errorf("keep conversation: %w", err)
	}
	return t, nil
}

// recall loads what is remembered of the conversation and the person.
func (d *Dialog) recall(ctx context.Context, x *exchange) error {
	if lang, yes := secret(x.Message); yes || x.Press != nil && x.Press.Verb == chat.Home {
		// Neither a session nor a first meeting may tell that somebody took part, or only looked.
		x.session = Session{Version: forgotten, Lang: string(lang)}
		if lang != "" {
			return nil
		}
		staff, _, err := d.people.Load(ctx, x.From)
		x.session.Lang = staff.Lang
		return err
	}
	var err error
	if x.session, err = d.sessions.Load(ctx, x.From); err != nil {
		return err
	}
	if x.new = x.session.Version == 0; x.new {
		return d.meet(ctx, x)
	}
	return nil
}

// withoutStore adds the sentence that tells what does not work now. A safety card stands as it is: nothing may come before it.
func (d *Dialog) withoutStore(t Turn) Turn {
	switch {
	case t.Reply.Empty():
		t.Reply.Text = d.words.say(t.Lang, "store-away-action", nil)
	case t.Safety == content.NoRoute:
		t.Reply.Text = strings.TrimSpace(d.words.say(t.Lang, "store-away", nil) + "\n\n" + t.Reply.Text)
	}
	return t
}

// meet loads what a person chose, and notes the month of a first meeting.
func (d *Dialog) meet(ctx context.Context, x *exchange) error {
	staff, known, err := d.people.Load(ctx, x.From)
	if err != nil {
		return err
	}
	x.session.Lang, x.known = staff.Lang, known
	if known {
		return nil
	}
	return d.people.Save(ctx, x.From, people.Met(x.At))
}

// language is what to speak when the message does not tell.
func (d *Dialog) language(x *exchange) content.Lang {
	if lang := x.hint(); lang != "" {
		return lang
	}
	return content.Dutch
}

// hint is the language of the conversation, the person's choice, or the platform's idea of it; empty when nothing tells.
func (x *exchange) hint() content.Lang {
	for _, hint := range []string{x.session.Lang, x.From.Locale} {
		switch {
		case strings.HasPrefix(hint, string(content.Dutch)):
			return content.Dutch
		case strings.HasPrefix(hint, string(content.English)):
			return content.English
		}
	}
	return ""
}

// Apology is what a person reads when no answer could be made.
func (d *Dialog) Apology(m chat.Message) chat.Reply {
	lang := d.language(&exchange{Message: m})
	return chat.Reply{Text: d.words.say(lang, "apology", values{"Emergency": d.number("emergency")}), Private: true}
}

// number returns a helpline's number.
func (d *Dialog) number(id string) string {
	for _, h := range d.lib.Helplines() {
		if h.ID == id {
			return h.Number
		}
	}
	return ""
}
