package playground

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// afterNext is how long after the next moment the clock stops, so that everybody has got what is spread over twenty minutes.
const afterNext = 20 * time.Minute

// clockView is what the page shows of the clock.
type clockView struct {
	Now  string `json:"now"`
	Then string `json:"then"`
	// Unread is how much the bot said to each colleague while nobody looked.
	Unread map[string]int `json:"unread"`
}

// clock tells the time of this school and when the bot speaks first again.
func (p *Playground) clock(w http.ResponseWriter, r *http.Request) {
	id, err := knownVisitor(r)
	if err != nil {
		http.Error(w, "reload the page", http.StatusUnauthorized)
		return
	}
	lang := pageLang(r)
	v := clockView{Now: dateIn(lang, p.Clock.Now()), Then: words()[lang]["none"], Unread: map[string]int{}}
	next, ok, err := p.Clock.Next(r.Context())
	if err != nil {
		http.Error(w, "not now", http.StatusServiceUnavailable)
		return
	}
	if ok {
		v.Then = words()[lang]["then"] + " " + dateIn(lang, next.In(p.Clock.Now().Location()))
	}
	for _, c := range colleagues() {
		if room, ok := p.rooms.get(roomKey(id, c.ID)); ok {
			v.Unread[c.ID] = room.waiting()
		}
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		http.Error(w, "encode clock", http.StatusInternalServerError)
	}
}

// travel moves the clock on by what the page asks for.
func (p *Playground) travel(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		By string `json:"by"`
	}
	_, err := knownVisitor(r)
	if err != nil || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") || json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(&asked) != nil {
		http.Error(w, "not a move", http.StatusBadRequest)
		return
	}
	to := p.Clock.Now()
	switch asked.By {
	case "day":
		to = to.AddDate(0, 0, 1)
	case "week":
		to = to.AddDate(0, 0, 7)
	case "next":
		if next, ok, err := p.Clock.Next(r.Context()); err == nil && ok {
			to = next.Add(afterNext)
		}
	default:
		http.Error(w, "not a move", http.StatusBadRequest)
		return
	}
	if err := p.Clock.Forward(r.Context(), to); err != nil {
		http.Error(w, "not now", http.StatusServiceUnavailable)
		return
	}
	p.clock(w, r)
}

// dateIn writes a moment in the words of the page.
func dateIn(lang string, t time.Time) string {
	if lang == "en" {
		return t.Format("Mon 2 January 2006, 15:04")
	}
	days := []string{"zo", "ma", "di", "wo", "do", "vr", "za"}
	months := []string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}
	return fmt.Sprintf("%s %d %s %d, %s", days[t.Weekday()], t.Day(), months[t.Month()-1], t.Year(), t.Format("15.04"))
}
