package dialog

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/pulse"
	"github.com/baken-bot/baken/internal/pulse/chart"
	"github.com/baken-bot/baken/internal/schedule"
)

// results closes a round and words what may be shown of it: the same for everybody, but for the buttons of whoever planned it. Closing again gives the same snapshot. It is
// empty for a round that never was, or that a crisis pause let run out.
func (d *Dialog) results(ctx context.Context, x *exchange, ref pulse.Ref, of schedule.PlanID, owner bool) (chat.Reply, error) {
	rounds := d.planning.Pulse(x.From.School)
	closed, err := rounds.Close(ctx, ref)
	if errors.Is(err, pulse.ErrClosed) {
		return chat.Reply{}, nil
	}
	if err != nil {
		return chat.Reply{}, fmt.Errorf("close round: %w", err)
	}
	s := closed.Snapshot
	all, err := rounds.Results(ctx, ref.School, s.Pulse)
	if err != nil {
		return chat.Reply{}, fmt.Errorf("read results: %w", err)
	}
	if nothingShown(s) {
		// Where nothing is shown there is nothing to say a word about.
		return d.notice(x, "pulse-result-title", d.words.say(x.lang, "pulse-too-few", nil)).Reply, d.settle(ctx, x, of, s.Round)
	}
	plan, known, err := d.planning.Desk(x.From.School).Book.Plan(ctx, x.From.School, of)
	if err != nil {
		return chat.Reply{}, fmt.Errorf("read plan: %w", err)
	}
	cards, err := d.resultCards(x, s, before(all, s, plan))
	if err != nil {
		return chat.Reply{}, err
	}
	if owner && known && plan.Stopped.IsZero() && pulseOwes(plan) == s.Round {
		d.askWord(x, cards, of, s.Round)
	}
	return chat.Reply{Cards: cards}, nil
}

// nothingShown reports a result of which every question had too few answers.
func nothingShown(s pulse.Snapshot) bool {
	return !slices.ContainsFunc(s.Results, func(r pulse.Result) bool { return r.State != pulse.TooFew })
}

// askWord puts the way to a word about the result under its last card.
func (d *Dialog) askWord(x *exchange, cards []chat.Card, of schedule.PlanID, round string) {
	last := &cards[len(cards)-1]
	last.Footer = d.words.say(x.lang, "pulse-owner-note", nil)
	arg := string(of) + "/" + round
	last.Buttons = []chat.Button{d.button(x, "button-pulse-word", verbPulseWord, arg), d.quiet(x, "button-pulse-no-word", verbPulseNoWord, arg)}
}

// settle lets the next round open.
func (d *Dialog) settle(ctx context.Context, x *exchange, of schedule.PlanID, round string) error {
	desk := d.planning.Desk(x.From.School)
	p, ok, err := desk.Book.Plan(ctx, x.From.School, of)
	if err != nil {
		return fmt.Errorf("read plan: %w", err)
	}
	if !ok || p.What.Pulse == nil || p.What.Pulse.Owes != round || !p.Stopped.IsZero() {
		return nil
	}
	return desk.Owe(ctx, x.From.School, of, "")
}

// before is the last snapshot of the pulse before this one, or nil. One of another team is none: how two teams differ is not how one moved, and neither saw the other's.
func before(all []pulse.Snapshot, s pulse.Snapshot, p schedule.Plan) *pulse.Snapshot {
	i := slices.IndexFunc(all, func(o pulse.Snapshot) bool { return o.Round == s.Round })
	if i < 1 {
		return nil
	}
	if q := p.What.Pulse; q != nil && !q.Moved.IsZero() && openedAt(all[i-1]).Before(q.Moved) && !openedAt(s).Before(q.Moved) {
		return nil
	}
	return &all[i-1]
}

// openedAt is the moment in the name of a round: see [schedule.Firing.ID]. The day that a snapshot holds is too coarse to tell two teams apart.
func openedAt(s pulse.Snapshot) time.Time {
	_, at, _ := strings.Cut(s.Round, "@")
	unix, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		return s.Opened
	}
	return time.Unix(unix, 0)
}

