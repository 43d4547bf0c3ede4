package dialog

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/people"
	"github.com/baken-bot/baken/internal/schedule"
)

// draft returns the plan under way when it is the one a button was made for; otherwise somebody pressed an old card.
func (d *Dialog) draft(ctx context.Context, x *exchange, id string) (schedule.Plan, bool, error) {
	p, ok, err := d.planning.Drafts.LoadDraft(ctx, x.From)
	return p, ok && string(p.ID) == id, err
}

// planEdit shows the form again as it was filled in.
func (d *Dialog) planEdit(ctx context.Context, x *exchange, id string) (Turn, error) {
	plan, ok, err := d.draft(ctx, x, id)
	if err != nil || !ok {
		return d.sentence(x, "plan-gone", nil), err
	}
	kind := kindOf(plan.What)
	var old *schedule.Plan
	switch was, kept, err := d.desk(x).Book.Plan(ctx, x.From.School, plan.ID); {
	case err != nil:
		return Turn{}, err
	case kept:
		kind, old = kindChange+"/"+id, &was
	case plan.What.Pulse != nil:
		kind = kindDraft + "/" + id
	}
	form, _ := d.form(x, kind, plan, old)
	return Turn{Reply: chat.Reply{Form: &form, Private: true}, Outcome: SmallTalk}, nil
}

// planTest shows the coordinator what the plan will say first. Its buttons would change the wishes of whoever presses them, so only the one to read stays.
func (d *Dialog) planTest(ctx context.Context, x *exchange, id string) (Turn, error) {
	plan, ok, err := d.draft(ctx, x, id)
	if err != nil || !ok {
		return d.sentence(x, "plan-gone", nil), err
	}
	if plan.What.Pulse != nil {
		return d.pulseTest(x, plan.What.Pulse)
	}
	plan.Who = schedule.Audience{Post: x.Where}
	said, err := d.Compose(ctx, schedule.Firing{School: plan.School, Plan: plan.ID}, plan, people.Staff{Lang: string(x.lang)})
	if err != nil {
		return Turn{}, err
	}
	said.Reply.Text, said.Reply.Private = d.words.say(x.lang, "plan-test", nil), true
	return Turn{Reply: said.Reply, Outcome: SmallTalk}, nil
}

// planSave keeps the draft and tells the channel. A plan that cannot be announced does not start: nothing starts in secret.
func (d *Dialog) planSave(ctx context.Context, x *exchange, id string) (Turn, error) {
	plan, ok, err := d.draft(ctx, x, id)
	if err != nil || !ok {
		return d.sentence(x, "plan-gone", nil), err
	}
	// Since the draft was shown people can have gone, and the school's thresholds can have been raised.
	if _, wrong, err := d.askable(ctx, x, plan); err != nil || wrong != nil {
		return *cmp.Or(wrong, &Turn{}), err
	}
	desk := d.desk(x)
	old, is, err := desk.Book.Plan(ctx, plan.School, plan.ID)
	switch {
	case err != nil:
		return Turn{}, err
	case is && !old.Stopped.IsZero():
		return d.sentence(x, "plan-gone", nil), nil
	case is:
		return d.kept(ctx, x, plan, old)
	}
	return d.start(ctx, x, plan)
}

// start keeps a plan for the first time.
func (d *Dialog) start(ctx context.Context, x *exchange, plan schedule.Plan) (Turn, error) {
	desk := d.desk(x)
	kept, err := desk.Create(ctx, plan)
	if err != nil {
		return Turn{}, err
	}
	school, err := d.school(ctx, x)
	if err != nil {
		return Turn{}, err
	}
	if err := d.planning.Drafts.DropDraft(ctx, x.From); err != nil {
		return Turn{}, err
	}
	now := desk.Now().In(school.Zone)
	body := d.words.say(x.lang, "plan-saved", values{"First": d.moment(x.lang, kept.Next.In(school.Zone), now)})
	told, err := d.tellChannel(ctx, x, kept, school)
	if err != nil {
		_, stop := desk.Stop(ctx, kept.School, kept.ID)
		return d.sentence(x, "plan-not-told", nil), announcing(err, stop)
	}
	t := d.notice(x, "plan-saved-title", body+told, d.button(x, "button-plans", verbPlans, ""))
	t.Reply.Replace = true
	return t, nil
}

// announcing joins the error of an announcement with the one of clearing up after it.
func announcing(err, second error) error {
	if second != nil {
		return fmt.Errorf("announce plan: %w; %w", err, second)
	}
	return fmt.Errorf("announce plan: %w", err)
}

// school is the school's time as it is set now.
func (d *Dialog) school(ctx context.Context, x *exchange) (schedule.School, error) {
	settings, err := d.desk(x).Book.Settings(ctx, x.From.School)
	if err != nil {
		return schedule.School{}, fmt.Errorf("read settings: %w", err)
	}
	return settings.School()
}

// tellChannel says once in the channel, or in each of a team, what will come. When one cannot be told, those that were hear that it does not go on.
func (d *Dialog) tellChannel(ctx context.Context, x *exchange, k schedule.Kept, school schedule.School) (string, error) {
	to := k.Who.Members
	if k.Who.Post != (chat.Address{}) {
		to = k.Who.Post
	}
	if to == (chat.Address{}) {
		return "", nil
	}
	said := ""
	told, err := d.tellAll(ctx, to, func(place chat.Address) error {
		var err error
		said, err = d.tellPlace(ctx, x, k, place, school)
		return err
	})
	if err != nil {
		for _, place := range told {
			_, off := d.sayIn(ctx, x, k, place, school, d.words.say(x.lang, "announcement-off", nil))
			err = errors.Join(err, off)
		}
	}
	return said, err
}

// tellPlace says in one place what will come and how to turn it off. It returns what to tell the coordinator of it.
func (d *Dialog) tellPlace(ctx context.Context, x *exchange, k schedule.Kept, to chat.Address, school schedule.School) (string, error) {
	now := d.desk(x).Now().In(school.Zone)
	what, err := d.subject(ctx, x, k.What)
	if err != nil {
		return "", err
	}
	v := values{"Day": d.day(x.lang, k.Next.In(school.Zone), now), "What": what, "When": k.When, "Personal": k.Who.Post == (chat.Address{})}
	return d.sayIn(ctx, x, k, to, school, d.words.say(x.lang, "announcement", v))
}

// sayIn says something about a plan in a place, at once when the school is open and otherwise when it opens.
func (d *Dialog) sayIn(ctx context.Context, x *exchange, k schedule.Kept, to chat.Address, school schedule.School, text string) (string, error) {
	now := d.desk(x).Now().In(school.Zone)
	opens := school.Opens(now)
	if opens.Equal(now) {
		card := chat.Card{Title: d.words.say(x.lang, "announcement-title", nil), Body: text, Buttons: []chat.Button{d.quiet(x, "button-plans", verbPlans, "")}}
		return "\n\n" + d.words.say(x.lang, "plan-told", nil), d.planning.Sender.Send(ctx, to, chat.Reply{Cards: []chat.Card{card}})
	}
	_, err := d.desk(x).Create(ctx, schedule.Plan{
		School: k.School, What: schedule.What{Text: chat.PlainMarkup(text)}, Who: schedule.Audience{Post: to}, Owner: k.Owner, Lang: k.Lang, When: opens.Format("2006-01-02 15:04"),
	})
	return "\n\n" + d.words.say(x.lang, "plan-told-later", values{"At": d.moment(x.lang, opens, now)}), err
}
