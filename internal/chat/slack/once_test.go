package slack_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/chat/slack"
	"github.com/baken-bot/baken/internal/chat/slack/slacktest"
)

// hasty is an office whose bot looks for a doubtful post without waiting.
func hasty(t *testing.T, b slack.Inbox) *office {
	t.Helper()
	o := newOffice(t, b)
	o.bot.LookAtOnce(5)
	return o
}

// doubts are the ways in which nobody hears what became of a post.
func doubts() map[string]slacktest.Fault {
	return map[string]slacktest.Fault{
		"stored, and the answer lost":            {Reset: true},
		"stored, and half an answer":             {Truncate: true},
		"lost on its way":                        {Lost: true},
		"stored when it was looked for once":     {Late: 2},
		"broken within Slack, and not stored":    {Status: 503, HTML: true},
		"broken within Slack, and Slack says so": {Error: "internal_error"},
	}
}

func TestAnAnswerWhoseOutcomeIsUnknownStandsThereOnce(t *testing.T) {
	for name, fault := range doubts() {
		t.Run(name, func(t *testing.T) {
			e := &says{reply: card("antwoord")}
			o := hasty(t, e)
			o.Fault("chat.postMessage", fault)
			o.types(t, teacher, "hoe begin ik de dag?")
			o.Arrive()
			if posts := o.Posts(team, o.DM(team, teacher)); len(posts) != 1 {
				t.Errorf("stands there %d times", len(posts))
			}
		})
	}
}

func TestAPlannedMessageWhoseOutcomeIsUnknownStandsThereOnce(t *testing.T) {
	for name, fault := range doubts() {
		t.Run(name, func(t *testing.T) {
			o := hasty(t, nil)
			o.Fault("chat.postMessage", fault)
			err := o.bot.Send(t.Context(), chat.Address{Platform: slack.Platform, Value: team + "/" + teacher}, card("weektip"))
			o.Arrive()
			if posts := o.Posts(team, o.DM(team, teacher)); len(posts) != 1 || err != nil {
				t.Errorf("stands there %d times, %v", len(posts), err)
			}
		})
	}
}

func TestTheBotPostsAgainUntilItKnows(t *testing.T) {
	o := hasty(t, &says{reply: card("antwoord")})
	for _, f := range []slacktest.Fault{{Lost: true}, {Status: 500}, {Reset: true}} {
		o.Fault("chat.postMessage", f)
	}
	o.Fault("conversations.history", slacktest.Fault{Status: 502})
	o.types(t, teacher, "hoe begin ik de dag?")
	if posts := o.Posts(team, o.DM(team, teacher)); len(posts) != 1 {
		t.Errorf("stands there %d times", len(posts))
	}
}

func TestAnAnswerInAThreadIsLookedForThere(t *testing.T) {
	o := hasty(t, &says{reply: card("antwoord")})
	room := o.DM(team, teacher)
	root := o.Deliver.MessageInner(team, teacher, room, "eerste")
	inner := o.Deliver.MessageInner(team, teacher, room, "en dan?")
	inner["thread_ts"] = root["ts"]
	o.Fault("chat.postMessage", slacktest.Fault{Reset: true})
	o.Fault("chat.postMessage", slacktest.Fault{Lost: true})
	o.event(t, inner)
	inner["text"] = "en daarna?"
	o.event(t, inner)
	if posts := o.Posts(team, room); len(posts) != 2 || len(o.Calls("conversations.replies")) != 3 {
		t.Errorf("stands there %d times, after %d looks", len(posts), len(o.Calls("conversations.replies")))
	}
}

// inboxed is an inbox that answers with one reply, and keeps what it was told.
func inboxed(t *testing.T, r chat.Reply, seen chat.Seen) *chat.Inbox {
	t.Helper()
	return chat.NewInbox(chat.InboxConfig{
		Handler: handles(func() chat.Reply { return r }), Seen: seen, Apology: func(chat.Message) chat.Reply { return card("sorry") },
		Report: func(chat.Message, error) {},
	})
}

type handles func() chat.Reply

func (h handles) Handle(context.Context, chat.Message) (chat.Reply, error) { return h(), nil }

// forgetful is the memory of messages of a bot that dies before it can note that it answered.
type forgetful struct{}

func (forgetful) Take(context.Context, chat.School, string) (bool, error) { return true, nil }
func (forgetful) Done(context.Context, chat.School, string) error         { return errors.New("killed") }

func (forgetful) Release(context.Context, chat.School, string) error { return errors.New("killed") }

// event1 is an event that can be delivered twice.
func (o *office) event1(text string) map[string]any {
	return map[string]any{
		"type": "event_callback", "team_id": team, "api_app_id": "A111", "event_id": "Ev1", "event": o.Deliver.MessageInner(team, teacher, o.DM(team, teacher), text),
	}
}

func TestAReplicaThatDiedAfterItsAnswerHasAnswered(t *testing.T) {
	box := inboxed(t, card("antwoord"), forgetful{})
	o := newOffice(t, box)
	envelope := o.event1("hoe begin ik de dag?")
	o.send(t, "/slack/events", envelope)
	o.restart(t, box)
	res := o.send(t, "/slack/events", envelope, "X-Slack-Retry-Num", "1", "X-Slack-Retry-Reason", "connection_failed")
	if posts := o.Posts(team, o.DM(team, teacher)); len(posts) != 1 || res != 200 || len(o.Calls("conversations.history")) != 1 {
		t.Errorf("stands there %d times, Slack was told %d", len(posts), res)
	}
}

