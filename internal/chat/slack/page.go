package slack

import "encoding/json"

// page is one page of a list (https://docs.slack.dev/apis/web-api/pagination/).
type page struct {
	Members members `json:"members"`
	Next    struct {
		Cursor string `json:"next_cursor"`
	} `json:"response_metadata"`
}

// members are ids in a list of a channel's members, and whole people in a list of the workspace's.
type members struct {
	IDs   []string
	Users []member
}

// UnmarshalJSON reads either.
func (m *members) UnmarshalJSON(data []byte) error {
	if json.Unmarshal(data, &m.IDs) == nil {
		return nil
	}
	m.IDs = nil
	return json.Unmarshal(data, &m.Users) //nolint:wrapcheck // the decoder around it says where
}

// member is one account of a workspace (https://docs.slack.dev/reference/objects/user-object/).
type member struct {
	home
	ID                string `json:"id"`
	Deleted           bool   `json:"deleted"`
	IsBot             bool   `json:"is_bot"`
	IsRestricted      bool   `json:"is_restricted"`
	IsUltraRestricted bool   `json:"is_ultra_restricted"`
}

// slackbot is Slack's own program, whose account says that it is none.
const slackbot = "USLACKBOT"

// works reports whether the account is that of somebody who works at the school of a workspace.
func (m member) works(team string) bool {
	return m.ID != "" && m.ID != slackbot && !m.Deleted && !m.IsBot && !m.IsRestricted && !m.IsUltraRestricted && !m.elsewhere(team)
}
