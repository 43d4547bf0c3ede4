package slacktest_test

import (
	"testing"

	"github.com/gorilla/websocket"

	"github.com/baken-bot/baken/internal/chat/slack/slacktest"
)

// dial opens a socket as a client does and reads its first frame.
func dial(t *testing.T, s *slacktest.Server) (*websocket.Conn, map[string]any) {
	t.Helper()
	got, _ := ask(t, s, s.Options().AppToken, "apps.connections.open")
	address, _ := got["url"].(string)
	conn, answer, err := websocket.DefaultDialer.DialContext(t.Context(), address, nil)
	if err != nil {
		t.Fatalf("open %q: %v", got, err)
	}
	answer.Body.Close()
	t.Cleanup(func() { conn.Close() })
	return conn, frame(t, conn)
}

func frame(t *testing.T, conn *websocket.Conn) map[string]any {
	t.Helper()
	var out map[string]any
	if err := conn.ReadJSON(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAnEnvelopeGoesToOneSocketAndIsAcknowledgedThere(t *testing.T) {
	s, _ := school(t, slacktest.Options{})
	conn, hello := dial(t, s)
	alike(t, "socket/hello.json", hello)
	acks := make(chan slacktest.Ack, 1)
	go func() { acks <- s.Deliver.Command(team, "U1", s.DM(team, "U1"), "/baken", "") }()
	envelope := frame(t, conn)
	alike(t, "socket/slash_commands.json", envelope)
	if err := conn.WriteJSON(map[string]any{"envelope_id": envelope["envelope_id"], "payload": map[string]any{"text": "hallo"}}); err != nil {
		t.Fatal(err)
	}
	if ack := <-acks; !ack.OK() || string(ack.Body) != `{"text":"hallo"}` || !s.Acked(ack.EventID) {
		t.Errorf("the ack is %d %s", ack.Status, ack.Body)
	}
	go func() { acks <- s.Deliver.Message(team, "U1", "C1", "hallo") }()
	envelope = frame(t, conn)
	// That one was a mention.
	alike(t, "socket/events_api.bolt.json", envelope, ".payload.event.blocks[].elements[].elements[].user_id")
	if err := conn.WriteJSON(map[string]any{"envelope_id": envelope["envelope_id"]}); err != nil {
		t.Fatal(err)
	}
	<-acks
}

func TestAnEventWhoseSocketDiesIsSentToTheOther(t *testing.T) {
	s, _ := school(t, slacktest.Options{})
	first, _ := dial(t, s)
	second, _ := dial(t, s)
	acks := make(chan slacktest.Ack, 1)
	go func() { acks <- s.Deliver.Message(team, "U1", "C1", "hallo") }()
	lost := frame(t, first)
	first.Close()
	again := frame(t, second)
	if again["envelope_id"] != lost["envelope_id"] || again["retry_attempt"] != 1.0 {
		t.Errorf("got %v after %v", again["envelope_id"], lost["envelope_id"])
	}
	if err := second.WriteJSON(map[string]any{"envelope_id": again["envelope_id"]}); err != nil {
		t.Fatal(err)
	}
	if ack := <-acks; !ack.OK() || ack.Attempt != 1 {
		t.Errorf("the ack is %+v", ack)
	}
}

func TestTheEleventhSocketIsSentAway(t *testing.T) {
	s, clock := school(t, slacktest.Options{})
	for range 10 {
		dial(t, s)
		clock.Add(61e9)
	}
	_, last := dial(t, s)
	alike(t, "socket/disconnect.too_many_websockets.json", last)
	if last["reason"] != "too_many_websockets" || s.Sockets() != 10 {
		t.Errorf("got %v with %d open", last, s.Sockets())
	}
}

func TestASocketIsToldWhyAndMayBeCutWithoutAWord(t *testing.T) {
	s, _ := school(t, slacktest.Options{})
	conn, _ := dial(t, s)
	for _, reason := range []string{"warning", "refresh_requested", "link_disabled"} {
		s.Disconnect(reason)
		got := frame(t, conn)
		alike(t, "socket/disconnect.refresh_requested.json", got)
		if got["reason"] != reason {
			t.Errorf("got %v", got)
		}
	}
	s.Drop()
	if _, _, err := conn.ReadMessage(); err == nil || websocket.IsCloseError(err, websocket.CloseNormalClosure) {
		t.Errorf("the cut came as %v", err)
	}
	if err := s.Wait(t.Context(), func() bool { return s.Sockets() == 0 }); err != nil {
		t.Error(err)
	}
}

func TestATicketOpensOneSocket(t *testing.T) {
	s, _ := school(t, slacktest.Options{})
	got, _ := ask(t, s, s.Options().AppToken, "apps.connections.open")
	for i, want := range []bool{true, false} {
		conn, _, err := websocket.DefaultDialer.DialContext(t.Context(), got["url"].(string), nil)
		if (err == nil) != want {
			t.Errorf("use %d: %v", i+1, err)
		}
		if err == nil {
			defer conn.Close()
		}
	}
}
