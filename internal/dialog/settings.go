package dialog

import (
	"context"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/people"
	"github.com/baken-bot/baken/internal/understand"
)

// forgotten marks a session that must not be saved again.
const forgotten = -1

func (d *Dialog) settings(ctx context.Context, x *exchange, _ string) (Turn, error) {
	if d.planning == nil {
		return d.notice(x, "settings-title", d.words.say(x.lang, "settings", nil),
			d.otherLanguage(x), d.button(x, "button-about-me", verbAboutMe, ""), d.quiet(x, "button-forget", verbForget, "")), nil
	}
	staff, _, err := d.people.Load(ctx, x.From)
	if err != nil {
		return Turn{}, err
	}
	quit := d.quiet(x, "button-quit", verbQuit, "")
	if staff.Stopped {
		quit = d.quiet(x, "button-quit-undo", verbQuit, "back")
	}
	return d.notice(x, "settings-title", d.words.say(x.lang, "settings", nil), d.button(x, "button-mine", verbMine, ""), d.button(x, "button-snooze", verbSnooze, ""),
		quit, d.quiet(x, "button-about-me", verbAboutMe, ""), d.otherLanguage(x)), nil
}

// otherLanguage is the button that changes the language, worded in the language it leads to.
func (d *Dialog) otherLanguage(x *exchange) chat.Button {
	if x.lang == content.English {
		return d.quiet(x, "button-dutch", verbLang, string(content.Dutch))
	}
	return d.quiet(x, "button-english", verbLang, string(content.English))
}

// setLanguage keeps the choice.
func (d *Dialog) setLanguage(ctx context.Context, x *exchange, arg string) (Turn, error) {
	lang := content.Lang(arg)
	if lang != content.Dutch && lang != content.English {
		return d.expired(x), nil
	}
	x.lang = lang
	return d.sentence(x, "language-now", nil), d.keepLanguage(ctx, x, lang)
}

func (d *Dialog) keepLanguage(ctx context.Context, x *exchange, lang content.Lang) error {
	return d.alter(ctx, x, func(s *people.Staff) { s.Lang = string(lang) })
}

// switchLanguage goes on in the language that was asked for: with the question beside the request, with the last topic, or with a word that it is
// done.
func (d *Dialog) switchLanguage(ctx context.Context, x *exchange, m understand.Meaning) (Turn, error) {
	err := d.keepLanguage(ctx, x, x.lang)
	switch {
	case len(m.Topics) > 0:
		return d.withLine(x, d.carryOut(x, decide(m)), content.NoRoute), err
	case x.session.Topic != "":
		return d.answer(x, x.session.Topic), err
	}
	return d.sentence(x, "language-now", nil), err
}

// forget says what will be erased; one more tap does it.
func (d *Dialog) forget(ctx context.Context, x *exchange, _ string) (Turn, error) {
	made := 0
	if d.planning != nil {
		plans, err := d.desk(x).Owned(ctx, x.From)
		if err != nil {
			return Turn{}, err
		}
		made = len(plans)
	}
	return d.notice(x, "forget-title", d.words.say(x.lang, "forget", values{"Bot": d.bot, "Made": made, "Marked": d.planning != nil}),
		d.button(x, "button-forget-now", verbForgetNow, ""), d.quiet(x, "button-back", verbSettings, "")), nil
}

func (d *Dialog) forgetNow(ctx context.Context, x *exchange, _ string) (Turn, error) {
	if d.planning != nil {
		if err := d.forgetPlans(ctx, x); err != nil {
			return Turn{}, err
		}
	}
	if err := d.people.Forget(ctx, x.From); err != nil {
		return Turn{}, err
	}
	x.session.Version = forgotten
	if d.planning != nil {
		// Whoever is in a channel would otherwise be reached by the next plan for it.
		if err := d.people.Save(ctx, x.From, people.Forgotten()); err != nil {
			return Turn{}, err
		}
	}
	t := d.sentence(x, "forgotten", values{"Marked": d.planning != nil})
	t.Reply.Replace = true
	return t, d.sessions.Drop(ctx, x.From)
}

// forgetPlans hands over what the person answers for, takes the person out of every other plan, and ends the role and the draft. What
// changed stays in the lines, without the name.
func (d *Dialog) forgetPlans(ctx context.Context, x *exchange) error {
	if _, err := d.handOver(ctx, x.From, nil); err != nil {
		return err
	}
	if err := d.desk(x).Leave(ctx, x.From); err != nil {
		return err
	}
	if err := d.planning.Drafts.DropDraft(ctx, x.From); err != nil {
		return err
	}
	holder, ok, err := d.holder(ctx, x)
	if err != nil {
		return err
	}
	if ok {
		if err := d.planning.Roles.SaveRole(ctx, x.From.School, Holder{Address: holder.Address, Role: chat.Member}, d.change(x, holder, true)); err != nil {
			return err
		}
	}
	return d.planning.Journal.Unname(ctx, x.From)
}

// notice is a card about the bot itself, for the person alone.
func (d *Dialog) notice(x *exchange, title, body string, buttons ...chat.Button) Turn {
	card := chat.Card{Title: d.words.say(x.lang, title, nil), Body: body, Buttons: buttons}
	return Turn{Reply: chat.Reply{Private: true, Cards: []chat.Card{card}}, Outcome: SmallTalk}
}
