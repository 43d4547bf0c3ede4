package store

import (
	"time"

	"github.com/baken-bot/baken/internal/dialog"
)

// planKeys are the kinds of key that come with plans.
func planKeys() []Key {
	return []Key{
		{
			"{school}:week:{person}", "string", weekFor,
			"Hoeveel berichten de bot deze week zelf met een persoon begon: hoogstens twee.",
			"How many messages the bot started with a person this week: two at most.",
		},
		{
			"{school}:delivery:{firing}:{person}", "string", deliveryFor,
			"Of een gepland bericht bij een persoon aankwam. Niet of het is gelezen.",
			"Whether a planned message reached a person. Not whether it was read.",
		},
		{
			"{school}:plans", "hash", 0,
			"De plannen van de school, versleuteld: wat, voor wie en wanneer.",
			"The school's plans, encrypted: what, for whom and when.",
		},
		{
			"{school}:draft:{person}", "string", dialog.SessionLifetime,
			"Een plan in de maak, versleuteld.",
			"A plan being made, encrypted.",
		},
		{
			"{school}:due, {school}:turns, " + SchoolsPattern, "sorted set, hash", 0,
			"Wanneer elk plan weer komt, en hoe vaak het kwam.",
			"When each plan comes next, and how often it came.",
		},
		{
			"{school}:settings, {school}:pause, {school}:thresholds, " + freeDaysKey, "string", 0,
			"De schooltijden, vrije dagen en drempels, en of de berichten zijn gepauzeerd.",
			"School hours, free days and thresholds, and whether messages are paused.",
		},
		{
			"{school}:figures:{plan}", "hash", figuresFor,
			"Hoeveel berichten van een plan aankwamen. Alleen aantallen.",
			"How many messages of a plan arrived. Numbers only.",
		},
		{
			"{school}:pace:{conversation}", "string", time.Minute,
			"Hoe snel berichten na elkaar mogen.",
			"How fast messages may follow each other.",
		},
		{
			QueuePattern, "several", queueFor,
			"Berichten die wachten of niet lukten, versleuteld.",
			"Messages that wait or failed, encrypted.",
		},
	}
}

// officeKeys are the kinds of key about those who plan.
func officeKeys() []Key {
	return []Key{
		{
			"{school}:saved-teams", "string", 0,
			"Bewaarde teams, versleuteld: naam en kanalen, geen mensen.",
			"Saved teams, encrypted: name and channels, no people.",
		},
		{
			"{school}:roles, {school}:asked:{code}", "string", 0,
			"Wie coördinator of beheerder is, of daarom vraagt, met naam.",
			"Who is coordinator or administrator, or asks to be, with their name.",
		},
		{
			"{school}:restart", "string", restartFor,
			"Dat een coördinator na een pauze weer wil beginnen, versleuteld.",
			"That a coordinator wants to start again after a pause, encrypted.",
		},
	}
}
