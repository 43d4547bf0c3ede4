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
			"Hoeveel berichten de bot per week zelf met een persoon begint: hoogstens twee.",
			"How many messages the bot starts with a person in a week: two at most.",
		},
		{
			"{school}:delivery:{firing}:{person}", "string", deliveryFor,
			"Of een gepland bericht bij een persoon aankwam of zal komen. Niet of het is gelezen.",
			"Whether a planned message reached a person or will. Not whether it was read.",
		},
		{
			"{school}:plans, {school}:saved-teams", "hash, string", 0,
			"De plannen en teams van de school, versleuteld: wat, voor wie en wanneer.",
			"The school's plans and teams, encrypted: what, for whom and when.",
		},
		{
			"{school}:draft:{person}", "string", dialog.SessionLifetime,
			"Een plan in de maak, versleuteld.",
			"A plan being made, encrypted.",
		},
		{
			"{school}:roles, {school}:asked:{code}, {school}:restart", "string", 0,
			"Wie coördinator of beheerder is of wil zijn, drempels verhoogde, of weer wil beginnen. Met naam.",
			"Who is or wants to be coordinator or administrator, raised thresholds, or wants to restart. With their name.",
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
