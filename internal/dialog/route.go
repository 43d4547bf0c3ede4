package dialog

import (
	"context"
	"maps"
	"strings"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/content"
)

// The verbs a button can carry. What a press brings back comes from outside: each handler checks its argument.
const (
	verbTopic     = "topic"     // answer with a topic
	verbMore      = "more"      // what belongs with a topic
	verbWho       = "who"       // who at school can help with a topic
	verbShare     = "share"     // show a topic to the whole channel
	verbHelps     = "helps"     // an answer helped
	verbHelpsNot  = "helpsnot"  // an answer did not help
	verbWhyNot    = "whynot"    // and why not: group, general or other, then the topic
	verbNone      = "none"      // none of the offered topics
	verbSafety    = "safety"    // show a safety card
	verbNotMeant  = "notmeant"  // a safety card was not meant
	verbHeld      = "held"      // answer the question as the guard rewrote it
	verbRewrite   = "rewrite"   // the person will rewrite it
	verbGuide     = "guide"     // a step of a guided flow
	verbBrowse    = "browse"    // the groups, or a page of a group
	verbLang      = "lang"      // speak a language from now on
	verbAboutMe   = "aboutme"   // what is kept about the person
	verbForget    = "forget"    // ask whether to erase it
	verbForgetNow = "forgetnow" // erase it
	verbSettings  = "settings"
	verbHelp      = "help"

	verbPlans      = "plans"      // what is planned
	verbPlanNew    = "plannew"    // plan something
	verbPlanKind   = "plankind"   // the form of a kind
	verbPlanForm   = "planform"   // that form, filled in
	verbOwn        = "own"        // the form of an own question
	verbOwnTake    = "owntake"    // a rewrite in the place of an own question
	verbPlanEdit   = "planedit"   // the form again
	verbPlanTest   = "plantest"   // show it to me first
	verbPlanSave   = "plansave"   // keep the draft
	verbPlanPick   = "planpick"   // which plan
	verbPlanShow   = "planshow"   // one plan
	verbPlanMove   = "planmove"   // another time
	verbPlanChange = "planchange" // what and for whom too
	verbPlanPause  = "planpause"  // no moments until resumed
	verbPlanResume = "planresume" // go on
	verbPlanStop   = "planstop"   // end it for good
	verbCrisis     = "crisis"     // ask whether everything is to stop
	verbCrisisNow  = "crisisnow"  // stop everything
	verbRestart    = "restart"    // from a day on
	verbRestartYes = "restartyes" // a second coordinator agrees
	verbRestartNo  = "restartno"  // or does not
	verbContacts   = "contacts"   // people to turn to
	verbTeams      = "teamlist"   // the saved teams
	verbTeamPick   = "teampick"   // which team
	verbTeamShow   = "teamshow"   // one team
	verbTeamNew    = "teamnew"    // a name for this channel as a team, or for a team
	verbTeamAdd    = "teamadd"    // this channel too
	verbTeamOut    = "teamout"    // not this channel
	verbTeamDrop   = "teamdrop"   // forget it
	verbSchool     = "school"     // the school's times
	verbSchoolSet  = "schoolset"  // change them
	verbRole       = "role"       // ask for a role, or give it
	verbRoles      = "roles"      // who has one, and what changed
	verbRoleEnd    = "roleend"    // take it back
	verbThresholds = "thresholds" // how many must be asked and must answer
	verbRaise      = "raise"      // more of them

	verbVote        = "vote"        // an option of a question of a round
	verbBallot      = "ballot"      // the form of a question that buttons cannot hold
	verbVoteSkip    = "voteskip"    // on to the next question
	verbVoteLater   = "votelater"   // the question once more at another moment
	verbPulseAsk    = "pulseask"    // the question behind a reminder
	verbPulseNot    = "pulsenot"    // not this time
	verbContactMe   = "contactme"   // people to turn to, in one's own name
	verbPulseWord   = "pulseword"   // what we heard, what we do
	verbPulseNoWord = "pulsenoword" // no word this time
	verbResults     = "results"     // the last results
	verbResult      = "result"      // one of them

	verbNudge  = "nudge"  // read a heavy prompt after all
	verbSkip   = "skip"   // do not read it
	verbRead   = "read"   // the topic behind a nudge
	verbLater  = "later"  // have it come again
	verbLess   = "less"   // less often, not this topic, not this plan
	verbMine   = "mine"   // my moments
	verbSnooze = "snooze" // nothing until a day
	verbQuit   = "quit"   // nothing any more
)

// shared reports whether the answer to a message is meant for everybody in the conversation.
func shared(m chat.Message) bool { return m.Press != nil && m.Press.Verb == verbShare }

func (d *Dialog) route(ctx context.Context, x *exchange) (Turn, error) {
	switch {
	case x.Press != nil:
		return d.press(ctx, x, *x.Press)
	case x.Submission != nil:
		return d.submit(ctx, x, *x.Submission)
	}
	if x.Quoted {
		// Somebody else's words ask for nothing in this person's name.
		return d.ask(ctx, x)
	}
	if t, ok, err := d.command(ctx, x); ok || err != nil {
		return t, err
	}
	return d.ask(ctx, x)
}

