// Package playground is a chat window in the browser, and a gallery of everything the bot can show.
//
// It is an adapter like any other, for trying the bot without an account anywhere: a few simulated colleagues, told apart by their work, each in private with the bot or in
// the channel of their team, whose conversations live in memory until the process ends; and a time machine, which moves the clock of this school alone. It is for one's
// own machine: whoever can open the page can be any of them.
package playground

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/chat"
)

// Platform is the name of this adapter in addresses.
const Platform chat.Platform = "playground"

// Inbox takes a message and hands the reply to respond.
type Inbox interface {
	Do(ctx context.Context, m chat.Message, respond func(context.Context, chat.Reply) error) error
}

// Clock is the time machine: the clock of the school that is being played.
type Clock interface {
	Now() time.Time
	// Next returns when the bot speaks first again, and false when nothing comes: nothing is planned, or all of it is paused.
	Next(ctx context.Context) (time.Time, bool, error)
	// Forward moves the clock on, and does on the way what comes due.
	Forward(ctx context.Context, to time.Time) error
}

// Config holds the parts of a [Playground]; all but Loopback are required.
type Config struct {
	Inbox Inbox
	// School is the tenant the simulated colleagues belong to.
	School  chat.School
	BotName string
	Clock   Clock
	// Loopback is true when the page is served to this machine alone. It then answers only to names of this machine, so that no page elsewhere
	// can reach it by a name that points here.
	Loopback bool
}

// Playground serves the page and is the [chat.Sender] of its addresses.
type Playground struct {
	Config
	pages   pages
	rooms   *rooms
	handler http.Handler
}

// New returns a playground that is ready to serve.
func New(c Config) (*Playground, error) {
	p := &Playground{Config: c, rooms: newRooms()}
	var err error
	if p.pages, err = newPages(); err != nil {
		return nil, fmt.Errorf("read pages: %w", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", p.page)
	mux.HandleFunc("GET /playground/gallery", p.gallery)
	mux.HandleFunc("GET /playground/events", p.events)
	mux.HandleFunc("POST /playground/messages", p.message)
	mux.HandleFunc("POST /playground/clear", p.clear)
	mux.HandleFunc("GET /playground/clock", p.clock)
	mux.HandleFunc("POST /playground/clock", p.travel)
	mux.Handle("GET /playground/static/", static())
	p.handler = http.NewCrossOriginProtection().Handler(p.guard(mux))
	return p, nil
}

// ServeHTTP serves everything under / and /playground/.
func (p *Playground) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.handler.ServeHTTP(w, r) }

// Send shows a reply to a colleague who is being simulated, or in the channel of the team to all of them. The extras of the team answer by themselves.
func (p *Playground) Send(ctx context.Context, to chat.Address, r chat.Reply) error {
	visitor, name, _ := strings.Cut(to.Value, ".")
	lang, known := p.rooms.visited(visitor)
	if known && isExtra(name) {
		return p.play(ctx, to, r)
	}
	if _, ok := colleagueByID(name); !known || !ok && name != team {
		return fmt.Errorf("send to %s: %w", to, chat.ErrGone)
	}
	html, err := p.pages.reply(r, lang)
	if err != nil {
		return err
	}
	for _, key := range viewers(visitor, name) {
		p.rooms.enter(key, lang).add(entry{Kind: "bot", HTML: html, Replace: r.Replace})
	}
	return nil
}

// Each calls do with the address of everybody in the channel of a team.
func (p *Playground) Each(_ context.Context, of chat.Address, do func(chat.Address) error) error {
	visitor, name, _ := strings.Cut(of.Value, ".")
	if name != team {
		return fmt.Errorf("find members of %s: no team", of)
	}
	for _, c := range colleagues() {
		if err := do(chat.Address{Platform: Platform, Value: roomKey(visitor, c.ID)}); err != nil {
			return err
		}
	}
	for _, to := range extraAddresses(visitor) {
		if err := do(to); err != nil {
			return err
		}
	}
	return nil
}

// Close ends the streams of all open pages, which would otherwise hold up the server's shutdown.
func (p *Playground) Close() { p.rooms.close() }

var errNoVisitor = errors.New("no visitor")

const visitorCookie = "baken-playground"

// visitor returns the random name of this browser, and makes one when there is none: two browsers never share a conversation.
func visitor(w http.ResponseWriter, r *http.Request) string {
	if id, err := knownVisitor(r); err == nil {
		return id
	}
	id := rand.Text()
	http.SetCookie(w, &http.Cookie{Name: visitorCookie, Value: id, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
	return id
}

func knownVisitor(r *http.Request) (string, error) {
	c, err := r.Cookie(visitorCookie)
	if err != nil || len(c.Value) < 20 || len(c.Value) > 40 {
		return "", errNoVisitor
	}
	return c.Value, nil
}
