package slacktest

import (
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const (
	// maxSockets is how many connections one app may hold (https://docs.slack.dev/apis/events-api/using-socket-mode).
	maxSockets = 10
	// pingEvery keeps a connection alive, in the time of the process.
	pingEvery = 5 * time.Second
)

type sockets struct {
	mu      *sync.Mutex
	open    map[*socket]bool
	tickets map[string]bool
	acks    map[string]chan Ack
	log     map[string]Ack
	next    int
}

type socket struct {
	id   int
	conn *websocket.Conn
	mu   sync.Mutex
	done chan struct{}
}

func newSockets() sockets {
	return sockets{mu: &sync.Mutex{}, open: map[*socket]bool{}, tickets: map[string]bool{}, acks: map[string]chan Ack{}, log: map[string]Ack{}}
}

func (k *sockets) closeAll() {
	k.mu.Lock()
	defer k.mu.Unlock()
	for c := range k.open {
		_ = c.conn.Close()
	}
}

func openConnection(c *call) (map[string]any, *failure) {
	c.s.sockets.mu.Lock()
	defer c.s.sockets.mu.Unlock()
	ticket := c.s.id("ticket-")
	c.s.sockets.tickets[ticket] = true
	return map[string]any{"url": "ws" + c.s.http.URL[len("http"):] + "/link/?ticket=" + ticket + "&app_id=" + c.s.opt.AppID}, nil
}

func (s *Server) serveSocket(w http.ResponseWriter, r *http.Request) {
	k := &s.sockets
	k.mu.Lock()
	ticket := r.URL.Query().Get("ticket")
	valid := k.tickets[ticket]
	delete(k.tickets, ticket)
	k.mu.Unlock()
	if !valid {
		http.Error(w, "no such ticket", http.StatusUnauthorized)
		return
	}
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c := &socket{conn: conn, done: make(chan struct{})}
	s.join(c)
	go c.ping()
	s.read(c)
}

// join says hello, or that there are too many.
func (s *Server) join(c *socket) {
	k := &s.sockets
	k.mu.Lock()
	k.next++
	c.id = k.next
	n := len(k.open) + 1
	if n <= maxSockets {
		k.open[c] = true
	}
	k.mu.Unlock()
	about := map[string]any{"num_connections": n, "connection_info": map[string]any{"app_id": s.opt.AppID}}
	if n > maxSockets {
		about["type"], about["reason"], about["debug_info"] = "disconnect", "too_many_websockets", map[string]any{"host": "applink-1"}
		_ = c.write(about)
		_ = c.conn.Close()
	} else {
		about["type"] = "hello"
		about["debug_info"] = map[string]any{"host": "applink-1", "build_number": 999, "approximate_connection_time": 18060}
		_ = c.write(about)
	}
	s.changedNow()
}

func (s *Server) read(c *socket) {
	for {
		var ack struct {
			ID      string          `json:"envelope_id"`
			Payload json.RawMessage `json:"payload"`
		}
		_, data, err := c.conn.ReadMessage()
		if err != nil {
			break
		}
		if json.Unmarshal(data, &ack) == nil && ack.ID != "" {
			s.sockets.acked(ack.ID, ack.Payload)
			s.changedNow()
		}
	}
	s.sockets.mu.Lock()
	delete(s.sockets.open, c)
	s.sockets.mu.Unlock()
	close(c.done)
	_ = c.conn.Close()
	s.changedNow()
}

func (c *socket) write(v any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.conn.WriteJSON(v)
}

func (c *socket) ping() {
	tick := time.NewTicker(pingEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if c.conn.WriteControl(websocket.PingMessage, []byte("Ping from applink-1"), time.Now().Add(time.Second)) != nil {
				return
			}
		case <-c.done:
			return
		}
	}
}

// Sockets is how many connections are open.
func (s *Server) Sockets() int {
	s.sockets.mu.Lock()
	defer s.sockets.mu.Unlock()
	return len(s.sockets.open)
}

// Disconnect tells every socket why it must go: warning, refresh_requested or link_disabled. Slack closes them itself only later, see Drop.
func (s *Server) Disconnect(reason string) {
	for _, c := range s.sockets.list() {
		_ = c.write(map[string]any{"type": "disconnect", "reason": reason, "debug_info": map[string]any{"host": "wss-111.slack.com"}})
	}
}

// Frame sends bytes as they are to every socket: malformed ones, for instance.
func (s *Server) Frame(data []byte) {
	for _, c := range s.sockets.list() {
		c.mu.Lock()
		_ = c.conn.WriteMessage(websocket.TextMessage, data)
		c.mu.Unlock()
	}
}

// Drop cuts every socket without a closing frame.
func (s *Server) Drop() {
	for _, c := range s.sockets.list() {
		_ = c.conn.NetConn().Close()
	}
}

func (k *sockets) list() []*socket {
	k.mu.Lock()
	defer k.mu.Unlock()
	var out []*socket
	for c := range k.open {
		out = append(out, c)
	}
	return out
}

func (s *Server) changedNow() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.note()
}