// press does what a button says. A verb nobody knows is an old card or a forged press; both get a plain sentence.
func (d *Dialog) press(ctx context.Context, x *exchange, a chat.Action) (Turn, error) {
	if do, ok := d.pressed[a.Verb]; ok {
		return do(ctx, x, a.Arg)
	}
	return d.expired(x), nil
}

// presses are all verbs a press can carry.
func (d *Dialog) presses() map[string]step {
	out := d.steps()
	for verb, show := range map[string]func(*exchange, string) Turn{
		verbTopic: d.pressTopic, verbMore: d.more, verbWho: d.who, verbShare: d.share,
		verbHelps: d.helps, verbHelpsNot: d.helpsNot, verbWhyNot: d.whyNot, verbNone: d.none,
		verbSafety: d.pressSafety, verbNotMeant: d.notMeant, verbHeld: d.held, verbRewrite: d.rewrite,
		verbGuide: d.guide, verbBrowse: d.browse, verbHelp: func(x *exchange, _ string) Turn { return d.smallTalk(x, "help") },
	} {
		out[verb] = func(_ context.Context, x *exchange, arg string) (Turn, error) { return show(x, arg), nil }
	}
	maps.Copy(out, map[string]step{
		chat.Hello: d.hello, chat.Home: d.home,
		verbLang: d.setLanguage, verbAboutMe: d.aboutMe, verbForget: d.forget, verbForgetNow: d.forgetNow, verbSettings: d.settings,
		verbNudge: d.nudgeRead, verbSkip: d.skip, verbRead: d.readOn, verbLess: d.less, verbMine: d.mine, verbQuit: d.quit,
	})
	return out
}

// steps are the presses that have to do with plans: first what everybody may, then what is for coordinators and for admins.
func (d *Dialog) steps() map[string]step {
	out := map[string]step{
		verbPlans: d.planned(d.plans), verbLater: d.planned(d.later), verbSnooze: d.planned(d.snooze), verbSchool: d.planned(d.schoolTimes), verbRole: d.planned(d.role), verbRoles: d.planned(d.roles),
		verbRoleEnd: d.admin(d.roleEnd), verbThresholds: d.planned(d.limits),
		verbVote: d.planned(d.vote), verbBallot: d.planned(d.ballot), verbVoteSkip: d.planned(d.voteSkip), verbPulseAsk: d.planned(d.pulseAsk),
		verbVoteLater: d.planned(d.voteLater), verbPulseNot: d.planned(d.pulseNot), verbContactMe: d.planned(d.contactMe),
	}
	for verb, do := range map[string]step{
		verbPlanNew: d.planNew, verbPlanKind: d.planKind, verbPlanEdit: d.planEdit, verbPlanTest: d.planTest, verbPlanSave: d.planSave,
		verbPlanPick: d.planPick, verbPlanShow: d.planShow, verbPlanMove: d.planMove, verbPlanChange: d.planChange, verbPlanPause: d.planPause, verbPlanResume: d.planResume, verbPlanStop: d.planStop,
		verbCrisis: d.crisis, verbCrisisNow: d.crisisNow, verbRestart: d.restart, verbRestartYes: d.restartYes, verbRestartNo: d.restartNo, verbContacts: d.contacts, verbSchoolSet: d.schoolSet, verbPulseWord: d.pulseWord, verbPulseNoWord: d.pulseNoWord,
		verbTeams: d.listTeams, verbTeamPick: d.teamPick, verbTeamShow: d.teamShow, verbTeamNew: d.teamNew, verbTeamAdd: d.teamAdd, verbTeamOut: d.teamOut, verbTeamDrop: d.teamDrop,
		verbResults: d.archive, verbResult: d.archived, verbOwn: d.own, verbOwnTake: d.ownTake, verbRaise: d.raise,
	} {
		out[verb] = d.coordinator(do)
	}
	return out
}

// expired tells that what the person refers to is forgotten.
func (d *Dialog) expired(x *exchange) Turn {
	return d.sentence(x, "expired", nil)
}

// sentence is a turn of one of the bot's own sentences.
func (d *Dialog) sentence(x *exchange, id string, v values) Turn {
	return Turn{Reply: chat.Reply{Text: d.words.say(x.lang, id, v)}, Lang: x.lang, Outcome: SmallTalk}
}

// commandWords are words after the platform's slash command that only say that a question follows.
var commandWords = []string{"vraag", "ask"}

// stripCommand removes the command word in front of a question.
func stripCommand(text string) string {
	first, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	for _, w := range commandWords {
		if strings.EqualFold(first, w) {
			return rest
		}
	}
	return text
}

// topic returns a topic in the language of the exchange.
func (d *Dialog) topic(x *exchange, id string) (content.Topic, bool) { return d.lib.Topic(id, x.lang) }
