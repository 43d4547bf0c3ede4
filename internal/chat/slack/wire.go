package slack

import (
	"encoding/json"
	"errors"
)

// Limits of Slack, in characters unless it says otherwise (https://docs.slack.dev/reference/block-kit: blocks, elements, objects).
const (
	maxSection  = 3000
	maxFallback = 4000 // of a message's text, which is cut into several above it
	maxMetadata = 3000
	maxChoice   = 75 // of an option's text
	maxBoxes    = 10 // options of a group of boxes or radio buttons
	maxInput    = 3000
	maxHint     = 2000 // of a field's label and hint
	maxSmall    = 10   // pieces of small print
)

// maxBody is the largest request in bytes that is read. A message has at most 40,000 characters, and comes twice, as text and as blocks.
const maxBody = 1 << 20

// What follows is the part of Slack's JSON that is read. It is not slack-go's: that refuses a whole request for one block or event it does not
// know (seen with v0.35.0), and Slack switches off a bot that refuses too much.

// envelope is what the Events API sends (https://docs.slack.dev/apis/events-api/).
type envelope struct {
	Type           string          `json:"type"`
	Challenge      string          `json:"challenge"`
	TeamID         string          `json:"team_id"`
	AppID          string          `json:"api_app_id"`
	EventID        string          `json:"event_id"`
	Event          innerEvent      `json:"event"`
	Authorizations []authorization `json:"authorizations"`
	// Repeat is true when Slack sent it before. Over HTTP a header says so.
	Repeat bool `json:"-"`
}

type authorization struct {
	TeamID string `json:"team_id"`
	UserID string `json:"user_id"`
	IsBot  bool   `json:"is_bot"`
}

type innerEvent struct {
	Type        string `json:"type"`
	Subtype     string `json:"subtype"`
	Hidden      bool   `json:"hidden"`
	User        string `json:"user"`
	Team        string `json:"team"`
	BotID       string `json:"bot_id"`
	AppID       string `json:"app_id"`
	Text        string `json:"text"`
	Channel     string `json:"channel"`
	ChannelType string `json:"channel_type"`
	TS          string `json:"ts"`
	ThreadTS    string `json:"thread_ts"`
	Tab         string `json:"tab"`
	// BotProfile stands on what a program said, in some messages instead of the bot's id.
	BotProfile *named `json:"bot_profile"`
}

// UnmarshalJSON reads the kinds of event that are acted on, and of any other only its kind: there a user or a channel can be a whole object.
func (e *innerEvent) UnmarshalJSON(data []byte) error {
	type plain innerEvent
	err := json.Unmarshal(data, (*plain)(e))
	switch e.Type {
	case "message", "app_mention", "app_home_opened":
		return err //nolint:wrapcheck // the decoder around it says where
	}
	var misfit *json.UnmarshalTypeError
	if errors.As(err, &misfit) {
		err = nil // the decoder has gone on with what fits
	}
	*e = innerEvent{Type: e.Type}
	return err //nolint:wrapcheck // as above
}

type named struct {
	ID string `json:"id"`
}

// interaction is what a press, a shortcut or a form sends (https://docs.slack.dev/reference/interaction-payloads/).
type interaction struct {
	Type        string    `json:"type"`
	CallbackID  string    `json:"callback_id"`
	TriggerID   string    `json:"trigger_id"`
	ResponseURL string    `json:"response_url"`
	AppID       string    `json:"api_app_id"`
	Team        *named    `json:"team"`
	User        teamUser  `json:"user"`
	Channel     named     `json:"channel"`
	Container   container `json:"container"`
	Message     message   `json:"message"`
	MessageTS   string    `json:"message_ts"`
	ActionTS    string    `json:"action_ts"`
	Actions     []pressed `json:"actions"`
	View        view      `json:"view"`
}

type teamUser struct {
	ID     string `json:"id"`
	TeamID string `json:"team_id"`
}

type container struct {
	Type        string `json:"type"`
	MessageTS   string `json:"message_ts"`
	ThreadTS    string `json:"thread_ts"`
	ChannelID   string `json:"channel_id"`
	IsEphemeral bool   `json:"is_ephemeral"`
}

type message struct {
	Text     string `json:"text"`
	TS       string `json:"ts"`
	ThreadTS string `json:"thread_ts"`
}

type pressed struct {
	Type     string `json:"type"`
	ActionID string `json:"action_id"`
	BlockID  string `json:"block_id"`
	Value    string `json:"value"`
	ActionTS string `json:"action_ts"`
}

type view struct {
	ID              string    `json:"id"`
	Type            string    `json:"type"`
	Hash            string    `json:"hash"`
	CallbackID      string    `json:"callback_id"`
	PrivateMetadata string    `json:"private_metadata"`
	State           viewState `json:"state"`
}

type viewState struct {
	Values map[string]map[string]filled `json:"values"`
}

// filled is what somebody filled in at one field.
type filled struct {
	Type     string   `json:"type"`
	Value    string   `json:"value"`
	Selected *choice  `json:"selected_option"`
	Several  []choice `json:"selected_options"`
}

type choice struct {
	Value string `json:"value"`
}

// slashCommand is what a command sends (https://docs.slack.dev/interactivity/implementing-slash-commands/): a form over HTTP, the same names as JSON
// over the socket.
type slashCommand struct {
	TeamID      string `json:"team_id"`
	ChannelID   string `json:"channel_id"`
	UserID      string `json:"user_id"`
	Command     string `json:"command"`
	Text        string `json:"text"`
	ResponseURL string `json:"response_url"`
	TriggerID   string `json:"trigger_id"`
	AppID       string `json:"api_app_id"`
}
