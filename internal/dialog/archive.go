package dialog

import (
	"context"
	"fmt"
	"slices"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/pulse"
	"github.com/baken-bot/baken/internal/schedule"
)

// archive offers a coordinator the last results, the newest first.
func (d *Dialog) archive(ctx context.Context, x *exchange, _ string) (Turn, error) {
	all, err := d.snapshots(ctx, x)
	if err != nil {
		return Turn{}, err
	}
	if len(all) == 0 {
		return d.notice(x, "results-title", d.words.say(x.lang, "results-none", nil)), nil
	}
	t := d.notice(x, "results-title", d.words.say(x.lang, "results-pick", nil))
	now := x.now(d)
	for _, s := range slices.Backward(all[max(0, len(all)-chat.MaxButtons):]) {
		label := d.words.say(x.lang, "results-label", values{"Day": d.day(x.lang, s.Closed, now), "Question": s.Results[0].Question.Wording[x.lang].Text})
		t.Reply.Cards[0].Buttons = append(t.Reply.Cards[0].Buttons, chat.Button{Label: clip(label), Do: chat.Action{Verb: verbResult, Arg: s.Round}})
	}
	return t, nil
}

func (d *Dialog) snapshots(ctx context.Context, x *exchange) ([]pulse.Snapshot, error) {
	if d.planning.Pulse == nil {
		return nil, nil
	}
	all, err := d.planning.Pulse(x.From.School).Archive.Snapshots(ctx, pulse.School(x.From.School))
	if err != nil {
		return nil, fmt.Errorf("read results: %w", err)
	}
	return all, nil
}

// archived shows a coordinator a result as the team saw it, with the way to a word about it while the team waits for one.
func (d *Dialog) archived(ctx context.Context, x *exchange, round string) (Turn, error) {
	all, err := d.snapshots(ctx, x)
	if err != nil {
		return Turn{}, err
	}
	at := slices.IndexFunc(all, func(s pulse.Snapshot) bool { return s.Round == round })
	if at < 0 {
		return d.sentence(x, "results-gone", nil), nil
	}
	s := all[at]
	if nothingShown(s) {
		return d.notice(x, "pulse-result-title", d.words.say(x.lang, "pulse-too-few", nil)), nil
	}
	same := slices.DeleteFunc(slices.Clone(all), func(o pulse.Snapshot) bool { return o.Pulse != s.Pulse })
	p, ok, err := d.desk(x).Book.Plan(ctx, x.From.School, schedule.PlanID(s.Pulse))
	if err != nil {
		return Turn{}, fmt.Errorf("read plan: %w", err)
	}
	cards, err := d.resultCards(x, s, before(same, s, p))
	if err != nil {
		return Turn{}, err
	}
	if ok && p.Stopped.IsZero() && pulseOwes(p) == round {
		d.askWord(x, cards, p.ID, round)
	}
	return Turn{Reply: chat.Reply{Cards: cards, Private: true}, Outcome: SmallTalk}, nil
}
