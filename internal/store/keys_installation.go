package store

// installationKeys are the kinds of key that come with SECRET_KEY and with a bot that several schools can install.
func installationKeys() []Key {
	return []Key{
		{
			DataKeyPattern, "string", 0,
			"De sleutels van de opslag, zelf versleuteld met SECRET_KEY.",
			"The keys of the store, themselves encrypted with SECRET_KEY.",
		},
		{
			"{school}:installation:{platform}, " + InstalledPattern, "string, hash", 0,
			"De toegang tot het chatprogramma van de school, versleuteld.",
			"The access to the school's chat program, encrypted.",
		},
		{
			LeavingPattern, "sorted set", 0,
			"Dat een school de bot weghaalde, als code, tot kort nadat alles van die school is gewist.",
			"That a school took the bot out, as a code, until shortly after everything of that school is erased.",
		},
		{
			TicketPrefix + "{code}", "string", ticketFor,
			"Dat iemand de bot net aan het installeren is. Niet wie.",
			"That somebody is installing the bot just now. Not who.",
		},
	}
}