func TestWhileTheStoreForgetsAReplicaRemembersItsAnswers(t *testing.T) {
	o := newOffice(t, inboxed(t, card("antwoord"), forgetful{}))
	envelope := o.event1("hoe begin ik de dag?")
	for range 2 {
		if res := o.send(t, "/slack/events", envelope); res != 200 {
			t.Errorf("Slack was told %d", res)
		}
	}
	if posts := o.Posts(team, o.DM(team, teacher)); len(posts) != 1 || len(o.Calls("conversations.history")) > 0 {
		t.Errorf("stands there %d times", len(posts))
	}
}

func TestWithoutAHistoryAnAnswerCountsAsGivenAndAnUrgentOneIsGivenAgain(t *testing.T) {
	urgent := chat.Reply{Cards: []chat.Card{{Title: "Nu", Tone: chat.Urgent}}}
	for name, c := range map[string]struct {
		reply chat.Reply
		want  int
	}{"an answer": {card("antwoord"), 1}, "an urgent answer": {urgent, 2}} {
		t.Run(name, func(t *testing.T) {
			o := hasty(t, &says{reply: c.reply})
			o.Fault("conversations.history", slacktest.Fault{Error: "missing_scope", Times: -1})
			o.Fault("chat.postMessage", slacktest.Fault{Reset: true})
			o.types(t, teacher, "hoe begin ik de dag?")
			if posts := o.Posts(team, o.DM(team, teacher)); len(posts) != c.want {
				t.Errorf("stands there %d times, want %d", len(posts), c.want)
			}
		})
	}
}

func TestAnUrgentAnswerThatMayNotBeSeenInAChannelIsTakenToTheDirectMessage(t *testing.T) {
	urgent := chat.Reply{Private: true, Cards: []chat.Card{{Title: "Nu", Tone: chat.Urgent}}}
	o := hasty(t, &says{reply: urgent})
	o.Fault("chat.postEphemeral", slacktest.Fault{Reset: true})
	o.event(t, map[string]any{"type": "app_mention", "channel": staff, "user": teacher, "text": "<@" + o.BotUser(team) + "> help", "ts": "1764054608.000100"})
	if posts := o.Posts(team, o.DM(team, teacher)); len(posts) != 1 {
		t.Errorf("stands there %d times", len(posts))
	}
}

func TestAHistoryThatHidesTheMarksProvesNothing(t *testing.T) {
	o := hasty(t, &says{reply: card("antwoord")})
	o.HideMetadata()
	o.Fault("chat.postMessage", slacktest.Fault{Reset: true})
	o.types(t, teacher, "hoe begin ik de dag?")
	if posts := o.Posts(team, o.DM(team, teacher)); len(posts) != 1 {
		t.Errorf("stands there %d times", len(posts))
	}
}

func TestTheMarkOfAnAnswerTellsNothing(t *testing.T) {
	o := hasty(t, &says{reply: card("antwoord")})
	o.types(t, teacher, "hoe begin ik de dag?")
	p, _ := o.Last(team, o.DM(team, teacher))
	if p.Metadata == nil || len(p.Metadata.Payload) != 1 || len(fmt.Sprint(p.Metadata.Payload["id"])) != 32 {
		t.Errorf("metadata %+v", p.Metadata)
	}
}

func TestAnAnswerLeftInDoubtIsLookedForBeforeItIsPostedAgain(t *testing.T) {
	for name, fault := range map[string]slacktest.Fault{"it stands there": {Reset: true}, "it does not": {Lost: true}} {
		t.Run(name, func(t *testing.T) {
			o := hasty(t, &says{reply: card("antwoord")})
			room := o.DM(team, teacher)
			envelope := o.event1("hoe begin ik de dag?")
			o.Fault("chat.postMessage", fault)
			o.Fault("conversations.history", slacktest.Fault{Error: "internal_error", Times: 2}) // the look, and the next before a post
			o.bot.LookAtOnce(1)
			o.bot.InsistAtOnce()
			if code := o.send(t, "/slack/events", envelope); code != 200 {
				t.Errorf("Slack was told %d", code)
			}
			if posts := o.Posts(team, room); len(posts) != 1 {
				t.Errorf("stands there %d times", len(posts))
			}
		})
	}
}

func TestADirectMessageThatDoesNotOpenHasNothingInIt(t *testing.T) {
	o := hasty(t, nil)
	o.Fault("conversations.open", slacktest.Fault{Error: "internal_error", Times: -1})
	ctx, cancel := context.WithTimeout(t.Context(), 400*time.Millisecond)
	defer cancel()
	err := o.bot.Send(ctx, chat.Address{Platform: slack.Platform, Value: team + "/" + teacher}, card("weektip"))
	var retry *chat.RetryError
	if !errors.As(err, &retry) || len(o.Posts(team, "")) > 0 {
		t.Errorf("got %v", err)
	}
}
