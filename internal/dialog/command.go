package dialog

import (
	"context"
	"strings"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/content"
)

// command is a word that does what a press could do as well.
type command struct {
	verb string
	lang content.Lang
	// alone is true when the words count without the platform's command too, because nobody asks a question with them.
	alone bool
	// coordinators is true when they do so for coordinators only: to others the words are part of a question.
	coordinators bool
}

// commands lists the words in both languages.
func commands() map[string]command {
	nl, en := content.Dutch, content.English
	return map[string]command{
		"plan": {verbPlans, "", true, false}, "planning": {verbPlans, "", true, false}, "plannen": {verbPlans, nl, true, false}, "plans": {verbPlans, en, true, false},
		"wat is er gepland": {verbPlans, nl, true, false}, "wat staat er gepland": {verbPlans, nl, true, false}, "wat is gepland": {verbPlans, nl, true, false},
		"what is planned": {verbPlans, en, true, false}, "what's planned": {verbPlans, en, true, false},
		"plan iets": {verbPlanNew, nl, true, false}, "plan something": {verbPlanNew, en, true, false},
		"pauze": {verbCrisis, nl, true, true}, "pause": {verbCrisis, en, true, true},
		"schooltijden": {verbSchool, nl, true, false}, "school times": {verbSchool, en, true, false}, "schooltimes": {verbSchool, en, true, false},
		"instellingen": {verbSettings, nl, true, false}, "settings": {verbSettings, en, true, false},
		"mijn momenten": {verbMine, nl, true, false}, "my moments": {verbMine, en, true, false},
		"stop": {verbQuit, "", true, false}, "stop met berichten": {verbQuit, nl, true, false}, "stop messages": {verbQuit, en, true, false},
		"rol": {verbRole, nl, false, false}, "role": {verbRole, en, false, false}, "rollen": {verbRoles, nl, false, false}, "roles": {verbRoles, en, false, false},
		"team":     {verbTeams, "", false, false},
		"drempels": {verbThresholds, nl, false, false}, "thresholds": {verbThresholds, en, false, false},
		"privacy": {verbAboutMe, "", false, false}, "help": {verbHelp, "", false, false},
	}
}

// command does what the words alone stand for.
func (d *Dialog) command(ctx context.Context, x *exchange) (Turn, bool, error) {
	c, arg, ok := d.wordsOf(x)
	if !ok || !x.Command && !d.countsAlone(x, c) {
		return Turn{}, false, nil
	}
	if c.coordinators && !x.Command {
		if may, err := d.mayPlan(ctx, x); err != nil || !may {
			return Turn{}, false, err
		}
	}
	if c.lang != "" && x.hint() == "" {
		x.lang = c.lang
	}
	t, err := d.press(ctx, x, chat.Action{Verb: c.verb, Arg: arg})
	return t, true, err
}

// wordsOf finds the command a message is, with what follows the word that takes more.
func (d *Dialog) wordsOf(x *exchange) (c command, arg string, ok bool) {
	words := strings.Join(strings.Fields(strings.ToLower(strings.Trim(x.Text, " \t\n.?!/"))), " ")
	if c, ok = d.commands[words]; ok || !x.Command {
		return c, "", ok
	}
	first, rest, _ := strings.Cut(words, " ")
	c, ok = d.commands[first]
	return c, rest, ok && c.verb == verbRole
}

// countsAlone reports whether the words of a command count without the platform's command before them. While a safety card stands every word counts as an answer to it.
func (d *Dialog) countsAlone(x *exchange, c command) bool {
	return c.alone && x.session.Route == content.NoRoute && (d.planning != nil || c.verb == verbSettings)
}
