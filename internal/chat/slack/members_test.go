package slack_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/chat/slack"
	"github.com/baken-bot/baken/internal/config"
)

// lists is a Web API with a workspace whose lists come in pages.
func lists(t *testing.T) *slack.Slack {
	t.Helper()
	pages := map[string]string{
		"users.list?": `{"ok":true,"members":[{"id":"U1"},{"id":"U2","deleted":true},{"id":"USLACKBOT"},{"id":"U3","is_bot":true}],"response_metadata":{"next_cursor":"two"}}`,
		"users.list?two": `{"ok":true,"members":[{"id":"U4","is_restricted":true},{"id":"U5","is_ultra_restricted":true},{"id":"U6","team_id":"T1"},{"id":"U7"},` +
			`{"id":"U8","team_id":"T2","is_stranger":false},{"id":"U10","team_id":"T2","enterprise_user":{"teams":["T2","T1"]}}],` +
			`"response_metadata":{"next_cursor":""}}`,
		"conversations.members?":    `{"ok":true,"members":["U1","U2","USLACKBOT","U3"],"response_metadata":{"next_cursor":"two"}}`,
		"conversations.members?two": `{"ok":true,"members":["U4","U5","U6","U1","U9","U8","U10"],"response_metadata":{"next_cursor":""}}`,
		"usergroups.users.list?":    `{"ok":true,"users":["U7","U2"]}`,
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := pages[r.URL.Path[len("/api/"):]+"?"+r.FormValue("cursor")]
		if !ok || r.FormValue("limit") == "" && r.URL.Path != "/api/usergroups.users.list" {
			t.Errorf("asked for %s %v", r.URL.Path, r.Form)
		}
		fmt.Fprint(w, body)
	}))
	t.Cleanup(server.Close)
	return slack.New(slack.Config{
		Tokens: slack.OneToken{Secret: config.NewSecret(secretToken)}, APIURL: server.URL + "/api/", Report: func(err error) { t.Error(err) },
	})
}

func TestAnAudienceIsWhoWorksAtTheSchoolEachOnce(t *testing.T) {
	for name, test := range map[string]struct {
		of   string
		want []string
	}{
		"of a channel, to its last page":        {"T1/C1", []string{"T1/U1", "T1/U6", "T1/U10"}},
		"of a user group":                       {"T1/S1", []string{"T1/U7"}},
		"of a channel, asked for from a thread": {"T1/C1/1700000000.000100", []string{"T1/U1", "T1/U6", "T1/U10"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			err := lists(t).Each(t.Context(), chat.Address{Platform: slack.Platform, Value: test.of}, func(a chat.Address) error {
				got = append(got, a.Value)
				return nil
			})
			if err != nil || !slices.Equal(got, test.want) {
				t.Errorf("got %v, %v; want %v", got, err, test.want)
			}
		})
	}
}

func TestAnAudienceEndsWhereTheFirstCannotBeReached(t *testing.T) {
	full, calls := errors.New("full"), 0
	err := lists(t).Each(t.Context(), channel(), func(chat.Address) error {
		calls++
		return full
	})
	if !errors.Is(err, full) || calls != 1 {
		t.Errorf("got %v after %d", err, calls)
	}
}
