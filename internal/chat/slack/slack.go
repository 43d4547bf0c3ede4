// Package slack is the adapter of Slack: direct messages, mentions, the command, the message shortcut, buttons, forms and the App Home.
//
// What Slack sends comes in by [Slack.ServeHTTP], or by its socket, as the same JSON; both end in event, interaction and command, which hand a
// [chat.Message] to the inbox and show the reply. Every call of Slack's Web API goes through one door, do, which paces, waits and names errors.
//
// An address is a workspace and who or what in it: team/user, team/channel, or team/channel/thread. A person is always team/user; the direct
// message with them is opened when it is needed.
package slack

import (
	"cmp"
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/config"
)

// Platform is the name of this adapter in addresses.
const Platform chat.Platform = "slack"

// Inbox takes a message and hands the reply to respond.
type Inbox interface {
	Do(ctx context.Context, m chat.Message, respond func(context.Context, chat.Reply) error) error
}

// Tokens knows the bot token of each workspace.
type Tokens interface {
	// Token returns an error that wraps [chat.ErrGone] for a workspace that does not have the bot.
	Token(ctx context.Context, team string) (string, error)
}

// Config holds the parts of a [Slack].
type Config struct {
	Inbox Inbox
	// Tokens is needed without App.
	Tokens Tokens
	// App is nil for a bot of one workspace.
	App *App
	// Leavers is told who left; nil where nothing is kept.
	Leavers Leavers
	// SigningSecret checks what comes in over HTTP. Without it every request is refused.
	SigningSecret config.Secret
	// APIURL is where the Web API is, with a slash at its end; empty means Slack's own.
	APIURL string
	// Report tells the operator what went wrong. It is never given the text of a message.
	Report func(error)
	// Now is nil for the real time.
	Now func() time.Time
}

// Slack receives and sends for every workspace that [Tokens] knows. Call [Slack.Wait] after the last request.
type Slack struct {
	Config
	mux    *http.ServeMux
	client *http.Client
	now    func() time.Time
	pace   *pace
	people *shelf[profile]
	rooms  *shelf[string]          // the channel of each direct message
	rolls  *shelf[map[string]bool] // who works at each school
	bots   *shelf[identity]
	met    *shelf[bool] // who has been greeted, or needs no greeting
	off    *shelf[bool] // which workspaces the operator was told about
	work   sync.WaitGroup
	recent *recent
	doubts *shelf[time.Time] // since when a post may stand there, by its mark
	looks  []time.Duration   // the waits before each look for a post whose outcome is unknown
	// ack is when Slack is told that a request was taken. insists are the waits before what Slack was told is taken is tried again; stopping is closed when there is no more time for that.
	ack       time.Duration
	insists   []time.Duration
	insisting atomic.Int64
	stopping  chan struct{}
}

// New returns an adapter that is ready to serve and to send. It starts nothing.
func New(c Config) *Slack {
	c.APIURL = cmp.Or(c.APIURL, "https://slack.com/api/")
	if c.Now == nil {
		c.Now = time.Now
	}
	s := &Slack{
		Config: c, mux: http.NewServeMux(), client: newClient(), now: c.Now, pace: newPace(c.Now), recent: newRecent(), doubts: newShelf[time.Time](doubtLife),
		looks: lookAfter(), ack: ackAfter, insists: insistAfter(), stopping: make(chan struct{}),
		people: newShelf[profile](profileLife), rooms: newShelf[string](roomLife), rolls: newShelf[map[string]bool](profileLife), bots: newShelf[identity](botLife), met: newShelf[bool](roomLife), off: newShelf[bool](offAfter),
	}
	s.mux.HandleFunc("POST /slack/events", s.signed(s.serveEvent))
	s.mux.HandleFunc("POST /slack/interactions", s.signed(formed(s.serveInteraction)))
	s.mux.HandleFunc("POST /slack/commands", s.signed(formed(s.serveCommand)))
	if c.App != nil {
		s.Tokens = installed{s, c.App, newShelf[installation](renewAhead)}
		s.mux.HandleFunc("GET /slack/install", s.serveInstall)
		s.mux.HandleFunc("GET /slack/callback", s.serveCallback)
	}
	return s
}

// ServeHTTP serves everything under /slack/.
func (s *Slack) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// Wait returns when everything that was taken has been answered. No request may come in any more.
func (s *Slack) Wait() { s.work.Wait() }

// schoolPrefix keeps the schools of this platform apart from those of others.
const schoolPrefix = "slack-"

// school is the tenant of a workspace.
func school(team string) chat.School { return chat.School(schoolPrefix + team) }
