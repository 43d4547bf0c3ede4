package slacktest_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat/slack/slacktest"
)

func messages(t *testing.T, got map[string]any) []map[string]any {
	t.Helper()
	list, ok := got["messages"].([]any)
	if !ok {
		t.Fatalf("got %v", got)
	}
	var out []map[string]any
	for _, m := range list {
		one, _ := m.(map[string]any)
		out = append(out, one)
	}
	return out
}

func TestAHistoryIsReadAsSlackGivesIt(t *testing.T) {
	s, c := school(t, slacktest.Options{})
	room, from := s.DM(team, "U1"), ""
	for i := range 5 {
		got, _ := ask(t, s, bearer, "chat.postMessage", "channel", room, "text", fmt.Sprint(i), "metadata", fmt.Sprintf(`{"event_type":"a","event_payload":{"id":"%d"}}`, i))
		if i == 1 {
			from, _ = got["ts"].(string)
		}
		c.Add(2 * time.Second)
	}
	got, _ := ask(t, s, bearer, "conversations.history", "channel", room, "oldest", from, "limit", "2", "include_all_metadata", "true")
	list := messages(t, got)
	if len(list) != 2 || list[0]["text"] != "4" || got["has_more"] != true || fmt.Sprint(list[0]["metadata"]) != "map[event_payload:map[id:4] event_type:a]" {
		t.Errorf("got %v", got)
	}
	got, _ = ask(t, s, bearer, "conversations.history", "channel", room, "oldest", from, "inclusive", "true")
	if list = messages(t, got); len(list) != 4 || got["has_more"] != false || fmt.Sprint(list[0]["metadata"]) != "map[event_type:a]" {
		t.Errorf("got %v", got)
	}
}

func TestEachKindOfConversationNeedsItsOwnScopeToBeRead(t *testing.T) {
	s, _ := school(t, slacktest.Options{}, "chat:write", "im:history")
	room := s.DM(team, "U1")
	for channel, want := range map[string]any{room: nil, "C1": "missing_scope", "C4": "channel_not_found"} {
		if got, _ := ask(t, s, bearer, "conversations.history", "channel", channel); got["error"] != want {
			t.Errorf("%s: %v, want %v", channel, got, want)
		}
	}
	if got, _ := ask(t, s, bearer, "conversations.replies", "channel", room, "ts", "1.2"); got["error"] != "thread_not_found" {
		t.Errorf("got %v", got)
	}
}

func TestAnAppThatIsSoldElsewhereReadsOneConversationAMinute(t *testing.T) {
	s, c := school(t, slacktest.Options{Unlisted: true})
	room := s.DM(team, "U1")
	for range 20 {
		if got, _ := ask(t, s, bearer, "chat.postMessage", "channel", room, "text", "a"); got["ok"] != true {
			t.Fatalf("got %v", got)
		}
		c.Add(time.Second)
	}
	got, _ := ask(t, s, bearer, "conversations.history", "channel", room, "limit", "100")
	if list := messages(t, got); len(list) != 15 || got["has_more"] != true {
		t.Errorf("got %d messages", len(list))
	}
	if got, _ = ask(t, s, bearer, "conversations.history", "channel", room); got["error"] != "ratelimited" {
		t.Errorf("got %v", got)
	}
}

func TestMetadataOfAnotherFormIsRefused(t *testing.T) {
	s, _ := school(t, slacktest.Options{})
	for metadata, want := range map[string]any{
		`{"event_type":"a_b-1","event_payload":{}}`: nil, `{`: "invalid_metadata_format", `{"event_type":"a.b","event_payload":{}}`: "invalid_metadata_schema", `{"event_type":"a"}`: "invalid_metadata_schema",
	} {
		if got, _ := ask(t, s, bearer, "chat.postMessage", "channel", "C1", "text", "a", "metadata", metadata); got["error"] != want {
			t.Errorf("%s: %v, want %v", metadata, got, want)
		}
	}
}
