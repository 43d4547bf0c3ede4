// Package slacktest is a Slack of one's own: a server that answers the Web API, delivers events and opens sockets as Slack does, and enforces what Slack enforces. Tests of
// the adapter run against it; it never talks to the internet.
package slacktest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// Options are what a test may settle about the workspace's side. The zero value works.
type Options struct {
	// Now is Slack's clock: trigger ids, response urls, tokens and rate limits go by it. Nil is time.Now.
	Now func() time.Time
	// SigningSecret signs every delivery.
	SigningSecret string
	// AppID, ClientID and ClientSecret are the app's; AppToken (xapp-) opens sockets.
	AppID, ClientID, ClientSecret, AppToken string
	// DisableAfter is how many attempts within an hour must have been made before 95 % failures switch the subscription off
	// (https://docs.slack.dev/apis/events-api: apps with fewer than 1,000 events an hour are left alone). 0 is 1,000.
	DisableAfter int
	// EventsAnHour is how many deliveries an app gets from one workspace in an hour (https://docs.slack.dev/apis/events-api: rate limiting). 0 is 30,000.
	EventsAnHour int
	// Delayed switches delayed events on: what three retries did not bring is tried hourly for a day.
	Delayed bool
	// Unlisted makes the app one that is sold outside Slack's Marketplace: it may read one conversation a minute, fifteen messages of it
	// (https://docs.slack.dev/changelog/2025/05/29/rate-limit-changes-for-non-marketplace-apps).
	Unlisted bool
}

// Server is the fake. Every method may be called from several goroutines.
type Server struct {
	// Deliver brings what people do to the bot.
	Deliver *Deliver

	opt     Options
	http    *httptest.Server
	methods map[string]method
	tiers   map[string]string

	mu        sync.Mutex
	changed   chan struct{}
	teams     map[string]*team
	tokens    map[string]*token
	codes     map[string]grant
	refreshes map[string]string
	triggers  map[string]*trigger
	hooks     map[string]*hook
	uploads   map[string]*Upload
	faults    map[string][]*Fault
	calls     []Call
	limits    limits
	sockets   sockets
	serial    int
	hidden    bool
	lastTS    map[string]int64
}

// New starts a Slack that ends with the test.
func New(tb testing.TB, opt Options) *Server {
	tb.Helper()
	s := &Server{
		opt: opt.withDefaults(), methods: methods(), tiers: tiers(), changed: make(chan struct{}),
		teams: map[string]*team{}, tokens: map[string]*token{}, codes: map[string]grant{}, refreshes: map[string]string{},
		triggers: map[string]*trigger{}, hooks: map[string]*hook{}, uploads: map[string]*Upload{}, faults: map[string][]*Fault{},
		limits: newLimits(), sockets: newSockets(), lastTS: map[string]int64{},
	}
	s.Deliver = newDeliver(s)
	s.http = httptest.NewServer(s.routes())
	tb.Cleanup(func() {
		s.sockets.closeAll()
		s.http.Close()
	})
	return s
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	for field, value := range map[*string]string{
		&o.SigningSecret: "8f742231b10e8888abcd99yyyzzz85a5", &o.AppID: "A111", &o.ClientID: "111.222", &o.ClientSecret: "client-secret", &o.AppToken: "xapp-1-A111-1",
	} {
		if *field == "" {
			*field = value
		}
	}
	if o.DisableAfter == 0 {
		o.DisableAfter = 1000
	}
	if o.EventsAnHour == 0 {
		o.EventsAnHour = eventsAnHour
	}
	return o
}

// URL is the base of the Web API, ending in /api/.
func (s *Server) URL() string { return s.http.URL + "/api/" }

// Options returns the settings in use, defaults filled in.
func (s *Server) Options() Options { return s.opt }

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", s.serveMethod)
	mux.HandleFunc("POST /upload/{id}", s.serveUpload)
	mux.HandleFunc("POST /hooks/{id}", s.serveHook)
	mux.HandleFunc("GET /link/", s.serveSocket)
	return mux
}

// note tells everyone who waits that something was stored. The lock is held.
func (s *Server) note() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// id makes an identifier that no other thing of this server has. The lock is held.
func (s *Server) id(prefix string) string {
	s.serial++
	return prefix + strings.ToUpper(base36(s.serial+46656))
}
