package store

// pulseKeys are the kinds of key around a pulse. Those of the first two kinds die when the round closes; their lifetime is for a round that nobody closes.
func pulseKeys() []Key {
	return []Key{
		{
			"{school}:round:{round}, {school}:counts:{round}", "hash", roundFor,
			"Een lopende pulsmeting: vragen, halve sleutel, hoe vaak elke optie is gekozen. Niet door wie. Weg bij sluiten.",
			"A running pulse: questions, half a key, how often each option was chosen. Not by whom. Gone at closing.",
		},
		{
			"{school}:ledger:{round}, {school}:invited:{round}", "hash, sorted set", roundFor,
			"Codes van wie is uitgenodigd en wie al antwoordde. Niet wat zij kozen. Weg bij sluiten.",
			"Codes of who is invited and who has answered. Not what they chose. Gone at closing.",
		},
		{
			"{school}:result:{round}", "string", resultsFor,
			"Uitslagen, zoals iedereen ze zag.",
			"Results, as everybody saw them.",
		},
		{
			"{school}:pulse:rosters, {school}:pulse:marks, {school}:pulse:results, {school}:pulse:unswept", "string, set", 0,
			"Codes van wie eerder was uitgenodigd, om uitslagen veilig te vergelijken. Welke er zijn, en of een logboek nog weg moet.",
			"Codes of who was invited before, to compare results safely. Which there are, and whether a log must still go.",
		},
	}
}
