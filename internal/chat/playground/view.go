package playground

import (
	"html/template"
	"net/http"
)

// view is what a page shows beside the conversation.
type view struct {
	Lang       string
	BotName    string
	Colleagues []option
	Examples   []string
	T          map[string]string
	Samples    []shown
}

type option struct{ ID, Name string }

type shown struct {
	Name string
	HTML template.HTML
}

// view reads the language of the page from ?lang=, or else from what the browser prefers first.
func (p *Playground) view(r *http.Request) view {
	lang := r.URL.Query().Get("lang")
	if lang != "nl" && lang != "en" {
		lang = "nl"
		if prefers := r.Header.Get("Accept-Language"); len(prefers) >= 2 && prefers[:2] == "en" {
			lang = "en"
		}
	}
	v := view{Lang: lang, BotName: p.BotName, T: words()[lang], Examples: examples()[lang]}
	for _, c := range colleagues() {
		v.Colleagues = append(v.Colleagues, option{c.ID, c.name(lang)})
	}
	return v
}

func examples() map[string][]string {
	return map[string][]string{
		"nl": {"Hoe begin ik de ochtend rustig?", "Wat zeg ik tegen een leerling die wegloopt?", "Wat is een trigger?", "Ik ben zelf moe na een zware dag"},
		"en": {"How do I start the morning calmly?", "What do I say to a pupil who walks out?", "What is a trigger?", "I am worn out after a hard day"},
	}
}

// words are the page's own sentences; what the bot says is not among them.
func words() map[string]map[string]string {
	return map[string]map[string]string{
		"nl": {
			"title": "oefenruimte", "skip": "Naar het tekstvak", "as": "Ik ben", "placeholder": "Stel een vraag", "send": "Verstuur",
			"label": "Je bericht", "log": "Gesprek", "clear": "Opnieuw", "other": "English", "otherlang": "en", "gallery": "Alle kaarten",
			"note":  "Dit is een oefenruimte op deze computer. Het is geen hulplijn en geen meldpunt.",
			"empty": "Waar zit je mee?", "try": "Probeer bijvoorbeeld:", "lost": "Geen verbinding. Ik probeer het opnieuw.",
			"failed": "Dat kwam niet aan. Probeer het nog een keer.", "large": "Dat is te veel tekst in één keer. Maak je vraag korter.", "busy": "Denkt na",
			"nojs": "Deze pagina heeft JavaScript nodig. Zet het aan, of gebruik in een terminal: bot chat", "back": "Terug naar het gesprek",
			"where": "Waar", "private": "Privé", "team": "Teamkanaal", "clock": "Tijdmachine", "next": "Volgend bericht", "day": "+1 dag", "week": "+1 week",
			"none": "Er komt nu niets", "then": "Volgend bericht:", "new": "nieuw", "travel": "De klok loopt",
		},
		"en": {
			"title": "practice room", "skip": "To the text box", "as": "I am", "placeholder": "Ask a question", "send": "Send",
			"label": "Your message", "log": "Conversation", "clear": "Start over", "other": "Nederlands", "otherlang": "nl", "gallery": "All cards",
			"note":  "This is a practice room on this computer. It is not a helpline and not a reporting point.",
			"empty": "What is on your mind?", "try": "Try for instance:", "lost": "No connection. Trying again.",
			"failed": "That did not arrive. Please try once more.", "large": "That is too much text at once. Please shorten your question.", "busy": "Thinking",
			"nojs": "This page needs JavaScript. Turn it on, or use in a terminal: bot chat", "back": "Back to the conversation",
			"where": "Where", "private": "Private", "team": "Team channel", "clock": "Time machine", "next": "Next message", "day": "+1 day", "week": "+1 week",
			"none": "Nothing is coming", "then": "Next message:", "new": "new", "travel": "The clock is running",
		},
	}
}
