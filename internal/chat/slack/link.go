package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// link is one connection to Slack.
type link struct {
	socket *Socket
	conn   *websocket.Conn
	// leave gets, once, why the next connection must be opened; nil when Slack asked for it. This one is read until Slack closes it.
	leave chan error
	// leaving is true when Slack asked for it: from then on no sign of life makes it last longer.
	leaving atomic.Bool

	mu sync.Mutex // one writer at a time
}

// Times of a connection. Slack's own clients ping every five seconds and give up after thirty without a sign.
const (
	pingEvery  = 10 * time.Second
	silentFor  = 35 * time.Second
	writeLimit = 5 * time.Second
	// lingers is how long a connection is read on after Slack asked to leave it: it warns about ten seconds ahead.
	lingers = 30 * time.Second
)

func newLink(k *Socket, conn *websocket.Conn) *link {
	l := &link{socket: k, conn: conn, leave: make(chan error, 1)}
	conn.SetReadLimit(maxBody)
	alive := func() {
		if !l.leaving.Load() {
			_ = conn.SetReadDeadline(time.Now().Add(silentFor))
		}
	}
	alive()
	conn.SetPongHandler(func(string) error {
		alive()
		return nil
	})
	conn.SetPingHandler(func(data string) error {
		alive()
		return conn.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(writeLimit))
	})
	return l
}

// await returns when the next connection must be opened.
func (l *link) await(ctx context.Context) error {
	select {
	case err := <-l.leave:
		return err
	case <-ctx.Done():
		return nil
	}
}

// left says, the first time only, that the next connection must be opened.
func (l *link) left(err error) {
	select {
	case l.leave <- err:
	default:
	}
}

// read takes what comes until the connection ends or ctx does, and then waits for what is in hand.
func (l *link) read(ctx context.Context) {
	var hands sync.WaitGroup
	defer hands.Wait()
	over := context.AfterFunc(ctx, l.bye)
	defer over()
	defer func() { _ = l.conn.Close() }()
	stopPings := l.pings()
	defer stopPings()
	greeted := false
	defer func() {
		if greeted {
			l.socket.open.Add(-1)
		}
	}()
	for {
		_, data, err := l.conn.ReadMessage()
		if err != nil {
			l.left(fmt.Errorf("read socket: %w", unknown(err)))
			return
		}
		var e frame
		if json.Unmarshal(data, &e) != nil {
			l.socket.slack.Report(errors.New("read socket: a frame that is no JSON"))
			continue
		}
		switch e.Type {
		case "hello":
			if !greeted {
				greeted = true
				l.socket.open.Add(1)
			}
		case "disconnect":
			l.asked(e.Reason)
		default:
			hands.Go(func() { l.take(ctx, e) })
		}
	}
}

// frame is what Slack sends over a connection.
type frame struct {
	ID      string          `json:"envelope_id"`
	Type    string          `json:"type"`
	Reason  string          `json:"reason"`
	Payload json.RawMessage `json:"payload"`
	// Retry is how often Slack sent it before.
	Retry int `json:"retry_attempt"`
}

// asked acts on Slack asking to leave. Two of its reasons are nothing amiss.
func (l *link) asked(reason string) {
	reason = plainWord(reason)
	l.leaving.Store(true)
	_ = l.conn.SetReadDeadline(time.Now().Add(lingers))
	if reason == "warning" || reason == "refresh_requested" {
		l.left(nil)
		return
	}
	l.left(fmt.Errorf("read socket: Slack asked to leave: %w", refused(reason)))
}

// take acts on one envelope and says that it was taken; see [Slack.within]. What was not taken, or whose answer surely did not go out, is left without a word, so that Slack
// sends it again.
func (l *link) take(ctx context.Context, e frame) {
	s := l.socket.slack
	var act func(context.Context, []byte) error
	switch e.Type {
	case "events_api":
		act = func(ctx context.Context, payload []byte) error { return s.event(ctx, payload, e.Retry > 0) }
	case "interactive":
		act = s.interaction
	case "slash_commands":
		act = s.command
	default:
		l.ack(e.ID)
		return
	}
	// What was taken is answered, also when the bot is stopping.
	if s.within(context.WithoutCancel(ctx), func(ctx context.Context) error { return act(ctx, e.Payload) }) {
		l.ack(e.ID)
	}
}

// ack says that an envelope was taken. When it cannot be said the connection is ending, and Slack sends the envelope again by another.
func (l *link) ack(id string) {
	if id == "" {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	_ = l.conn.SetWriteDeadline(time.Now().Add(writeLimit))
	_ = l.conn.WriteJSON(map[string]string{"envelope_id": id})
}

// pings shows Slack that the bot is there, and returns what ends it.
func (l *link) pings() (stop func()) {
	done := make(chan struct{})
	var pinger sync.WaitGroup
	pinger.Go(func() {
		ticker := time.NewTicker(pingEvery)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				_ = l.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeLimit))
			case <-done:
				return
			}
		}
	})
	return func() {
		close(done)
		pinger.Wait()
	}
}

// bye ends the connection as the protocol asks.
func (l *link) bye() {
	_ = l.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""), time.Now().Add(writeLimit))
	_ = l.conn.Close()
}
