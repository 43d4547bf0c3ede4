package dialog

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/pulse"
	"github.com/baken-bot/baken/internal/schedule"
)

// Planning is what coordinators plan with; without it the bot only answers.
type Planning struct {
	// Desk is where the plans of a school are made. Each school may have a clock of its own.
	Desk   func(chat.School) *schedule.Desk
	Drafts Drafts
	Roles  Roles
	// Journal keeps lines beside those of the roles.
	Journal Journal
	// Restarts keeps what is asked of a second coordinator.
	Restarts Restarts
	Teams    Teams
	// Pulse is where the rounds of a school are; nil where none can be held.
	Pulse func(chat.School) pulse.Pulse
	// Members counts whom a pulse would ask, or is nil.
	Members schedule.Members
	// Sender posts the announcement of a plan.
	Sender chat.Sender
}

// Drafts keeps the plan a coordinator is making for [SessionLifetime], and no longer.
type Drafts interface {
	// LoadDraft reports false when there is none.
	LoadDraft(ctx context.Context, who chat.Person) (schedule.Plan, bool, error)
	SaveDraft(ctx context.Context, who chat.Person, p schedule.Plan) error
	DropDraft(ctx context.Context, who chat.Person) error
}

// What can be planned, as it stands in actions.
const (
	kindSeries = "series"
	kindTip    = "tip"
	kindText   = "text"
	kindPulse  = "pulse"
	kindMove   = "move"
	kindChange = "change"
	kindDraft  = "draft" // a pulse under way, by its id
)

// step does what a press asks for.
type step func(context.Context, *exchange, string) (Turn, error)

// submission takes in a form.
type submission func(context.Context, *exchange, chat.Submission) (Turn, error)

// planned keeps a step from running where nothing can be planned.
func (d *Dialog) planned(do step) step {
	return func(ctx context.Context, x *exchange, arg string) (Turn, error) {
		if d.planning == nil {
			return d.sentence(x, "planning-none", nil), nil
		}
		return do(ctx, x, arg)
	}
}

// coordinator keeps a step for coordinators. It is the one place where that is decided.
func (d *Dialog) coordinator(do step) step {
	return d.planned(func(ctx context.Context, x *exchange, arg string) (Turn, error) {
		may, err := d.mayPlan(ctx, x)
		if err != nil || !may {
			return d.refused(x), err
		}
		if err := d.loadTeams(ctx, x); err != nil {
			return Turn{}, err
		}
		return do(ctx, x, arg)
	})
}

// refused says who may plan, and that nothing was done.
func (d *Dialog) refused(x *exchange) Turn {
	return d.notice(x, "refused-title", d.words.say(x.lang, "refused", nil), d.button(x, "button-plans", verbPlans, ""), d.quiet(x, "button-role", verbRole, ""))
}

// submit takes in a form of a coordinator or of anybody.
func (d *Dialog) submit(ctx context.Context, x *exchange, s chat.Submission) (Turn, error) {
	forms := map[string]submission{
		verbPlanForm: d.planForm, verbRestart: d.restartForm, verbPulseWord: d.pulseWordForm, verbTeamNew: d.teamForm, verbSchoolSet: d.schoolForm, verbOwn: d.ownForm,
		verbRaise: d.raiseForm,
	}
	if take, ok := forms[s.Form.Verb]; ok {
		return d.coordinator(func(ctx context.Context, x *exchange, _ string) (Turn, error) { return take(ctx, x, s) })(ctx, x, "")
	}
	switch s.Form.Verb {
	case verbMine:
		return d.mineForm(ctx, x, s)
	case verbBallot:
		return d.ballotForm(ctx, x, s)
	case verbRoleEnd:
		return d.admin(func(ctx context.Context, x *exchange, _ string) (Turn, error) { return d.roleEndForm(ctx, x, s) })(ctx, x, "")
	}
	return d.expired(x), nil
}

// planNew asks what is to be planned.
func (d *Dialog) planNew(_ context.Context, x *exchange, _ string) (Turn, error) {
	t := d.notice(x, "plan-new-title", d.words.say(x.lang, "plan-new", nil), d.button(x, "plan-kind-series", verbPlanKind, kindSeries),
		d.button(x, "plan-kind-tip", verbPlanKind, kindTip), d.button(x, "plan-kind-text", verbPlanKind, kindText))
	if d.planning.Pulse != nil {
		t.Reply.Cards[0].Buttons = append(t.Reply.Cards[0].Buttons, d.button(x, "plan-kind-pulse", verbPlanKind, kindPulse))
	}
	return t, nil
}

