package store_test

import (
	"context"
	"net"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"github.com/baken-bot/baken/internal/store"
)

// deafLine is a connection that ends, once it is armed, when the next command has gone out and before its answer comes in.
type deafLine struct {
	net.Conn
	armed *atomic.Bool
}

func (d deafLine) Read(b []byte) (int, error) {
	n, err := d.Conn.Read(b)
	if err == nil && d.armed.CompareAndSwap(true, false) {
		d.Close()
		return 0, net.ErrClosed
	}
	return n, err
}

func TestAMessageIsTakenWhenTheAnswerOfTheStoreWasLost(t *testing.T) {
	var armed atomic.Bool
	server := miniredis.RunT(t)
	client := redis.NewClient(&redis.Options{Addr: server.Addr(), Dialer: func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, address)
		return deafLine{conn, &armed}, err
	}})
	t.Cleanup(func() { client.Close() })
	s, err := store.OpenClient(t.Context(), client, strings.Repeat("k", 32))
	if err != nil {
		t.Fatal(err)
	}
	armed.Store(true)
	if first, err := (store.Seen{Store: s}).Take(t.Context(), "a", "1"); err != nil || !first || armed.Load() {
		t.Errorf("first %t, %v", first, err)
	}
}
