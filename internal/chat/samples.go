package chat

// Sample is one thing the bot can show, under a name that is a file name too.
type Sample struct {
	Name  string
	Reply Reply
}

// Samples returns one of each thing the bot can show. Every adapter renders them in its golden tests, and the gallery
// shows them to authors and designers.
func Samples() []Sample {
	return []Sample{
		{"text", Reply{Text: "Graag gedaan. Stel gerust nog een vraag."}},
		{"markup", Reply{Text: "Een alinea met **vet**, *cursief* en een [link](https://www.welbevindenopschool.nl).\n\n- eerst dit\n- dan dat"}},
		{"literal", Reply{Cards: []Card{{
			Title: "Ik zie misschien een naam of geboortedatum",
			Body:  "Ik heb niets bewaard. Zullen we het zo vragen?",
			Quote: "<!channel> @everyone *hoe* <b>help</b> ik [deze](https://example.org) leerling & de klas?",
			Buttons: []Button{
				{Label: "Zo vragen", Do: Action{Verb: "held"}},
				{Label: "Zelf aanpassen", Do: Action{Verb: "rewrite"}, Quiet: true},
			},
		}}}},
		{"answer", Reply{Cards: []Card{sampleAnswer()}}},
		{"answer-with-line", Reply{Cards: []Card{sampleAnswerWithLine()}}},
		{"clarify", Reply{Cards: []Card{{
			Body: "Ik kan dit op twee manieren lezen. Wat bedoel je?",
			Buttons: []Button{
				{Label: "Een leerling loopt weg uit de les", Do: Action{Verb: "topic", Arg: "absence-and-school-refusal"}},
				{Label: "Een leerling loopt nu hoog op", Do: Action{Verb: "topic", Arg: "de-escalation"}},
				{Label: "Geen van deze", Do: Action{Verb: "none"}, Quiet: true},
			},
		}}}},
		{"urgent", Reply{Private: true, Cards: []Card{{
			Title: "Iemand is nu in gevaar",
			Body:  "**Bel 112.** Haal een collega erbij.\n\nBlijf bij de leerling als dat veilig kan.",
			Tone:  Urgent,
			Buttons: []Button{
				{Label: "De 5 stappen van de meldcode", Do: Action{Verb: "guide", Arg: "meldcode"}},
				{Label: "Dit bedoelde ik niet", Do: Action{Verb: "notmeant"}, Quiet: true},
			},
		}}}},
		{"guide", Reply{Replace: true, Cards: []Card{{
			Title: "Terugkijken op een moment · 1 van 3",
			Body:  "Wat gebeurde er? Denk alleen aan wat je zag en hoorde.",
			Buttons: []Button{
				{Label: "Verder", Do: Action{Verb: "guide", Arg: "reflect/did"}},
				{Label: "Stoppen", Do: Action{Verb: "guide", Arg: "reflect/stop"}, Quiet: true},
			},
		}}}},
		{"form", Reply{Form: sampleForm()}},
		{"plan", Reply{Private: true, Cards: []Card{samplePlan()}}},
		{"nudge", Reply{Cards: []Card{sampleNudge()}}},
		{"nudge-heavy", Reply{Cards: []Card{{
			Title: "Tip voor deze week · 1 minuut", Body: "Dit gaat over rouw en verlies. Liever niet? Sla gerust over.",
			Buttons: []Button{
				{Label: "Lees", Do: Action{Verb: "nudge", Arg: "abcdefghijkl/room-for-missing"}},
				{Label: "Overslaan", Do: Action{Verb: "skip"}, Quiet: true},
				{Label: "Minder hiervan", Do: Action{Verb: "less", Arg: "abcdefghijkl/room-for-missing"}, Quiet: true},
			},
		}}}},
		{"pulse", samplePulse()},
		{"result", Reply{Cards: []Card{sampleResult()}}},
		{"pause", samplePause()},
	}
}

func samplePause() Reply {
	return Reply{Private: true, Cards: []Card{{
		Title: "Alle geplande berichten van de hele school stoppen?",
		Body:  "Ook wat al klaarstaat komt niet meer, ook later niet. Op vragen geef ik wel antwoord.",
		Buttons: []Button{
			{Label: "Stop nu", Do: Action{Verb: "crisisnow"}},
			{Label: "Terug", Do: Action{Verb: "plans"}, Quiet: true},
		},
	}}}
}

func samplePulse() Reply {
	const round = "abcdefghijkl@1795597200/0"
	c := Card{
		Title: "Eén vraag · anoniem", Body: "**Ik kon deze week rustig blijven als het spannend werd.**",
		Footer: "Niemand ziet jouw antwoord. Eén tik telt meteen en blijft staan: niemand weet welk antwoord van jou is. We tonen iets vanaf 5 antwoorden. " +
			"Uitslag: di 1 december, voor iedereen tegelijk.",
	}
	for i, option := range []string{"Bijna nooit", "Soms", "Vaak", "Bijna altijd", "Niet van toepassing"} {
		c.Buttons = append(c.Buttons, Button{Label: option, Do: Action{Verb: "vote", Arg: round + "/" + string(rune('0'+i))}})
	}
	return Reply{Cards: []Card{c, {Buttons: []Button{
		{Label: "Sla over", Do: Action{Verb: "voteskip", Arg: round}, Quiet: true}, {Label: "Later", Do: Action{Verb: "votelater", Arg: round}, Quiet: true},
	}}}}
}

