package main

// questions are plain questions of staff in both languages, one clear to answer as often as one that is not.
func questions() []string {
	return []string{
		"Hoe begin ik de les rustig na de pauze?",
		"Een leerling slaat dicht zodra ik iets vraag, wat doe ik?",
		"Hoe maak ik mijn klas voorspelbaar?",
		"Wat kan ik doen als een kind steeds boos wordt?",
		"Hoe praat ik met ouders over zorgen op school?",
		"Wat is trauma-sensitief lesgeven?",
		"Mijn leerling schrikt van harde geluiden, hoe help ik?",
		"Hoe zorg ik voor mezelf na een zware dag?",
		"Wat doe ik als een leerling niet meer naar school wil?",
		"Hoe ga ik om met een nieuwe leerling die gevlucht is?",
		"Wat zijn de stappen van de meldcode?",
		"Hoe herken ik stress bij kleuters?",
		"Hoe geef ik een leerling keuzes zonder strijd?",
		"Wat zeg ik als een leerling over thuis begint te vertellen?",
		"Hoe werk ik samen met de intern begeleider?",
		"Een kind loopt steeds de klas uit",
		"How do I start a lesson calmly after the break?",
		"A pupil shuts down when I ask something, what can I do?",
		"How can I make my classroom predictable?",
		"What helps when a child gets angry again and again?",
		"How do I talk with parents about worries at school?",
		"What is trauma-sensitive teaching?",
		"My pupil is startled by loud noises, how do I help?",
		"How do I look after myself after a hard day?",
		"What do I do when a pupil stops coming to school?",
		"How do I welcome a pupil who fled from a war?",
		"How do I recognise stress in young children?",
		"How do I give a pupil choices without a struggle?",
		"What do I say when a pupil starts to tell about home?",
		"A child keeps walking out of the classroom",
		"Wat kost een treinkaartje naar zee?",
		"thanks, that helps",
	}
}
