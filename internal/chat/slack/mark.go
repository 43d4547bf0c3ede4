package slack

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
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

// lookFor is the longest one look may take when its turn has come; skew is how much Slack's clock and the bot's may differ: more, and no request would be let in.
const (
	lookFor = 3 * time.Second
	skew    = maxAge
)

// stands looks once, and leaves it to the caller to look again: while Slack is down, looks are soon too many for the minute. It asks for no more than a page: nobody and the bot together say a hundred things in so short a time.
func (s *Slack) stands(ctx context.Context, p posting, hurry bool) (bool, error) {
	c := call{team: p.team, method: "conversations.history", hurry: hurry, timeout: lookFor, args: url.Values{
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