// resultCards are a card a question, or more questions a card when there are more of them than a reply has cards.
func (d *Dialog) resultCards(x *exchange, s pulse.Snapshot, last *pulse.Snapshot) ([]chat.Card, error) {
	var cards []chat.Card
	per := (len(s.Results) + chat.MaxCards - 1) / chat.MaxCards
	for some := range slices.Chunk(s.Results, per) {
		var parts []string
		for _, r := range some {
			parts = append(parts, d.result(x, r, last))
		}
		card := chat.Card{Body: strings.Join(parts, "\n\n")}
		if len(some) == 1 {
			var err error
			if card.Picture, err = d.picture(x, some[0]); err != nil {
				return nil, err
			}
		}
		cards = append(cards, card)
	}
	cards[0].Title = d.words.say(x.lang, "pulse-result-title", nil)
	cards[0].Body = d.words.say(x.lang, "participation-"+words(string(s.Participation)), nil) + "\n\n" + cards[0].Body
	return cards, nil
}

// picture draws the bars of a result, or is nil when it has none. Its words are those of the result.
func (d *Dialog) picture(x *exchange, r pulse.Result) (*chat.Picture, error) {
	png, err := chart.Draw(r, x.lang)
	if err != nil || png == nil {
		return nil, err
	}
	w := r.Question.Wording[x.lang]
	alt := w.Text
	for i, s := range r.Shares {
		alt += fmt.Sprintf(" %s: %s.", w.Options[i], d.shareText(x, s))
	}
	return &chat.Picture{PNG: png, Alt: alt}, nil
}

// words makes a key of the message catalogue of a value's own words.
func words(value string) string { return strings.ReplaceAll(value, " ", "-") }

// result is what may be shown of one question, in words and bars.
func (d *Dialog) result(x *exchange, r pulse.Result, last *pulse.Snapshot) string {
	w := r.Question.Wording[x.lang]
	lines := []string{"**" + chat.Literal(w.Text) + "**", ""}
	switch r.State {
	case pulse.TooFew:
		return lines[0] + "\n\n" + d.words.say(x.lang, "pulse-question-too-few", nil)
	case pulse.Banded:
		v := values{"Lean": d.lean(x, r)}
		return lines[0] + "\n\n" + d.words.say(x.lang, "pulse-banded", v)
	}
	for i, share := range r.Shares {
		lines = append(lines, "- "+bar(share)+" "+chat.Literal(w.Options[i])+" · "+d.shareText(x, share))
	}
	lines = append(lines, "", d.words.say(x.lang, "pulse-rounded", values{"Lean": d.lean(x, r)}))
	if trend := d.trend(x, r, last); trend != "" {
		lines = append(lines, "", trend)
	}
	return strings.Join(lines, "\n")
}

// tenth is what a bar has for every ten per cent; one that has none is a line, so that all begin at the same place whatever stands behind them.
const (
	tenth = "▇"
	none  = "▏"
)

// bar draws a share. A word in the place of a number is drawn as the number it is near to.
func bar(s pulse.Share) string {
	switch s {
	case pulse.HardlyAny:
		return none
	case pulse.NearlyAll:
		return strings.Repeat(tenth, 10)
	}
	return cmp.Or(strings.Repeat(tenth, int(s)/10), none)
}

// shareText is a share as a number, or as the word that stands where a number would tell on somebody.
func (d *Dialog) shareText(x *exchange, s pulse.Share) string {
	switch s {
	case pulse.HardlyAny:
		return d.words.say(x.lang, "share-hardly-any", nil)
	case pulse.NearlyAll:
		return d.words.say(x.lang, "share-nearly-all", nil)
	}
	return fmt.Sprintf("%d %%", int(s))
}

// lean says where the answers lean to.
func (d *Dialog) lean(x *exchange, r pulse.Result) string {
	v := values{"Option": ""}
	if r.Lean == pulse.Mostly {
		v["Option"] = chat.Literal(r.Question.Wording[x.lang].Options[r.Mostly])
	}
	return d.words.say(x.lang, "lean-"+string(r.Lean), v)
}

// trend says how a question moved since the last round; empty when the two cannot be compared.
func (d *Dialog) trend(x *exchange, r pulse.Result, last *pulse.Snapshot) string {
	if last == nil {
		return ""
	}
	for _, o := range last.Results {
		if o.Question.ID != r.Question.ID {
			continue
		}
		if t := pulse.Compare(o, r); t != pulse.NoTrend {
			return d.words.say(x.lang, "trend", values{"Day": d.day(x.lang, last.Closed, last.Closed), "Trend": d.words.say(x.lang, "trend-"+words(string(t)), nil)})
		}
	}
	return ""
}
