package playground

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/baken-bot/baken/internal/chat"
)

// page serves the chat page.
func (p *Playground) page(w http.ResponseWriter, r *http.Request) {
	visitor(w, r)
	p.show(w, "page.html", p.view(r))
}

// gallery serves one of each thing the bot can show.
func (p *Playground) gallery(w http.ResponseWriter, r *http.Request) {
	v := p.view(r)
	for _, s := range chat.Samples() {
		html, err := p.pages.reply(s.Reply, v.Lang)
		if err != nil {
			http.Error(w, "render sample", http.StatusInternalServerError)
			return
		}
		v.Samples = append(v.Samples, shown{s.Name, html})
	}
	p.show(w, "gallery.html", v)
}

func (p *Playground) show(w http.ResponseWriter, name string, v view) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := p.pages.all.ExecuteTemplate(w, name, v); err != nil {
		http.Error(w, "render page", http.StatusInternalServerError)
	}
}

// message takes what was typed, pressed or filled in and answers it. The answer comes over the stream of events; the request ends when it is made.
func (p *Playground) message(w http.ResponseWriter, r *http.Request) {
	id, err := knownVisitor(r)
	if err != nil {
		http.Error(w, "reload the page", http.StatusUnauthorized)
		return
	}
	in, err := decode(w, r)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		http.Error(w, "too much text", http.StatusRequestEntityTooLarge)
		return
	case err != nil:
		http.Error(w, "not a message", http.StatusBadRequest)
		return
	}
	m, err := p.receive(in, id)
	if err != nil {
		http.Error(w, "not a message", http.StatusBadRequest)
		return
	}
	room := p.rooms.enter(place(id, in.As, in.In), in.Lang)
	if in.Text != "" {
		if err := p.echo(room, in.Text); err != nil {
			http.Error(w, "render message", http.StatusInternalServerError)
			return
		}
	}
	room.add(entry{Kind: "busy"})
	if err := p.answer(r.Context(), room, m, in); err != nil {
		w.Header().Set("Retry-After", "1")
		http.Error(w, "not now", http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// answer shows the reply; a form turns into it. What was pressed shows too, unless the reply takes the place of the card it stood on. What is not private in the channel
// of the team is seen by all.
func (p *Playground) answer(ctx context.Context, room *room, m chat.Message, in wireMessage) error {
	return p.Inbox.Do(ctx, m, func(ctx context.Context, reply chat.Reply) error {
		if m.Press != nil && in.Label != "" && !reply.Replace {
			if err := p.echo(room, in.Label); err != nil {
				return err
			}
		}
		if !m.Private && !reply.Private {
			return p.Send(ctx, m.Where, reply)
		}
		html, err := p.pages.reply(reply, room.lang())
		if err != nil {
			return err
		}
		room.add(entry{Kind: "bot", HTML: html, Replace: reply.Replace || m.Submission != nil, On: in.On})
		return nil
	})
}

// echo puts what the person did into the conversation.
func (p *Playground) echo(room *room, text string) error {
	html, err := p.pages.own(text)
	if err != nil {
		return err
	}
	room.add(entry{Kind: "me", HTML: html})
	return nil
}

// pageLang is the language the page asks for.
func pageLang(r *http.Request) string {
	if r.URL.Query().Get("lang") == "en" {
		return "en"
	}
	return "nl"
}

func (p *Playground) clear(w http.ResponseWriter, r *http.Request) {
	id, err := knownVisitor(r)
	who, ok := colleagueByID(r.URL.Query().Get("as"))
	if err != nil || !ok {
		http.Error(w, "reload the page", http.StatusBadRequest)
		return
	}
	p.rooms.clear(place(id, who.ID, r.URL.Query().Get("in")))
	w.WriteHeader(http.StatusNoContent)
}

// keepAlive is how often a quiet stream says that it is there; proxies close streams that are silent for half a minute.
const keepAlive = 15 * time.Second

// events streams the conversation: first what was said, then what comes (https://html.spec.whatwg.org/multipage/server-sent-events.html).
func (p *Playground) events(w http.ResponseWriter, r *http.Request) {
	id, err := knownVisitor(r)
	who, ok := colleagueByID(r.URL.Query().Get("as"))
	if err != nil || !ok {
		http.Error(w, "reload the page", http.StatusUnauthorized)
		return
	}
	room := p.rooms.enter(place(id, who.ID, r.URL.Query().Get("in")), pageLang(r))
	p.stream(w, r, room)
}

// stream writes events until the page, the server or the connection ends.
func (p *Playground) stream(w http.ResponseWriter, r *http.Request, room *room) {
	past, next, leave := room.subscribe()
	defer leave()
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	send := func(event string, v any) error {
		data, err := json.Marshal(v)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "event: %s\ndata: %s\n\n", event, data); err != nil {
			return err
		}
		return out.Flush()
	}
	if send("past", past) != nil {
		return
	}
	alive := time.NewTicker(keepAlive)
	defer alive.Stop()
	for {
		var err error
		select {
		case e := <-next:
			err = send("entry", e)
		case <-alive.C:
			err = send("alive", nil)
		case <-r.Context().Done():
			return
		case <-p.rooms.done:
			return
		}
		if err != nil {
			return
		}
	}
}
