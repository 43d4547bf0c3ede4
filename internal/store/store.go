// Package store keeps the bot's state in Redis.
//
// It is the only room that knows the keys (keys.go) and the commands. One small type fills each port that other packages declare. Whether Redis
// is somebody's server, a child process or a copy in memory is settled once, in [Open]; everything else speaks to one client. What is kept, and for whom
// it would be a secret, is decided by those packages; that it stays apart by school is decided here.
package store

import (
	"context"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/baken-bot/baken/internal/pulse"
)

// Options say which Redis to use and under which key to hide who is who.
type Options struct {
	// URL is REDIS_URL; empty means the embedded store.
	URL string
	// DataDir holds the files of the embedded store.
	DataDir string
	// SecretKey keys the hashes of people in key names. When empty it is generated and kept in the store, which only the embedded store allows.
	SecretKey string
	// PreviousKey is the SECRET_KEY of before, when that was changed; or empty.
	PreviousKey string
	Log         *slog.Logger
	// Look opens the store without making its keys, for whoever only looks.
	Look bool
	// Memory skips looking for a server to start, for tests.
	Memory bool
}

// Store is an open connection, and the server behind it when the bot started one itself.
type Store struct {
	client redis.UniversalClient
	key    []byte
	// macs hold HMACs under the key: to begin one costs as much as to use it.
	macs sync.Pool
	box  cipher.AEAD
	// safe seals installations under a key whose id is safeID.
	safe   cipher.AEAD
	safeID string
	// travel seals what leaves the store.
	travel []cipher.AEAD
	// scripts are what runs in Redis; prefixes remembers what each school's keys begin with.
	scripts  scripts
	prefixes sync.Map
	// Where says in words where state lives; Kept whether it survives a restart.
	Where string
	Kept  bool
	stop  func() error
	// reading and rounds are for the halves of keys, and the open rounds, that are being read at this moment.
	reading together[string]
	rounds  together[pulse.Round]
	named   atomic.Pointer[named]
}

// openTimeout bounds how long the start waits for Redis.
const openTimeout = 3 * time.Second

// Open connects to Redis and waits until it answers. Its errors say what to do and hold no password.
func Open(ctx context.Context, o Options) (*Store, error) {
	redis.SetLogger(quiet{})
	ctx, cancel := context.WithTimeout(ctx, openTimeout)
	defer cancel()
	s, err := connect(ctx, o)
	if err != nil {
		return nil, err
	}
	return s.ready(ctx, o)
}

// OpenClient returns a store over a connection that somebody else made and whose server somebody else stops.
func OpenClient(ctx context.Context, client redis.UniversalClient, secretKey string) (*Store, error) {
	redis.SetLogger(quiet{})
	s := &Store{client: client, Where: "a given connection", Kept: true, stop: func() error { return nil }}
	return s.ready(ctx, Options{SecretKey: secretKey})
}

func (s *Store) ready(ctx context.Context, o Options) (*Store, error) {
	s.client.AddHook(&ferry{client: s.client})
	s.client.AddHook(&breaker{})
	s.scripts = newScripts()
	ring, err := s.secret(ctx, o)
	if err == nil {
		err = s.use(ring)
	}
	if err == nil {
		s.travel, err = travelBoxes(o.SecretKey, o.PreviousKey, string(ring.names))
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// use takes up the keys under which everything is kept.
func (s *Store) use(ring keyring) error {
	var err error
	if s.box, err = newBox(ring.names); err != nil {
		return err
	}
	if s.safe, err = newBox(ring.seals); err != nil {
		return err
	}
	s.key, s.safeID = ring.names, keyID(ring.seals)
	s.macs.New = func() any { return hmac.New(sha256.New, ring.names) }
	return nil
}

// Connection is the connection itself, for the queue: it keeps what waits under keys of its own ([QueuePattern]).
func (s *Store) Connection() redis.UniversalClient { return s.client }

// run runs a script.
func (s *Store) run(ctx context.Context, script *redis.Script, keys []string, args ...any) *redis.Cmd {
	return script.Run(ctx, s.client, keys, args...)
}

func connect(ctx context.Context, o Options) (*Store, error) {
	if o.URL != "" {
		return connectURL(ctx, o.URL)
	}
	if path := serverOnPath(); path != "" && !o.Memory {
		return startChild(ctx, path, o.DataDir)
	}
	return startMemory()
}

func connectURL(ctx context.Context, target string) (*Store, error) {
	opts, err := parseTarget(target)
	if err != nil {
		return nil, err
	}
	s := &Store{client: redis.NewUniversalClient(opts), Kept: true, stop: func() error { return nil }}
	s.Where = fmt.Sprintf("Redis at %v", opts.Addrs)
	if err := s.Ping(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("reach Redis at %v: %w; start it, or correct REDIS_URL, or unset it to use the embedded store", opts.Addrs, err), s.client.Close())
	}
	return s, nil
}

// Ping reports whether Redis answers.
func (s *Store) Ping(ctx context.Context) error { return s.client.Ping(ctx).Err() }

// Close ends the connection first and then the server the bot started itself, so that no command meets a dying server. Nothing may use the store
// any more.
func (s *Store) Close() error {
	return errors.Join(s.client.Close(), s.stop())
}

// quiet drops what the client library would print by itself; errors reach the caller anyway.
type quiet struct{}

func (quiet) Printf(context.Context, string, ...any) {}
