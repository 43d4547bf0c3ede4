package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/baken-bot/baken/internal/chat"
)

// showTimeout is how long showing one answer may take, waits included: less than the lease on the message, so that no other replica shows it too.
const showTimeout = 20 * time.Second

// show puts a reply where it belongs.
func (s *Slack) show(ctx context.Context, p place, r chat.Reply) error {
	if r.Form != nil {
		return s.openForm(ctx, p, *r.Form)
	}
	if p.Home {
		// Whoever presses something on the page looks at the page: an answer elsewhere would not be seen.
		return s.publish(ctx, p, r)
	}
	said := saying{text: fallback(r), blocks: blocks(r, s.upload(ctx, p.Team, r)), mark: p.Mark, repeat: p.Repeat, since: p.Since, urgent: r.Urgent()}
	switch p.way(r) {
	case overwrite:
		return s.orElse(ctx, p, said, s.respond(ctx, p, said, true))
	case replace:
		return s.replace(ctx, p, said)
	case post:
		return s.post(ctx, p.Team, p.Channel, p.Thread, said)
	case share:
		return s.share(ctx, p, said)
	case respond:
		return s.orElse(ctx, p, said, s.respond(ctx, p, said, false))
	}
	return s.orElse(ctx, p, said, s.whisper(ctx, p, said))
}

// saying is a rendered reply.
type saying struct {
	text   string
	blocks []slack.Block
	// unasked is true when nobody asked for it.
	unasked bool
	// urgent is true when it is better shown twice than not at all.
	urgent bool
	// mark tells this answer from every other; empty when it needs none of before.
	mark string
	// repeat is true when Slack brought the question before, the first time at since: whoever had it then may have shown this answer already.
	repeat bool
	since  time.Time
}

func (m saying) args(channel string) (url.Values, error) {
	var data strings.Builder
	if err := json.NewEncoder(&data).Encode(m.blocks); err != nil {
		return nil, fmt.Errorf("write blocks: %w", err)
	}
	return url.Values{
		"channel": {channel}, "text": {m.text}, "blocks": {strings.TrimSuffix(data.String(), "\n")}, "unfurl_links": {"false"}, "unfurl_media": {"false"},
	}, nil
}

// post shows a message in a channel or a direct message.
func (s *Slack) post(ctx context.Context, team, channel, thread string, m saying) error {
	args, err := m.args(channel)
	if err != nil {
		return err
	}
	if thread != "" {
		args.Set("thread_ts", thread)
	}
	err = s.postOnce(ctx, newPosting(team, args, m))
	var word refused
	if errors.As(err, &word) && word == "invalid_blocks" && hasPicture(m.blocks) {
		// Slack is not done with the picture. The text says everything that it does.
		m.blocks = withoutPictures(m.blocks)
		return s.post(ctx, team, channel, thread, m)
	}
	return err
}

// tell shows a message in the person's direct message.
func (s *Slack) tell(ctx context.Context, p place, m saying) error {
	room, err := s.room(ctx, p.Team, p.User)
	if err != nil {
		return err
	}
	return s.post(ctx, p.Team, room, "", m)
}

// share shows a message to everybody in the channel. Where the bot is no member, it goes out by the address that came with the press.
func (s *Slack) share(ctx context.Context, p place, m saying) error {
	err := s.post(ctx, p.Team, p.Channel, p.Thread, m)
	if errors.Is(err, chat.ErrGone) && p.Respond != "" {
		return s.respondTo(ctx, p.Respond, m, map[string]any{"response_type": "in_channel", "replace_original": false})
	}
	return err
}

// whisper shows a message in a channel to one person.
func (s *Slack) whisper(ctx context.Context, p place, m saying) error {
	args, err := m.args(p.Channel)
	if err != nil {
		return err
	}
	args.Set("user", p.User)
	if p.Thread != "" {
		args.Set("thread_ts", p.Thread)
	}
	return s.do(ctx, call{team: p.Team, method: "chat.postEphemeral", args: args}, nil)
}

// replace puts a message in the place of the one with the pressed button.
func (s *Slack) replace(ctx context.Context, p place, m saying) error {
	args, err := m.args(p.Channel)
	if err != nil {
		return err
	}
	args.Set("ts", p.TS)
	// To put the same thing there twice is to put it there once.
	err = s.do(ctx, call{team: p.Team, method: "chat.update", args: args, read: true, stubborn: true}, nil)
	var word refused
	if errors.As(err, &word) && (word == "message_not_found" || word == "cant_update_message" || word == "edit_window_closed") {
		return s.post(ctx, p.Team, p.Channel, p.Thread, m)
	}
	return err
}

