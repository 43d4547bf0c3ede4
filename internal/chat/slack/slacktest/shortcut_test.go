package slacktest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat/slack/slacktest"
)

func TestAShortcutOnAMessageOpensOneModalAndTellsOnePerson(t *testing.T) {
	modal := `{"type":"modal","title":{"type":"plain_text","text":"a"},"blocks":[{"type":"divider"}]}`
	s, clock := school(t, slacktest.Options{})
	inner := s.Deliver.MessageInner(team, "U2", "C2", "wie weet raad?") // where the bot is no member
	use := func() map[string]any {
		return s.Deliver.MessageShortcutPayload(team, "U1", "ask", "C2", inner["ts"].(string))
	}
	once := use()
	if m := once["message"].(map[string]any); m["text"] != "wie weet raad?" || m["user"] != "U2" {
		t.Errorf("about %v", m)
	}
	if got, _ := ask(t, s, bearer, "views.open", "trigger_id", once["trigger_id"].(string), "view", modal); got["ok"] != true {
		t.Errorf("got %v", got)
	}
	if got, _ := ask(t, s, bearer, "views.open", "trigger_id", once["trigger_id"].(string), "view", modal); got["error"] != "exchanged_trigger_id" {
		t.Errorf("the second time: %v", got)
	}
	if view, ok := s.TopView(team, "U1"); !ok || view.User != "U1" {
		t.Errorf("open %+v", view)
	}
	late := use()["trigger_id"].(string)
	clock.Add(4 * time.Second)
	if got, _ := ask(t, s, bearer, "views.open", "trigger_id", late, "view", modal); got["error"] != "expired_trigger_id" {
		t.Errorf("too late: %v", got)
	}
	if code := post(t, once["response_url"].(string), `{"text":"voor jou alleen"}`); code != http.StatusOK {
		t.Errorf("answered %d", code)
	}
	if p, _ := s.Last(team, "C2"); p.Ephemeral != "U1" || p.Text != "voor jou alleen" {
		t.Errorf("shown %+v", p)
	}
}
