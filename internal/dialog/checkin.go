package dialog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/pulse"
)

// secret reports whether a message has to do with taking part in a round, and in which language the card stood, as far as the press tells. Nothing of a conversation is kept of
// it, and where the card tells the language nothing that is kept of the person is even read.
func secret(m chat.Message) (lang content.Lang, yes bool) {
	do := m.Press
	if m.Submission != nil {
		do = &m.Submission.Form
	}
	if do == nil {
		return "", false
	}
	switch do.Verb {
	case verbVote, verbBallot, verbVoteSkip, verbVoteLater, verbPulseAsk, verbPulseNot, verbContactMe:
		lang, _ = cardLang(do.Arg)
		return lang, true
	}
	return "", false
}

// questionArg is what the buttons of a question carry: the language of the card, the round, and which of its questions.
func (d *Dialog) questionArg(x *exchange, r pulse.Round, n int) string {
	return string(x.lang) + "/" + r.Round + "/" + strconv.Itoa(n)
}

// cardLang takes the language off what a button of a round carries; it is empty on one that carries none.
func cardLang(arg string) (lang content.Lang, rest string) {
	first, rest, _ := strings.Cut(arg, "/")
	if lang = content.Lang(first); slices.Contains(content.Langs(), lang) {
		return lang, rest
	}
	return "", arg
}

// question is a question of a round as a card. Nothing on it is for typing: an answer that is typed would stand in the chat.
func (d *Dialog) question(x *exchange, r pulse.Round, n int) chat.Reply {
	q := r.Questions[n]
	w := q.Wording[x.lang]
	v := values{"Number": n + 1, "Count": len(r.Questions), "Answers": r.Thresholds.Answers(), "Day": d.closes(x, r)}
	card := chat.Card{Title: d.words.say(x.lang, "pulse-title", v), Body: "**" + chat.Literal(w.Text) + "**", Footer: d.words.say(x.lang, "pulse-note", v)}
	at := d.questionArg(x, r, n)
	if q.Kind == content.Several || len(w.Options) > chat.MaxButtons {
		card.Buttons = []chat.Button{d.button(x, "button-pulse-choose", verbBallot, at)}
	} else {
		for i, o := range w.Options {
			card.Buttons = append(card.Buttons, chat.Button{Label: o, Do: chat.Action{Verb: verbVote, Arg: at + "/" + strconv.Itoa(i)}})
		}
	}
	out := chat.Card{Buttons: []chat.Button{d.quiet(x, "button-pulse-skip", verbVoteSkip, at), d.quiet(x, "button-later", verbVoteLater, at)}}
	return chat.Reply{Cards: []chat.Card{card, out}}
}

// closes is the day of the result. A round carries the school's own clock.
func (d *Dialog) closes(x *exchange, r pulse.Round) string { return d.day(x.lang, r.Closes, r.Opens) }

// asked is the place of a press in a round: what it carries comes from outside, and the round says what it holds.
type asked struct {
	round  pulse.Round
	number int
	rest   string
}

// askedBy reads which question a press is about. It is false for a round that is closed or never was.
func (d *Dialog) askedBy(ctx context.Context, x *exchange, arg string) (asked, bool, error) {
	_, at := cardLang(arg)
	parts := strings.SplitN(at, "/", 3)
	if d.planning == nil || d.planning.Pulse == nil || len(parts) < 2 {
		return asked{}, false, nil
	}
	r, err := d.planning.Pulse(x.From.School).Archive.Round(ctx, pulse.Ref{School: pulse.School(x.From.School), Round: parts[0]})
	if errors.Is(err, pulse.ErrClosed) {
		return asked{}, false, nil
	}
	if err != nil {
		return asked{}, false, fmt.Errorf("read round: %w", err)
	}
	n, err := strconv.Atoi(parts[1])
	if err != nil || n < 0 || n >= len(r.Questions) {
		return asked{}, false, nil //nolint:nilerr // a number that is none comes from a forged press
	}
	a := asked{round: r, number: n}
	if len(parts) == 3 {
		a.rest = parts[2]
	}
	return a, true, nil
}

// vote counts a press on an option, and shows the next question in the place of this one.
func (d *Dialog) vote(ctx context.Context, x *exchange, arg string) (Turn, error) {
	a, ok, err := d.askedBy(ctx, x, arg)
	if err != nil || !ok {
		return d.pulseClosed(x), err
	}
	option, err := strconv.Atoi(a.rest)
	if err != nil {
		return d.pulseForged(x), nil //nolint:nilerr // a number that is none comes from a forged press
	}
	return d.count(ctx, x, a, option)
}

// count counts an answer. Whatever comes of it, nothing of it is remembered here.
func (d *Dialog) count(ctx context.Context, x *exchange, a asked, options ...int) (Turn, error) {
	err := d.planning.Pulse(x.From.School).Vote(ctx, a.round.Ref, person(x.From.Address), a.number, options...)
	switch {
	case errors.Is(err, pulse.ErrClosed):
		return d.pulseClosed(x), nil
	case errors.Is(err, pulse.ErrNotInvited):
		return d.replaced(d.sentence(x, "pulse-not-invited", nil)), nil
	case errors.Is(err, pulse.ErrNoSuchOption):
		return d.pulseForged(x), nil
	case errors.Is(err, pulse.ErrVoted):
		t := d.next(x, a)
		t.Reply.Text = d.words.say(x.lang, "pulse-again", nil)
		return t, nil
	case err != nil:
		return Turn{}, fmt.Errorf("count answer: %w", err)
	}
	return d.next(x, a), nil
}