// respond shows a message to one person by the address that came with what they did.
func (s *Slack) respond(ctx context.Context, p place, m saying, replace bool) error {
	extra := map[string]any{"replace_original": replace}
	if !replace {
		extra["response_type"] = "ephemeral"
		if p.Thread != "" {
			extra["thread_ts"] = p.Thread
		}
	}
	return s.respondTo(ctx, p.Respond, m, extra)
}

func (s *Slack) respondTo(ctx context.Context, to string, m saying, extra map[string]any) error {
	extra["text"], extra["blocks"] = m.text, m.blocks
	extra["unfurl_links"], extra["unfurl_media"] = false, false
	body, err := json.Marshal(extra)
	if err != nil {
		return fmt.Errorf("write blocks: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return errors.New("respond: the address is wrong")
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	res, err := s.client.Do(req)
	if err != nil {
		return fmt.Errorf("respond: %w", bare(err))
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusOK:
		return nil
	case res.StatusCode == http.StatusTooManyRequests:
		return fmt.Errorf("respond: %w", &chat.RetryError{After: retryAfter(res.Header), Err: errors.New("ratelimited")})
	case res.StatusCode < http.StatusInternalServerError:
		return fmt.Errorf("respond: %w", errSpent)
	}
	return fmt.Errorf("respond: status %d: %w", res.StatusCode, errUnknown)
}

// errSpent means that an address for answers takes no more of them.
var errSpent = fmt.Errorf("the address for answers is spent: %w", chat.ErrGone)

// orElse tells the person in their direct message what surely did not reach them where they asked, and what is urgent also when nobody knows: what one person alone sees
// stands in no history, so the bot cannot look.
func (s *Slack) orElse(ctx context.Context, p place, m saying, err error) error {
	var retry *chat.RetryError
	if errors.Is(err, chat.ErrGone) || errors.As(err, &retry) || m.urgent && errors.Is(err, errUnknown) {
		return s.tell(ctx, p, m)
	}
	return err
}

// openForm opens a form over the conversation.
func (s *Slack) openForm(ctx context.Context, p place, f chat.Form) error {
	view, err := modal(f, p)
	if err != nil {
		return err
	}
	data, err := json.Marshal(view)
	if err != nil {
		return fmt.Errorf("write form: %w", err)
	}
	err = s.do(ctx, call{team: p.Team, method: "views.open", args: url.Values{"trigger_id": {p.Trigger}, "view": {string(data)}}}, nil)
	var word refused
	if errors.As(err, &word) && lateTrigger(word) && p.Again.Verb != "" {
		// The press came too late to open anything; the next one on this button will not.
		again := chat.Button{Label: f.Title, Do: p.Again}
		return s.show(ctx, p, chat.Reply{Private: true, Cards: []chat.Card{{Body: f.Intro, Buttons: []chat.Button{again}}}})
	}
	return err
}

// lateTrigger reports whether Slack says that a form can no longer be opened (https://docs.slack.dev/reference/methods/views.open: errors).
func lateTrigger(word refused) bool {
	return word == "expired_trigger_id" || word == "trigger_expired" || word == "exchanged_trigger_id" || word == "trigger_exchanged"
}

// Send shows a reply at an address: a person's direct message, a channel, or a thread.
func (s *Slack) Send(ctx context.Context, to chat.Address, r chat.Reply) error {
	t, err := parseTarget(to)
	if err != nil {
		return err
	}
	if r.Form != nil {
		return errors.New("send: a form may only answer a press or a command")
	}
	// What nobody asked for is better missed than doubled, whatever it is about.
	m := saying{text: fallback(r), blocks: blocks(r, s.upload(ctx, t.team, r)), unasked: true}
	if !t.isPerson() {
		err = s.post(ctx, t.team, t.id, t.thread, m)
	} else {
		err = s.tell(ctx, place{Team: t.team, User: t.id}, m)
	}
	if errors.Is(err, chat.ErrGone) {
		s.rooms.drop(t.team + "/" + t.id)
	}
	if err != nil {
		// Whom it was for stays out of logs.
		return fmt.Errorf("send in workspace %s: %w", plainID(t.team), err)
	}
	return nil
}
