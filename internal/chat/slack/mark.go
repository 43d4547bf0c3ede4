package slack

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"
)

// markType names what the bot puts in the metadata of a post, so that it finds the post again when Slack's answer was lost
// (https://docs.slack.dev/messaging/message-metadata). Every program in the workspace can read it, so it tells nothing: a random number, or a digest of the id of an event.
const markType = "baken_post"

type mark struct {
	Type    string      `json:"event_type"`
	Payload markPayload `json:"event_payload"`
}

type markPayload struct {
	ID string `json:"id"`
}

// postTimeout is how long a post may take where the bot can look what became of it: so much less than any other call that there is time for that.
const postTimeout = 5 * time.Second

// posting is a post that must stand there once.
type posting struct {
	call
	mark, thread   string
	urgent, repeat bool
	// since is when it can have been posted first: when the question was asked, and then when this replica began to post.
	since time.Time
}

func newPosting(team string, args url.Values, m saying) posting {
	id := cmp.Or(m.mark, rand.Text())
	data, err := json.Marshal(mark{markType, markPayload{id}})
	if err == nil { // it holds nothing that JSON cannot
		args.Set("metadata", string(data))
	}
	p := posting{
		call: call{team: team, method: "chat.postMessage", args: args, channel: args.Get("channel"), unasked: m.unasked},
		mark: id, thread: args.Get("thread_ts"), urgent: m.urgent, repeat: m.repeat, since: m.since,
	}
	if p.canLook() {
		p.timeout = postTimeout
	}
	return p
}

// canLook reports whether the bot may read what stands in the conversation: it asks for the history of direct messages alone.
func (p posting) canLook() bool { return direct(p.channel) }

// errBlind means that the bot looked and cannot tell whether a post stands there.
var errBlind = errors.New("the history does not tell")

// postOnce posts, and where Slack's answer was lost finds out whether the post stands there before it posts again. An error that is no [chat.RetryError] and does not
// wrap [chat.ErrGone] means that it may stand there, or that the call was wrong. An urgent post is made once more rather than left in doubt.
func (s *Slack) postOnce(ctx context.Context, p posting) error {
	ctx, cancel := context.WithTimeout(ctx, showTimeout)
	defer cancel()
	if p.repeat && p.canLook() {
		if there, err := s.stands(ctx, p, true); err == nil && there {
			return nil
		}
	}
	p.since = s.now()
	for doubted := false; ; {
		err := s.do(ctx, p.call, nil)
		if surelyNot(err) || !errors.Is(err, errUnknown) {
			return err
		}
		there, lookErr := s.watch(ctx, p)
		switch {
		case lookErr == nil && there:
			return nil
		case lookErr == nil:
			// It surely does not stand there, so it can be made again.
		case p.urgent && !doubted:
			doubted = true
		default:
			// Why the look failed says nothing about the post, so it is told and not wrapped.
			return fmt.Errorf("%w; look for it: %s", err, lookErr.Error())
		}
	}
}

// lookAfter are the waits before each look for a post. A post that was cut off can still be on its way within Slack, so that it is missing once proves nothing.
func lookAfter() []time.Duration {
	return []time.Duration{time.Second, 2 * time.Second, 2 * time.Second, 2 * time.Second, 2 * time.Second}
}

// provenBy is after how many looks that do not find it a post is surely missing.
const provenBy = 2

// watch reports whether a post stands in its conversation. Its error means that nobody can know.
func (s *Slack) watch(ctx context.Context, p posting) (bool, error) {
	if !p.canLook() {
		return false, errors.New("the bot may not read this conversation")
	}
	missing, last := 0, errBlind
	for _, wait := range s.looks {
		if err := sleep(ctx, wait); err != nil {
			return false, err
		}
		there, err := s.stands(ctx, p, false)
		var word refused
		switch {
		case there:
			return true, nil
		case err == nil:
			if missing++; missing == provenBy {
				return false, nil
			}
		case errors.Is(err, errBlind), errors.As(err, &word) && !errors.Is(err, errUnknown):
			return false, err
		default:
			last = err
		}
	}
	return false, last
}

// lookFor is the longest one look may take, its turn included; skew is how much Slack's clock and the bot's may differ: more, and no request would be let in.
const (
	lookFor = 4 * time.Second
	skew    = maxAge
)

// stands looks once. It asks for no more than a page: nobody and the bot together say a hundred things in so short a time.
func (s *Slack) stands(ctx context.Context, p posting, hurry bool) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, lookFor)
	defer cancel()
	c := call{team: p.team, method: "conversations.history", read: true, hurry: hurry, args: url.Values{
		"channel": {p.channel}, "oldest": {strconv.FormatInt(p.since.Add(-skew).Unix(), 10)}, "limit": {"100"}, "include_all_metadata": {"true"},
	}}
	if p.thread != "" {
		c.method = "conversations.replies"
		c.args.Set("ts", p.thread)
	}
	var out struct {
		Messages []stored `json:"messages"`
		More     bool     `json:"has_more"`
	}
	if err := s.do(ctx, c, &out); err != nil {
		return false, err
	}
	blind := out.More
	for _, m := range out.Messages {
		if m.Metadata.Type == markType && m.Metadata.Payload.ID == p.mark {
			return true, nil
		}
		// In its direct messages every post of a program is the bot's, and bears a mark.
		blind = blind || m.BotID != "" && m.Metadata.Payload.ID == "" && !moment(m.TS, p.since).Before(p.since.Add(-skew))
	}
	if blind {
		return false, errBlind
	}
	return false, nil
}

// stored is a message of a conversation's history.
type stored struct {
	TS       string `json:"ts"`
	BotID    string `json:"bot_id"`
	Metadata mark   `json:"metadata"`
}
