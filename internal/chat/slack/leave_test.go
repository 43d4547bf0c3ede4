package slack_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/chat/slack/slacktest"
)

// leaves tells the bot that a workspace took it out, in either order.
func (m *mall) leaves(t *testing.T, team string, order ...string) {
	t.Helper()
	m.TakeOut(team)
	for _, kind := range order {
		inner := map[string]any{"type": kind, "tokens": map[string]any{"oauth": []string{}, "bot": []string{m.BotUser(team)}}}
		if ack := m.Deliver.Event(team, inner); !ack.OK() {
			t.Errorf("%s: %+v", kind, ack)
		}
	}
	m.bot.Wait()
}

func TestAWorkspaceThatTakesTheBotOutIsErasedAndCanComeBack(t *testing.T) {
	for _, order := range [][]string{{"tokens_revoked", "app_uninstalled"}, {"app_uninstalled", "tokens_revoked"}} {
		t.Run(order[0]+" first", func(t *testing.T) {
			m := newMall(t)
			m.Deliver.To(m.bot)
			m.comes(t, "T1", false)
			m.comes(t, "T2", false)
			m.wait(time.Minute)
			m.leaves(t, "T1", order...)
			if err := m.says(t, "T1"); !errors.Is(err, chat.ErrGone) || len(m.texts("T1")) > 0 {
				t.Errorf("after it left: %v", err)
			}
			if !slices.Equal(m.kept.left, []string{"slack-T1"}) {
				t.Errorf("erased %v", m.kept.left)
			}
			if err := m.says(t, "T2"); err != nil {
				t.Errorf("the other: %v", err)
			}
			m.comes(t, "T1", false)
			if err := m.says(t, "T1"); err != nil {
				t.Errorf("back again: %v", err)
			}
		})
	}
}

func TestALateWordOfLeavingDoesNotTakeOutWhoCameBack(t *testing.T) {
	m := newMall(t)
	m.comes(t, "T1", false)
	m.wait(time.Minute)
	late := []byte(`{"type":"event_callback","team_id":"T1","event_id":"Ev1","event_time":1772441000,"event":{"type":"app_uninstalled"}}`)
	m.Deliver.To(m.bot)
	if ack := m.Deliver.Raw(slacktest.EventsPath, "application/json", late); !ack.OK() {
		t.Errorf("got %+v", ack)
	}
	m.bot.Wait()
	if err := m.says(t, "T1"); err != nil || len(m.kept.left) > 0 {
		t.Errorf("got %v, erased %v", err, m.kept.left)
	}
}

func TestATokenThatStillWorksIsKeptWhicheverWasRevoked(t *testing.T) {
	m := newMall(t)
	m.Deliver.To(m.bot)
	m.comes(t, "T1", false)
	m.wait(time.Minute)
	for who, tokens := range map[string]any{
		"a person's":     map[string]any{"oauth": []string{teacher}, "bot": []string{}},
		"the bot's last": map[string]any{"oauth": []string{}, "bot": []string{m.BotUser("T1")}},
	} {
		if ack := m.Deliver.Event("T1", map[string]any{"type": "tokens_revoked", "tokens": tokens}); !ack.OK() {
			t.Errorf("%s: %+v", who, ack)
		}
		if err := m.says(t, "T1"); err != nil || len(m.kept.left) > 0 {
			t.Errorf("%s: %v, erased %v", who, err, m.kept.left)
		}
	}
}

func TestNothingIsTakenInFromAWorkspaceWithoutTheBot(t *testing.T) {
	m := newMall(t)
	e := &says{reply: card("antwoord")}
	m.bot.Inbox = e
	m.Deliver.To(m.bot)
	m.Deliver.Message("T1", teacher, m.DM("T1", teacher), "ben je er nog?")
	m.Deliver.HomeOpened("T1", teacher)
	m.Deliver.Command("T1", teacher, m.DM("T1", teacher), "/baken", "plan")
	m.bot.Wait()
	if len(e.got) > 0 {
		t.Errorf("took in %+v", e.got)
	}
}

func TestWhoseAccountIsSwitchedOffIsForgottenAndNobodyElse(t *testing.T) {
	m := newMall(t)
	m.Deliver.To(m.bot)
	for _, inner := range []map[string]any{
		{"type": "team_join", "user": map[string]any{"id": "U8"}},
		{"type": "user_change", "user": map[string]any{"id": "U8", "deleted": false}},
		{"type": "user_change", "user": map[string]any{"id": teacher, "deleted": true}},
	} {
		if ack := m.Deliver.Event("T1", inner); !ack.OK() {
			t.Errorf("%v: %+v", inner, ack)
		}
	}
	m.bot.Wait()
	if !slices.Equal(m.kept.left, []string{"slack-T1 T1/" + teacher}) || len(m.Posts("T1", m.DM("T1", "U8"))) > 0 {
		t.Errorf("forgot %v", m.kept.left)
	}
	m.kept.fails = errors.New("the store is away")
	if ack := m.Deliver.Event("T1", map[string]any{"type": "user_change", "user": map[string]any{"id": teacher, "deleted": true}}); ack.OK() {
		t.Error("Slack does not hear that it must tell it again")
	}
}
