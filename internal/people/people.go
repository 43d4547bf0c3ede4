// Package people describes the staff the bot serves and what each has asked of it.
//
// It holds no names and no questions: only what a person chose. Where it is kept is the store's business; what is said to
// whom is the dialog's.
package people

import "time"

// Staff is everything that is kept about one person.
type Staff struct {
	// Lang is the language the person chose, "nl" or "en", or empty when none was chosen.
	Lang string `json:"lang,omitempty"`
	// Since is the first day of the month in which the person first wrote to the bot: no finer, so that nobody can read
	// from it who asked something on a certain day.
	Since time.Time `json:"since"`
	// Days are the days of the week on which the person works; empty means every school day.
	Days []time.Weekday `json:"days,omitempty"`
	// Moment is when on the day the person prefers to hear from the bot.
	Moment Moment `json:"moment,omitempty"`
	// Snooze is until when nothing is to come.
	Snooze time.Time `json:"snooze,omitzero"`
	// LessOften asks for every other message of each plan.
	LessOften bool `json:"less_often,omitempty"`
	// Unwanted are topics the person would rather not get, and Left the plans the person no longer takes part in.
	Unwanted []string `json:"unwanted,omitempty"`
	Left     []string `json:"left,omitempty"`
	// Stopped means that the bot never speaks first to this person. It still answers.
	Stopped bool `json:"stopped,omitempty"`
}

// Forgotten returns all that is kept of somebody who was forgotten: that they want no messages. Without it the next plan for a channel they are in would reach them as if nothing had
// happened. Its Since is zero.
func Forgotten() Staff { return Staff{Stopped: true} }

// Met returns the record of a person who is met at now: the month, and nothing else.
func Met(now time.Time) Staff {
	return Staff{Since: time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)}
}