// planKind shows the form of a kind; a single tip is chosen from its series first.
func (d *Dialog) planKind(_ context.Context, x *exchange, kind string) (Turn, error) {
	switch {
	case kind == kindTip:
		return d.seriesButtons(x), nil
	case strings.HasPrefix(kind, kindPulse) && x.Private && len(x.teams) == 0:
		return d.sentence(x, "pulse-in-channel", nil), nil
	case kind == kindPulse:
		return d.themeButtons(x), nil
	}
	form, ok := d.form(x, kind, schedule.Plan{}, nil)
	if !ok || x.Press == nil && !x.Command {
		return d.expired(x), nil
	}
	return Turn{Reply: chat.Reply{Form: &form, Private: true}, Outcome: SmallTalk}, nil
}

// seriesButtons offers the series to choose a tip from, on as many cards as their buttons need.
func (d *Dialog) seriesButtons(x *exchange) Turn {
	var buttons []chat.Button
	for _, id := range d.lib.SeriesIDs() {
		if s, ok := d.lib.Series(id, x.lang); ok {
			buttons = append(buttons, chat.Button{Label: s.Title, Do: chat.Action{Verb: verbPlanKind, Arg: kindTip + "/" + id}})
		}
	}
	t := Turn{Reply: chat.Reply{Private: true}, Outcome: SmallTalk}
	for row := range slices.Chunk(buttons, chat.MaxButtons) {
		if len(t.Reply.Cards) == chat.MaxCards {
			break
		}
		t.Reply.Cards = append(t.Reply.Cards, chat.Card{Buttons: row})
	}
	if len(t.Reply.Cards) > 0 {
		t.Reply.Cards[0].Title = d.words.say(x.lang, "plan-which-series", nil)
	}
	return t
}

// planForm makes a draft of what was filled in and shows what it comes to. Nothing but the draft is kept.
func (d *Dialog) planForm(ctx context.Context, x *exchange, s chat.Submission) (Turn, error) {
	kind, rest, _ := strings.Cut(s.Form.Arg, "/")
	read := func() (schedule.Plan, *Turn, error) {
		plan, wrong := d.newPlan(x, kind, s)
		return plan, wrong, nil
	}
	switch kind {
	case kindDraft:
		read = func() (schedule.Plan, *Turn, error) { return d.redraft(ctx, x, rest, s) }
	case kindMove, kindChange:
		read = func() (schedule.Plan, *Turn, error) { return d.altered(ctx, x, kind, rest, s) }
	}
	plan, wrong, err := read()
	if err != nil || wrong != nil {
		return *cmp.Or(wrong, &Turn{}), err
	}
	if when := phrase(s); when != plan.When {
		plan.When, plan.Start = when, schedule.Date{}
	}
	if err := d.planning.Drafts.SaveDraft(ctx, x.From, plan); err != nil {
		return Turn{}, err
	}
	return d.propose(ctx, x, plan)
}

// altered is a plan that is there with what a form changes of it, or what to say when there is none.
func (d *Dialog) altered(ctx context.Context, x *exchange, kind, id string, s chat.Submission) (schedule.Plan, *Turn, error) {
	old, ok, err := d.desk(x).Book.Plan(ctx, x.From.School, schedule.PlanID(id))
	if err != nil || !ok || !old.Stopped.IsZero() {
		gone := d.sentence(x, "plan-gone", nil)
		return old, &gone, err
	}
	if kind == kindMove {
		return old, nil, nil
	}
	plan, wrong := d.changedPlan(x, old, s)
	return plan, wrong, nil
}

// redraft is a pulse under way with what the form changes of it, or what to say when there is none.
func (d *Dialog) redraft(ctx context.Context, x *exchange, id string, s chat.Submission) (schedule.Plan, *Turn, error) {
	plan, ok, err := d.draft(ctx, x, id)
	if err != nil || !ok || plan.What.Pulse == nil {
		gone := d.sentence(x, "plan-gone", nil)
		return plan, &gone, err
	}
	plan, wrong := d.pulseRefilled(x, plan, filled{kind: kindPulse, Submission: s, again: d.button(x, "button-try-again", verbPlanEdit, id)})
	return plan, wrong, nil
}

