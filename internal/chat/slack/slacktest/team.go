package slacktest

import (
	"maps"
	"slices"
	"strconv"
	"time"
)

// User is one person (or bot) of a workspace.
type User struct {
	ID, Name, Locale string
	Admin, Owner     bool
	Bot              bool
	Guest            bool
	Deleted          bool
	// TZ is the person's time zone; empty is Europe/Brussels.
	TZ string
	// Home is what the person's workspace is when it is another one (Slack Connect); empty is this one.
	Home string
}

// Channel is a conversation that is not a direct message.
type Channel struct {
	ID, Name string
	Private  bool
	Archived bool
	Shared   bool
	Members  []string
}

type team struct {
	id, name, botUser, botID string
	users                    map[string]*User
	channels                 map[string]*channel
	groups                   map[string][]string
	installed                bool
	posts                    []*Post
	late                     []*late
	views                    map[string]*View
	stacks                   map[string][]string
	homes                    map[string]string
}

type channel struct {
	Channel
	// im is the person at the other end; empty when this is no direct message.
	im string
	// opened says that the direct message may be written in.
	mpim bool
}

type token struct {
	team    string
	scopes  []string
	revoked bool
	expires time.Time
}

// AddTeam installs the app in a workspace. With no scopes named, the token has every scope. The bot is a member of each channel that names BotUser(team).
func (s *Server) AddTeam(id, botToken string, scopes ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := &team{
		id: id, name: "Workspace " + id, botUser: "UB" + id, botID: "B" + id, installed: true, users: map[string]*User{}, channels: map[string]*channel{},
		groups: map[string][]string{}, views: map[string]*View{}, stacks: map[string][]string{}, homes: map[string]string{},
	}
	t.users[t.botUser] = &User{ID: t.botUser, Name: "baken", Bot: true}
	s.teams[id] = t
	s.tokens[botToken] = &token{team: id, scopes: scopes}
}

// BotUser is the user id of the bot in a workspace.
func (s *Server) BotUser(team string) string { return "UB" + team }

// BotID is the bot id of the bot in a workspace.
func (s *Server) BotID(team string) string { return "B" + team }

// AddUser puts a person in a workspace, or changes one.
func (s *Server) AddUser(team string, u User) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.teams[team].users[u.ID] = &u
}

// AddChannel puts a public channel with these members in a workspace. The bot is a member only if it is named.
func (s *Server) AddChannel(team, id string, members ...string) {
	s.SetChannel(team, Channel{ID: id, Name: "channel-" + id, Members: members})
}

// SetChannel puts a channel in a workspace, or changes one.
func (s *Server) SetChannel(team string, c Channel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.teams[team].channels[c.ID] = &channel{Channel: c}
}

// AddGroup puts a user group with these members in a workspace.
func (s *Server) AddGroup(team, id string, members ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.teams[team].groups[id] = members
}

// Revoke makes a token answer token_revoked.
func (s *Server) Revoke(botToken string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens[botToken].revoked = true
}

// TakeOut takes the app out of a workspace without a word: every token of it dies until the next [Server.Grant] is used.
func (s *Server) TakeOut(team string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.teams[team].installed = false
}

// DM opens (or finds) the direct message between the bot and a person, and returns its id.
func (s *Server) DM(team, user string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.teams[team].dm(user).ID
}

func (t *team) dm(user string) *channel {
	for _, c := range t.channels {
		if c.im == user {
			return c
		}
	}
	c := &channel{Channel: Channel{ID: "D" + user, Private: true, Members: []string{user, t.botUser}}, im: user}
	t.channels[c.ID] = c
	return c
}

// visible finds a channel the bot may read: a direct message, a public one, or a private one it is in.
func (t *team) visible(id string) (*channel, bool) {
	c, ok := t.channels[id]
	if !ok || c.Private && !slices.Contains(c.Members, t.botUser) {
		return nil, false
	}
	return c, true
}

// meets reports whether somebody is in a channel with the bot: then Slack calls nobody a stranger, of whichever workspace.
func (t *team) meets(user string) bool {
	for _, c := range t.channels {
		if c.im == "" && slices.Contains(c.Members, user) && slices.Contains(c.Members, t.botUser) {
			return true
		}
	}
	return false
}

func (t *team) userIDs() []string { return slices.Sorted(maps.Keys(t.users)) }

func base36(n int) string { return strconv.FormatInt(int64(n), 36) }
