package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/chat"
)

// event acts on what the Events API sent, and returns when the answer was shown; repeat is true when it was sent before. What is not for the bot is no error. An error that
// wraps [chat.ErrBusy] means that nothing was taken.
func (s *Slack) event(ctx context.Context, payload []byte, repeat bool) error {
	e := envelope{Repeat: repeat}
	if err := json.Unmarshal(payload, &e); err != nil {
		return errors.New("read event: its JSON has another form")
	}
	switch {
	case e.Type == "app_rate_limited":
		return fmt.Errorf("read event: Slack holds back events of workspace %s, there are too many", plainID(e.TeamID))
	case e.Type != "event_callback" || e.team() == "":
		return nil
	case e.Event.Type == "app_home_opened":
		return s.opened(ctx, e)
	case e.Event.Type == "message" || e.Event.Type == "app_mention":
		if e.addressed() && !s.own(ctx, e) {
			return s.hear(ctx, e)
		}
		return nil
	}
	switch e.Event.Type {
	case "team_join", "user_change", "app_uninstalled", "tokens_revoked":
		return s.turnover(ctx, e, payload)
	}
	return nil
}

// team is the workspace whose token answers: in a channel shared between schools, the one that has the bot.
func (e envelope) team() string {
	for _, a := range e.Authorizations {
		if a.TeamID != "" {
			return a.TeamID
		}
	}
	return e.TeamID
}

// addressed reports whether somebody says something to the bot: in its direct messages everything, elsewhere only what mentions it. An edit, a
// deletion or a join is not a thing said.
func (e envelope) addressed() bool {
	in := e.Event
	if in.User == "" || in.Channel == "" || in.Hidden {
		return false
	}
	switch in.Subtype {
	case "", "file_share", "thread_broadcast", "me_message":
	default:
		return false
	}
	if in.Type == "app_mention" {
		return !direct(in.Channel) // there it comes as a message too
	}
	return in.ChannelType == "im" || in.ChannelType == "" && direct(in.Channel)
}

// own reports whether the bot, or any other program, said it. Slack marks what a program says in three ways, and not always in all.
func (s *Slack) own(ctx context.Context, e envelope) bool {
	in := e.Event
	if in.BotID != "" || in.BotProfile != nil || in.AppID != "" && in.AppID == e.AppID {
		return true
	}
	return in.User == s.botUser(ctx, e)
}

// botUser is the user id of the bot in the workspace of an event, or empty.
func (s *Slack) botUser(ctx context.Context, e envelope) string {
	for _, a := range e.Authorizations {
		if a.IsBot && a.UserID != "" {
			return a.UserID
		}
	}
	return s.identity(ctx, e.team()).UserID
}

// hear hands over what somebody typed.
func (s *Slack) hear(ctx context.Context, e envelope) error {
	in, team := e.Event, e.team()
	p := place{Team: team, User: in.User, Channel: in.Channel, Thread: in.ThreadTS, Direct: in.Type == "message", Repeat: e.Repeat}
	if !p.Direct && p.Thread == "" {
		p.Thread = in.TS
	}
	text := in.Text
	if !p.Direct {
		text = withoutMention(text, s.botUser(ctx, e))
	}
	m := chat.Message{ID: e.EventID, Where: address(team, in.Channel), Private: p.Direct, At: moment(in.TS, s.now()), Text: plain(text)}
	if m.ID == "" {
		m.ID = in.Channel + "/" + in.TS
	}
	return s.hand(ctx, m, p)
}

// command acts on the command, given as JSON with the names of Slack's form.
func (s *Slack) command(ctx context.Context, payload []byte) error {
	var c slashCommand
	if err := json.Unmarshal(payload, &c); err != nil {
		return errors.New("read command: its JSON has another form")
	}
	if c.TeamID == "" || c.UserID == "" {
		return nil
	}
	p := place{Team: c.TeamID, User: c.UserID, Channel: c.ChannelID, Trigger: c.TriggerID, Respond: c.ResponseURL}
	p.Direct = direct(c.ChannelID) && s.isRoom(ctx, p)
	// In a direct message between two colleagues the answer is for the one who asked.
	p.Alone = direct(c.ChannelID) && !p.Direct
	return s.hand(ctx, chat.Message{
		ID: "command/" + digest(payload), Where: address(c.TeamID, c.ChannelID), Private: direct(c.ChannelID),
		Command: true, At: s.now(), Text: strings.TrimSpace(plain(c.Text)),
	}, p)
}

// hand gives a message to the inbox in the name of its sender.
func (s *Slack) hand(ctx context.Context, m chat.Message, p place) error {
	if s.absent(ctx, p.Team) {
		return nil
	}
	who, guest := s.person(ctx, p.Team, p.User)
	if guest {
		return s.refuseGuest(ctx, p, who.Locale)
	}
	m.From = who
	return s.answer(ctx, m, p)
}

// answer lets the inbox answer a message, and shows the reply where it belongs.
func (s *Slack) answer(ctx context.Context, m chat.Message, p place) error {
	// The same message has the same mark whoever answers it, so that a replica finds what one that died has shown.
	p.Mark, p.Since = digest([]byte(m.From.School), []byte(m.ID)), m.At
	if s.recent.has(p.Mark) {
		return nil
	}
	return s.Inbox.Do(ctx, m, func(ctx context.Context, r chat.Reply) error {
		if s.recent.has(p.Mark) { // while this one waited
			return nil
		}
		// What is being shown is not cut off by the deadline for making it; it ends before another replica may take the message over.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), showTimeout)
		defer cancel()
		err := s.show(ctx, p, r)
		if err == nil {
			s.recent.add(p.Mark)
		}
		return err
	})
}

// moment is the time in a message's ts, which counts seconds.
func moment(ts string, otherwise time.Time) time.Time {
	whole, _, _ := strings.Cut(ts, ".")
	seconds, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return otherwise
	}
	return time.Unix(seconds, 0)
}