// newPlan makes a plan of a form, or says what is wrong with it.
func (d *Dialog) newPlan(x *exchange, kind string, s chat.Submission) (schedule.Plan, *Turn) {
	what, who, wrong := d.whatAndWho(x, filled{kind: kind, Submission: s, again: d.button(x, "button-try-again", verbPlanKind, s.Form.Arg)}, schedule.Audience{})
	if wrong != nil {
		return schedule.Plan{}, wrong
	}
	return schedule.Plan{
		ID: schedule.NewPlanID(), School: x.From.School, What: what, Who: who, Move: s.Values["free"] == "move", Lang: string(x.lang), Owner: x.From.Address,
	}, nil
}

// filled is a form of a kind that came back, and the button to it for whoever has to mend something.
type filled struct {
	chat.Submission
	kind  string
	again chat.Button
}

// whatAndWho reads what a form says and for whom, or says what is wrong with it. same is who hears the plan already.
func (d *Dialog) whatAndWho(x *exchange, f filled, same schedule.Audience) (schedule.What, schedule.Audience, *Turn) {
	name := f.Values["who"]
	if f.kind == kindPulse {
		if n := len(f.Many["what"]); n < 1 || n > schedule.MaxQuestions {
			t := d.pulseCount(x, f.again)
			return schedule.What{}, same, &t
		}
		name = pulseWho(name)
	}
	what, ok := d.what(x, f.kind, f.Submission)
	who := d.audienceOf(x, name, same)
	if !ok || who == nil {
		t := d.expired(x)
		return what, same, &t
	}
	if m := d.reader.Read(what.Text, x.context()); what.Text != "" && len(m.Personal) > 0 {
		t := d.notice(x, "plan-personal-title", d.words.say(x.lang, "plan-personal", values{"Kinds": d.kinds(x, m.Personal)}), f.again)
		return what, same, &t
	}
	return what, *who, nil
}

// what reads the form's subject: what the library does not know comes from an old card or a forged form.
func (d *Dialog) what(x *exchange, kind string, s chat.Submission) (schedule.What, bool) {
	id := s.Values["what"]
	switch kind {
	case kindSeries:
		_, ok := d.lib.Series(id, x.lang)
		return schedule.What{Series: id}, ok
	case kindTip:
		_, ok := d.lib.Prompt(id, x.lang)
		return schedule.What{Prompt: id}, ok
	case kindText:
		id = strings.TrimSpace(id)
		return schedule.What{Text: id}, id != "" && len(id) <= schedule.MaxText
	case kindPulse:
		p, ok := d.pulseOf(x, s.Many["what"])
		return schedule.What{Pulse: p}, ok
	}
	return schedule.What{}, false
}

// audienceOf reads whom the form names. In private there is no channel to name, and only a plan that is there has an audience to keep.
func (d *Dialog) audienceOf(x *exchange, who string, same schedule.Audience) *schedule.Audience {
	if id, ok := strings.CutPrefix(who, whoTeam); ok {
		if _, known := x.team(id); !known {
			return nil
		}
		return &schedule.Audience{Members: schedule.TeamAddress(x.From.School, id)}
	}
	switch {
	case who == keepWho && (len(same.People) > 0 || same.Members != chat.Address{} || same.Post != chat.Address{}):
		return &same
	case who == "me":
		return &schedule.Audience{People: []chat.Address{x.From.Address}}
	case who == "members" && !x.Private:
		return &schedule.Audience{Members: x.Where}
	case who == "post" && !x.Private:
		return &schedule.Audience{Post: x.Where}
	}
	return nil
}

// phrase joins when and until into one phrase, so that one grammar reads both.
func phrase(s chat.Submission) string {
	when, until := strings.TrimSpace(s.Values["when"]), strings.TrimSpace(s.Values["until"])
	for _, word := range []string{"tot ", "until ", "till "} {
		until = strings.TrimPrefix(until, word)
	}
	if until == "" {
		return when
	}
	return when + " tot " + until
}

func (d *Dialog) desk(x *exchange) *schedule.Desk { return d.planning.Desk(x.From.School) }
