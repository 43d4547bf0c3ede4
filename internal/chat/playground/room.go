package playground

import (
	"html/template"
	"strings"
	"sync"
)

// entry is one thing in a conversation, as the page shows it.
type entry struct {
	// Kind is "me", "bot", or "busy" while an answer is being made.
	Kind    string        `json:"kind"`
	HTML    template.HTML `json:"html"`
	Replace bool          `json:"replace,omitempty"`
	// On is the entry to replace; 0 is the bot's last.
	On int `json:"on,omitempty"`
	// ID numbers the entries of a room.
	ID int `json:"id,omitempty"`
}

// What is kept at most, so that an open playground does not grow for ever.
const (
	maxEntries = 60
	maxRooms   = 500
)

// room is the conversation of one browser as one colleague.
type room struct {
	mu       sync.Mutex // guards what follows
	language string
	entries  []entry
	last     int // the number of the last entry
	unread   int // what the bot said while nobody looked
	open     map[chan entry]bool
}

func (r *room) lang() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.language
}

// add puts an entry into every open page. A page that does not read is passed over; it gets the whole conversation when it connects again.
func (r *room) add(e entry) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if e.Kind != "busy" {
		r.last++
		e.ID = r.last
		if e.Kind == "bot" && len(r.open) == 0 {
			r.unread++
		}
		if e.Replace && len(r.entries) > 0 {
			r.replace(e)
		} else {
			r.entries = append(r.entries, e)
		}
		if over := len(r.entries) - maxEntries; over > 0 {
			r.entries = r.entries[over:]
		}
	}
	for ch := range r.open {
		select {
		case ch <- e:
		default:
		}
	}
}

// replace puts an entry in the place of the one it names, or else of the bot's last one.
func (r *room) replace(e entry) {
	for i := len(r.entries) - 1; i >= 0; i-- {
		if old := r.entries[i]; old.Kind == "bot" && (e.On == 0 || old.ID == e.On) {
			r.entries[i] = e
			return
		}
	}
	r.entries = append(r.entries, e)
}

// waiting is how much the bot said while nobody looked.
func (r *room) waiting() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.unread
}

// subscribe returns what was said so far and a channel for what comes; leave ends it.
func (r *room) subscribe() (past []entry, next <-chan entry, leave func()) {
	ch := make(chan entry, 32)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.open[ch], r.unread = true, 0
	return append([]entry(nil), r.entries...), ch, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.open, ch)
	}
}

// rooms are all conversations; the oldest go when there are too many.
type rooms struct {
	done chan struct{}
	once sync.Once

	mu    sync.Mutex // guards what follows
	byKey map[string]*room
	order []string
	langs map[string]string // of each visitor with a room
}

func newRooms() *rooms {
	return &rooms{byKey: map[string]*room{}, langs: map[string]string{}, done: make(chan struct{})}
}

// visited returns the language of a visitor's pages, and false for one who was never here or is forgotten.
func (rs *rooms) visited(visitor string) (string, bool) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	lang, ok := rs.langs[visitor]
	return lang, ok
}

func (rs *rooms) get(key string) (*room, bool) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	r, ok := rs.byKey[key]
	return r, ok
}

// enter returns the room of a key, a new one if there is none.
func (rs *rooms) enter(key, lang string) *room {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	r, ok := rs.byKey[key]
	if !ok {
		r = &room{open: map[chan entry]bool{}}
		rs.byKey[key] = r
		rs.order = append(rs.order, key)
		if len(rs.order) > maxRooms {
			visitor, _, _ := strings.Cut(rs.order[0], ".")
			delete(rs.langs, visitor)
			delete(rs.byKey, rs.order[0])
			rs.order = rs.order[1:]
		}
	}
	visitor, _, _ := strings.Cut(key, ".")
	rs.langs[visitor] = lang
	r.mu.Lock()
	r.language = lang
	r.mu.Unlock()
	return r
}

func (rs *rooms) clear(key string) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if r, ok := rs.byKey[key]; ok {
		r.mu.Lock()
		r.entries = nil
		r.mu.Unlock()
	}
}

func (rs *rooms) close() { rs.once.Do(func() { close(rs.done) }) }
