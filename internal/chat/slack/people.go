package slack

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/chat"
)

// lookTimeout is how long a message waits to know more about its sender: without, it is answered all the same.
const lookTimeout = 1500 * time.Millisecond

// profile is what is used of what Slack knows about a person. It is kept in memory alone.
type profile struct {
	name, locale string
	role         chat.Role
	guest        bool
}

type userInfo struct {
	User struct {
		home
		Locale            string `json:"locale"`
		IsAdmin           bool   `json:"is_admin"`
		IsOwner           bool   `json:"is_owner"`
		IsBot             bool   `json:"is_bot"`
		IsRestricted      bool   `json:"is_restricted"`
		IsUltraRestricted bool   `json:"is_ultra_restricted"`
		Profile           struct {
			FirstName   string `json:"first_name"`
			DisplayName string `json:"display_name"`
			RealName    string `json:"real_name"`
		} `json:"profile"`
	} `json:"user"`
}

// home is which workspace somebody is of (https://docs.slack.dev/reference/objects/user-object/).
type home struct {
	TeamID     string `json:"team_id"`
	IsStranger bool   `json:"is_stranger"`
	// Enterprise is there in a workspace of an organisation, whose people can be of several.
	Enterprise struct {
		Teams []string `json:"teams"`
	} `json:"enterprise_user"`
}

// elsewhere reports somebody of another workspace. Slack calls a stranger only who shares no channel with the bot: whoever is in a channel that two schools share is told
// from the school's own people by the workspace alone.
func (h home) elsewhere(team string) bool {
	return h.IsStranger || h.TeamID != "" && h.TeamID != team && !slices.Contains(h.Enterprise.Teams, team)
}

// person returns who a user is, and whether they are a guest of the workspace: somebody who does not work there, such as a pupil, a parent or somebody of another school.
func (s *Slack) person(ctx context.Context, team, user string) (chat.Person, bool) {
	p := s.profile(ctx, team, user)
	return chat.Person{School: school(team), Address: address(team, user), Name: p.name, Locale: p.locale, Role: p.role}, p.guest
}

func (s *Slack) profile(ctx context.Context, team, user string) profile {
	key := team + "/" + user
	if p, ok := s.people.get(key, s.now()); ok {
		return p
	}
	ctx, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	var info userInfo
	args := url.Values{"user": {user}, "include_locale": {"true"}}
	if err := s.do(ctx, call{team: team, method: "users.info", args: args, read: true, hurry: true}, &info); err != nil {
		return profile{role: chat.Member}
	}
	p := info.profile(team)
	s.people.put(key, p, s.now())
	return p
}

func (i userInfo) profile(team string) profile {
	u := i.User
	p := profile{locale: u.Locale, role: chat.Member, guest: u.IsBot || u.IsRestricted || u.IsUltraRestricted || u.elsewhere(team)}
	for _, name := range []string{u.Profile.FirstName, u.Profile.DisplayName, u.Profile.RealName} {
		if name = strings.TrimSpace(name); name != "" {
			p.name = name
			break
		}
	}
	if u.IsAdmin || u.IsOwner {
		p.role = chat.Admin
	}
	return p
}

// identity is who the bot is in a workspace.
type identity struct {
	UserID string `json:"user_id"`
	BotID  string `json:"bot_id"`
}

func (s *Slack) identity(ctx context.Context, team string) identity {
	if id, ok := s.bots.get(team, s.now()); ok {
		return id
	}
	ctx, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	var id identity
	if err := s.do(ctx, call{team: team, method: "auth.test", read: true, hurry: true}, &id); err != nil {
		// Slack marks what the bot says in two more ways, so the message need not wait for this one.
		id = identity{}
	}
	s.bots.put(team, id, s.now())
	return id
}

// roomAfter is how long to wait before a direct message is opened once more.
const roomAfter = 5 * time.Second

// room returns the direct message with a person, and opens it when it must.
func (s *Slack) room(ctx context.Context, team, user string) (string, error) {
	key := team + "/" + user
	if id, ok := s.rooms.get(key, s.now()); ok {
		return id, nil
	}
	var out struct {
		Channel named `json:"channel"`
	}
	// Opening what is open already changes nothing, so it may be asked again.
	if err := s.do(ctx, call{team: team, method: "conversations.open", args: url.Values{"users": {user}}, read: true, stubborn: true}, &out); err != nil {
		if errors.Is(err, errUnknown) && !surelyNot(err) {
			// Whether it is open or not, nothing was said in it.
			err = &chat.RetryError{After: roomAfter, Err: err}
		}
		return "", err
	}
	s.rooms.put(key, out.Channel.ID, s.now())
	return out.Channel.ID, nil
}

// isRoom reports whether a direct message is the one with the bot, and not one between two colleagues.
func (s *Slack) isRoom(ctx context.Context, p place) bool {
	ctx, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	id, err := s.room(ctx, p.Team, p.User)
	return err == nil && id == p.Channel
}

// refuseGuest tells a guest, once a day, that the bot is not for them, and where help is. Nothing is kept.
func (s *Slack) refuseGuest(ctx context.Context, p place, locale string) error {
	key, now := "guest/"+p.Team+"/"+p.User, s.now()
	if _, told := s.met.get(key, now); told {
		return nil
	}
	s.met.put(key, true, now)
	said := "Ik ben er voor wie op deze school werkt, en jij hebt hier een gastaccount. Vraag je mentor of leerkracht om hulp. Is er nu iemand in gevaar? Bel 112."
	if strings.HasPrefix(locale, "en") {
		said = "I am here for people who work at this school, and you have a guest account. Ask your mentor or teacher for help. Is somebody in danger now? Call 112."
	}
	p.Alone = true
	return s.show(ctx, p, chat.Reply{Text: said, Private: true})
}
