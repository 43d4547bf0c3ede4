package store

import "time"

// planKeys are the kinds of key that come with plans.
func planKeys() []Key {
	return []Key{
		{
			"{school}:week:{person}", "string", weekFor,
			"Hoeveel berichten de bot deze week zelf met een persoon begon, zodat het er hoogstens twee zijn.",
			"How many messages the bot started with a person this week, so that there are two at most.",
		},
		{
			"{school}:delivery:{firing}:{person}", "string", deliveryFor,
			"Of een gepland bericht bij een persoon aankwam, zodat niemand het twee keer krijgt. Niet of het is gelezen.",
			"Whether a planned message reached a person, so that nobody gets it twice. Not whether it was read.",
		},
		{
			"{school}:plans", "hash", 0,
			"De plannen van de school, versleuteld: wat, voor wie en wanneer.",
			"The school's plans, encrypted: what, for whom and when.",
		},
		{
			"{school}:due, {school}:turns, " + SchoolsPattern, "sorted set, hash", 0,
			"Wanneer elk plan weer aan de beurt is, en hoe vaak het al kwam.",
			"When each plan comes next, and how often it came.",
		},
		{
			"{school}:settings, {school}:pause", "string", 0,
			"De schooltijden en vrije dagen, en of de berichten zijn gepauzeerd.",
			"School hours and free days, and whether messages are paused.",
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
			"Berichten die wachten tot ze aan de beurt zijn, versleuteld. Ook wat niet lukte.",
			"Messages that wait for their turn, encrypted. Also those that failed.",
		},
	}
}