// next is the question after one, or the thanks, in the place of the card.
func (d *Dialog) next(x *exchange, a asked) Turn {
	if n := a.number + 1; n < len(a.round.Questions) {
		return d.replaced(Turn{Reply: d.question(x, a.round, n), Outcome: SmallTalk})
	}
	t := d.notice(x, "pulse-thanks-title", d.words.say(x.lang, "pulse-thanks", nil), d.quiet(x, "button-pulse-contact", verbContactMe, string(x.lang)))
	return d.replaced(t)
}

func (d *Dialog) replaced(t Turn) Turn {
	t.Reply.Replace = true
	return t
}

// voteSkip goes on to the next question; nothing is kept of it.
func (d *Dialog) voteSkip(ctx context.Context, x *exchange, arg string) (Turn, error) {
	a, ok, err := d.askedBy(ctx, x, arg)
	if err != nil || !ok {
		return d.pulseClosed(x), err
	}
	if a.number+1 < len(a.round.Questions) {
		return d.next(x, a), nil
	}
	return d.replaced(d.sentence(x, "pulse-skipped", values{"Day": d.closes(x, a.round)})), nil
}

// ballot asks a question that buttons cannot hold by a form.
func (d *Dialog) ballot(ctx context.Context, x *exchange, arg string) (Turn, error) {
	a, ok, err := d.askedBy(ctx, x, arg)
	if err != nil || !ok {
		return d.pulseClosed(x), err
	}
	q := a.round.Questions[a.number]
	f := chat.Field{Name: "answer", Label: d.words.say(x.lang, "field-pulse-one", nil), Kind: chat.OneOf}
	if q.Kind == content.Several {
		f.Label, f.Kind = d.words.say(x.lang, "field-pulse-several", nil), chat.SomeOf
	}
	for i, o := range q.Wording[x.lang].Options {
		f.Options = append(f.Options, chat.Option{Value: strconv.Itoa(i), Label: o})
	}
	form := chat.Form{
		Do: chat.Action{Verb: verbBallot, Arg: d.questionArg(x, a.round, a.number)}, Title: d.words.say(x.lang, "pulse-form-title", nil),
		Intro: chat.Literal(q.Wording[x.lang].Text), Submit: d.words.say(x.lang, "pulse-form-submit", nil), Fields: []chat.Field{f},
	}
	return Turn{Reply: chat.Reply{Form: &form, Private: true}, Outcome: SmallTalk}, nil
}

// ballotForm counts what was chosen in the form.
func (d *Dialog) ballotForm(ctx context.Context, x *exchange, s chat.Submission) (Turn, error) {
	a, ok, err := d.askedBy(ctx, x, s.Form.Arg)
	if err != nil || !ok {
		return d.pulseClosed(x), err
	}
	chosen := s.Many["answer"]
	if one := s.Values["answer"]; one != "" {
		chosen = []string{one}
	}
	if len(chosen) == 0 {
		return d.notice(x, "pulse-form-title", d.words.say(x.lang, "pulse-empty", nil), d.button(x, "button-pulse-choose", verbBallot, s.Form.Arg)), nil
	}
	var options []int
	for _, c := range chosen {
		n, err := strconv.Atoi(c)
		if err != nil {
			return d.pulseForged(x), nil //nolint:nilerr // a number that is none comes from a forged form
		}
		options = append(options, n)
	}
	return d.count(ctx, x, a, options...)
}

// reminder is the one reminder of a round.
func (d *Dialog) reminder(x *exchange, r pulse.Round) chat.Reply {
	v := values{"Day": d.closes(x, r)}
	return d.notice(x, "pulse-reminder-title", d.words.say(x.lang, "pulse-reminder", v),
		d.button(x, "button-pulse-ask", verbPulseAsk, d.questionArg(x, r, 0)), d.quiet(x, "button-pulse-not-now", verbPulseNot, string(x.lang))).Reply
}

// pulseAsk shows the first question that is left, in the place of the reminder.
func (d *Dialog) pulseAsk(ctx context.Context, x *exchange, arg string) (Turn, error) {
	a, ok, err := d.askedBy(ctx, x, arg)
	if err != nil || !ok {
		return d.pulseClosed(x), err
	}
	n, left, err := d.planning.Pulse(x.From.School).First(ctx, a.round.Ref, person(x.From.Address))
	switch {
	case errors.Is(err, pulse.ErrClosed):
		return d.pulseClosed(x), nil
	case err != nil:
		return Turn{}, fmt.Errorf("find question: %w", err)
	case !left:
		return d.replaced(d.sentence(x, "pulse-again", nil)), nil
	}
	return d.replaced(Turn{Reply: d.question(x, a.round, n), Outcome: SmallTalk}), nil
}

// pulseNot takes the reminder away.
func (d *Dialog) pulseNot(_ context.Context, x *exchange, _ string) (Turn, error) {
	return d.replaced(d.sentence(x, "pulse-not-now", nil)), nil
}

// contactMe leaves the anonymous road in plain sight: it names people, and the teacher writes to one of them. The bot tells nobody.
func (d *Dialog) contactMe(_ context.Context, x *exchange, _ string) (Turn, error) {
	var lines []string
	for _, role := range []string{"confidential-counsellor", "care-coordinator", "school-leader"} {
		lines = append(lines, "- "+d.lib.Contact(role, x.lang))
	}
	t := d.notice(x, "pulse-contact-title", d.words.say(x.lang, "pulse-contact", nil)+"\n"+strings.Join(lines, "\n"))
	t.Reply.Cards[0].Quote = d.words.say(x.lang, "pulse-contact-draft", nil)
	return t, nil
}

func (d *Dialog) pulseClosed(x *exchange) Turn { return d.replaced(d.sentence(x, "pulse-closed", nil)) }

func (d *Dialog) pulseForged(x *exchange) Turn { return d.sentence(x, "pulse-forged", nil) }
