package slack_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/chat/chattest"
	"github.com/baken-bot/baken/internal/chat/slack"
	"github.com/baken-bot/baken/internal/chat/slack/slacktest"
	"github.com/baken-bot/baken/internal/config"
)

// office is a workspace with the bot in it, two colleagues, a guest and a channel.
type office struct {
	*slacktest.Server
	bot    *slack.Slack
	serial int
}

const (
	team    = "T1"
	teacher = "U1"
	guest   = "U2"
	boss    = "U3"
	staff   = "C1"
)

func newOffice(t *testing.T, b slack.Inbox) *office {
	t.Helper()
	s := slacktest.New(t, slacktest.Options{SigningSecret: docSecret})
	s.AddTeam(team, secretToken)
	s.AddUser(team, slacktest.User{ID: teacher, Name: "teacher", Locale: "nl-NL"})
	s.AddUser(team, slacktest.User{ID: guest, Name: "guest", Locale: "nl-NL", Guest: true})
	s.AddUser(team, slacktest.User{ID: boss, Name: "boss", Locale: "en-GB", Admin: true})
	s.AddChannel(team, staff, teacher, boss, s.BotUser(team))
	o := &office{Server: s}
	o.restart(t, b)
	return o
}

// restart puts a bot that remembers nothing in the place of the one before.
func (o *office) restart(t *testing.T, b slack.Inbox) {
	o.bot = slack.New(slack.Config{
		Inbox: b, Tokens: slack.OneToken{Secret: config.NewSecret(secretToken)}, SigningSecret: config.NewSecret(docSecret), APIURL: o.URL(),
		Report: func(err error) { t.Log(err) },
	})
}

// event delivers what somebody did, as the Events API does, and waits until the bot is done with it.
func (o *office) event(t *testing.T, inner map[string]any) {
	t.Helper()
	o.serial++
	o.send(t, "/slack/events", map[string]any{
		"type": "event_callback", "team_id": team, "api_app_id": "A111", "event_id": fmt.Sprintf("Ev%d", o.serial), "event": inner,
	})
}

func (o *office) send(t *testing.T, path string, payload map[string]any, header ...string) int {
	t.Helper()
	data, err := json.Marshal(payload)
	if err != nil {
		t.Fatal(err)
	}
	kind := "application/json"
	if path == "/slack/interactions" {
		kind, data = "application/x-www-form-urlencoded", []byte(url.Values{"payload": {string(data)}}.Encode())
	}
	code := post(o.bot, path, kind, data, header...).Code
	o.bot.Wait()
	return code
}

// types is what somebody says to the bot in private.
func (o *office) types(t *testing.T, user, text string) {
	t.Helper()
	o.event(t, map[string]any{
		"type": "message", "channel_type": "im", "channel": o.DM(team, user), "user": user, "text": slack.Escape(text), "ts": "1764054608.000100",
	})
}

func (o *office) press(t *testing.T, channel, user string, a chat.Action) int {
	t.Helper()
	o.serial++
	return o.send(t, "/slack/interactions", map[string]any{
		"type": "block_actions", "team": map[string]any{"id": team}, "user": map[string]any{"id": user}, "channel": map[string]any{"id": channel},
		"container": map[string]any{"type": "message", "message_ts": fmt.Sprint(o.serial), "channel_id": channel},
		"actions":   []any{map[string]any{"type": "button", "action_id": "button-a", "value": a.String()}},
	})
}

func (o *office) submit(t *testing.T, user string, s chat.Submission) int {
	t.Helper()
	values := map[string]any{}
	for name, v := range s.Values {
		values[name] = map[string]any{"value": map[string]any{"type": "static_select", "selected_option": map[string]any{"value": v}}}
	}
	for name, all := range s.Many {
		var chosen []any
		for _, v := range all {
			chosen = append(chosen, map[string]any{"value": v})
		}
		values[name] = map[string]any{"value": map[string]any{"type": "checkboxes", "selected_options": chosen}}
	}
	note := fmt.Sprintf(`{"do":%q,"at":{"c":%q,"d":true}}`, s.Form.String(), o.DM(team, user))
	return o.send(t, "/slack/interactions", map[string]any{
		"type": "view_submission", "team": map[string]any{"id": team}, "user": map[string]any{"id": user},
		"view": map[string]any{"id": "V1", "type": "modal", "callback_id": "baken-form", "private_metadata": note, "state": map[string]any{"values": values}},
	})
}

// shown is the bot's last word to somebody in private.
func (o *office) shown(user string) string {
	p, _ := o.Last(team, o.DM(team, user))
	return p.Text
}

func TestSlackKeepsThePromisesOfAnAdapter(t *testing.T) {
	chattest.Run(t, chattest.Adapter{
		Ext:    ".json",
		Render: func(t *testing.T, r chat.Reply) []byte { return render(t, r) },
		Open: func(t *testing.T, box *chat.Inbox) chattest.Door {
			o := newOffice(t, box)
			return chattest.Door{
				Text: func(t *testing.T, text string) string { o.types(t, teacher, text); return o.shown(teacher) },
				Press: func(t *testing.T, a chat.Action) string {
					o.press(t, o.DM(team, teacher), teacher, a)
					return o.shown(teacher)
				},
				Submit: func(t *testing.T, s chat.Submission) string { o.submit(t, teacher, s); return o.shown(teacher) },
				Forge: func(*testing.T) bool {
					res := unsigned(o.bot, "/slack/events", directMessage)
					return res.Code == http.StatusUnauthorized
				},
				Send: func(t *testing.T) error {
					return o.bot.Send(t.Context(), chat.Address{Platform: slack.Platform, Value: team + "/U404"}, chat.Reply{Text: "hoi"})
				},
				Secret: secretToken,
			}
		},
	})
}

// balance shares requests between replicas in turn.
func balance(replicas []*slack.Slack) http.Handler {
	var turn atomic.Int64
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		replicas[int(turn.Add(1))%len(replicas)].ServeHTTP(w, r)
	})
}