func sampleResult() Card {
	return Card{
		Title: "Uitslag van de anonieme vragen",
		Body: "Meer dan de helft van het team deed mee.\n\n**Ik kon deze week rustig blijven als het spannend werd.**\n\n- ▇ Bijna nooit · 10 %\n- ▇▇▇ Soms · 30 %\n" +
			"- ▇▇▇▇ Vaak · 40 %\n- ▇▇ Bijna altijd · 20 %\n\nVooral: **gemengd**. Afgerond op 10 %.",
		Picture: &Picture{PNG: []byte(samplePNG), Alt: "Bijna nooit: 10 %. Soms: 30 %. Vaak: 40 %. Bijna altijd: 20 %."},
	}
}

// samplePNG is the smallest picture of four bars.
const samplePNG = "\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x14\x00\x00\x00\x04\x08\x02\x00\x00\x00\x01\x3d\x88\xc1\x00\x00\x00\x1f\x49\x44\x41\x54\x78\xda\x63\xe0\xce\xcb\x83\xa3\xff\x24\x02\x06\x64\xcd\xa4\x1a\x84\x53\x33\x31\x06\x11\xa5\x19\x97\x41\x00\x28\x04\x9b\xa1\xb9\xe8\xc1\xd2\x00\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82"

func samplePlan() Card {
	return Card{
		Title: "Zo komt het",
		Body: "**Wat:** reeks *Donkere dagen, feest en geld*\n\n**Voor wie:** ieder in dit kanaal, persoonlijk\n\n**Wanneer:** elke dinsdag na school\n\n" +
			"- **di 8 december, 15.15**\n- **di 15 december, 15.15**\n- di 22 december tot en met di 29 december: 2 keer niet, kerstvakantie\n- **di 5 januari 2027, 15.15**",
		Buttons: []Button{
			{Label: "Inplannen", Do: Action{Verb: "plansave", Arg: "abcdefghijkl"}},
			{Label: "Aanpassen", Do: Action{Verb: "planedit", Arg: "abcdefghijkl"}, Quiet: true},
			{Label: "Stuur test naar mij", Do: Action{Verb: "plantest", Arg: "abcdefghijkl"}, Quiet: true},
		},
	}
}

func sampleNudge() Card {
	return Card{
		Title:  "Tip voor deze week · 1 minuut",
		Body:   "Sta bij de deur als de les begint. Eén blik en één woord per leerling is genoeg.\n\n**Vraag aan jezelf:** Wie zag ik vandaag bij binnenkomst echt even?",
		Mind:   "**Waarom:** Goede relaties geven rust.",
		Footer: "Bron: [Voorbeeld van een bron](https://www.example.org), 2024\n\nJe hoeft niets terug te sturen.",
		Buttons: []Button{
			{Label: "Lees meer", Do: Action{Verb: "read", Arg: "start-of-the-day"}},
			{Label: "Later", Do: Action{Verb: "later", Arg: "abcdefghijkl/at-the-door"}, Quiet: true},
			{Label: "Minder hiervan", Do: Action{Verb: "less", Arg: "abcdefghijkl/at-the-door"}, Quiet: true},
		},
	}
}

func sampleAnswer() Card {
	return Card{
		Title:  "Rust na de pauze",
		Body:   "Na de pauze zit er nog veel spanning in het lijf. Een vast begin helpt iedereen om te landen.",
		Steps:  []string{"Sta bij de deur en groet elke leerling.", "Begin altijd met dezelfde stille taak.", "Zeg wat er straks komt."},
		Mind:   "Lukt het een leerling vaak niet? Bespreek het met de ib'er of zorgcoördinator.",
		Footer: "Bron: [Voorbeeld van een bron](https://www.example.org), 2024 · nagekeken november 2026",
		Buttons: []Button{
			{Label: "Helpt", Do: Action{Verb: "helps", Arg: "transitions-in-the-day"}},
			{Label: "Helpt niet", Do: Action{Verb: "helpsnot", Arg: "transitions-in-the-day"}},
			{Label: "Meer hierover", Do: Action{Verb: "more", Arg: "transitions-in-the-day"}},
		},
	}
}

func sampleAnswerWithLine() Card {
	c := sampleAnswer()
	c.Lead = "Is er nu iemand in gevaar? Kijk hier eerst."
	c.Tone = Care
	c.Buttons = append([]Button{{Label: "Nu hulp nodig", Do: Action{Verb: "safety", Arg: "home"}}}, c.Buttons...)
	return c
}

func sampleForm() *Form {
	return &Form{
		Do: Action{Verb: "settings"}, Title: "Mijn momenten", Intro: "Niets is verplicht.", Submit: "Bewaren",
		Fields: []Field{
			{Name: "lang", Label: "Taal", Kind: OneOf, Value: "nl", Options: []Option{{"nl", "Nederlands"}, {"en", "English"}}},
			{Name: "days", Label: "Werkdagen", Kind: SomeOf, Optional: true, Options: []Option{{"mon", "maandag"}, {"tue", "dinsdag"}, {"wed", "woensdag"}}},
			{Name: "calm", Label: "Hoe rustig was de week?", Kind: Scale, Optional: true, Options: []Option{{"1", "1"}, {"2", "2"}, {"3", "3"}, {"4", "4"}}},
			{Name: "note", Label: "Eén regel", Kind: Line, Hint: "zonder namen", Optional: true},
			{Name: "story", Label: "Meer", Kind: Area, Optional: true},
		},
	}
}
