package slacktest

import (
	_ "embed"
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"time"
)

// The limits of https://docs.slack.dev/apis/web-api/rate-limits: calls in a minute, a method and a workspace.
const (
	tier1, tier2, tier3, tier4 = 1, 20, 50, 100
	// tier1Burst is the "small amount of burst" that tier 1 tolerates; Slack keeps the number to itself.
	tier1Burst = 4
	// postsPerTeam is "several hundred messages a minute" for chat.postMessage in one workspace.
	postsPerTeam = 300
	// authTests is "hundreds a minute" for auth.test.
	authTests = 600
	// channelRate is a message a second in one channel; channelBurst the short burst above it.
	channelRate  = time.Second
	channelBurst = 5
	// unlistedReads is how often an unlisted app may read a conversation.
	unlistedReads = 1
)

//go:embed testdata/rate_limit_tiers.json
var tierData []byte

func tiers() map[string]string {
	out := map[string]string{}
	if err := json.Unmarshal(tierData, &out); err != nil {
		panic(err)
	}
	return out
}

type limits struct {
	// seen holds the moments of the last minute's calls, by method and team.
	seen map[string][]time.Time
	// full holds when a channel's burst is whole again.
	full    map[string]time.Time
	refused map[string]int
}

func newLimits() limits {
	return limits{seen: map[string][]time.Time{}, full: map[string]time.Time{}, refused: map[string]int{}}
}

// TooMany is how many 429s a method has got; an empty method is all of them. A bot that keeps its pace causes none.
func (s *Server) TooMany(method string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if method != "" {
		return s.limits.refused[method]
	}
	n := 0
	for _, v := range s.limits.refused {
		n += v
	}
	return n
}

func (s *Server) perMinute(method string) int {
	if s.opt.Unlisted && (method == "conversations.history" || method == "conversations.replies") {
		return unlistedReads
	}
	switch s.tiers[method] {
	case "Tier1":
		return tier1 + tier1Burst
	case "Tier2":
		return tier2
	case "Tier3":
		return tier3
	case "SpecialTier_chat_postMessage":
		return postsPerTeam
	case "SpecialTier_auth_test":
		return authTests
	}
	return tier4
}

// limit counts the call and says how long it must wait; 0 lets it through. A refused call is not counted. The lock is held.
func (s *Server) limit(c *call) time.Duration {
	key := c.Method + " " + c.Team
	recent := s.limits.seen[key]
	for len(recent) > 0 && c.At.Sub(recent[0]) >= time.Minute {
		recent = recent[1:]
	}
	s.limits.seen[key] = recent
	if len(recent) >= s.perMinute(c.Method) {
		return time.Minute - c.At.Sub(recent[0])
	}
	if c.Method == "chat.postMessage" {
		if wait := s.limits.channel(c.Team+" "+c.conversation(), c.At); wait > 0 {
			return wait
		}
	}
	s.limits.seen[key] = append(recent, c.At)
	return 0
}

// conversation is the channel a call writes in, a person's id read as the direct message.
func (c *call) conversation() string {
	id := c.str("channel")
	if _, ok := c.team.users[id]; ok {
		return c.team.dm(id).ID
	}
	return id
}

func (l limits) channel(key string, now time.Time) time.Duration {
	full := l.full[key]
	if full.Before(now) {
		full = now
	}
	if over := full.Add(channelRate).Sub(now) - channelBurst*channelRate; over > 0 {
		return over
	}
	l.full[key] = full.Add(channelRate)
	return 0
}

func (s *Server) refuse(c *call, wait time.Duration, header http.Header) *failure {
	s.limits.refused[c.Method]++
	c.Status = http.StatusTooManyRequests
	header.Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	return fail("ratelimited")
}
