package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
)

// scan looks for planted strings in everything a bot leaves behind: what it prints and logs, its metrics, its store and the store's files. Give [scan.out] and
// [scan.err] to the process, plant whatever must not be found, let the bot do what it does, and look.
type scan struct {
	*testing.T
	out, err printed
	planted  map[string][]string // each with the forms in which it could hide
	looked   map[string]int      // bytes by place, so that nothing passes because nothing was looked at
}

func newScan(t *testing.T) *scan {
	return &scan{T: t, planted: map[string][]string{}, looked: map[string]int{}}
}

// printed keeps what a process writes while others read it.
type printed struct {
	mu   sync.Mutex // guards text
	text bytes.Buffer
}

func (p *printed) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.Write(b)
}

func (p *printed) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

// plant notes a string that must not be found and returns it.
func (s *scan) plant(text string) string {
	s.planted[text] = forms(text)
	return text
}

// forms are the ways in which a text can stand in a log, a page or a store without standing there as it is.
func forms(text string) []string {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err) // a string can always be encoded
	}
	out := []string{text, strings.ToLower(text), url.QueryEscape(text), url.PathEscape(text), string(quoted[1 : len(quoted)-1]), hex.EncodeToString([]byte(text))}
	for _, enc := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		for before := range 3 {
			// What stands before and after changes the first and last characters: they are left out.
			whole := enc.EncodeToString(append(make([]byte, before), text...))
			out = append(out, whole[(before*8+5)/6:len(whole)-1])
		}
	}
	return out
}

// look reports every planted string in a text.
func (s *scan) look(where, text string) {
	s.Helper()
	s.looked[where] += len(text)
	lower := strings.ToLower(text)
	for planted, forms := range s.planted {
		for _, form := range forms {
			if at := strings.Index(text, form); at >= 0 {
				s.Errorf("%s: %q stands as %q in …%s…", where, planted, form, around(text, at))
				break
			}
		}
		if at := strings.Index(lower, strings.ToLower(planted)); at >= 0 && !strings.Contains(text, planted) {
			s.Errorf("%s: %q stands in other letters in …%s…", where, planted, around(text, at))
		}
	}
}

func around(text string, at int) string {
	return text[max(0, at-80):min(len(text), at+80)]
}

// everything looks at what was printed, at the pages of a running bot that anybody may ask for, and at the store.
func (s *scan) everything(address string, r *ownRedis) {
	s.Helper()
	s.look("standard output", s.out.String())
	s.look("log", s.err.String())
	for _, page := range []string{"/metrics", "/healthz", "/readyz"} {
		s.look(page, get(s.T, "http://"+address+page))
	}
	s.store(r.client)
	if r.files != "" {
		s.files(r.files)
	}
}

// store looks at every key of a Redis and all that it holds.
func (s *scan) store(client *redis.Client) {
	s.Helper()
	keys := client.Scan(s.Context(), 0, "*", 1000).Iterator()
	for keys.Next(s.Context()) {
		s.look("store", keys.Val()+" "+value(s.T, client, keys.Val()))
	}
	if err := keys.Err(); err != nil {
		s.Fatal(err)
	}
}

// value is all that a key holds, as text.
func value(t *testing.T, client *redis.Client, key string) string {
	t.Helper()
	kind, err := client.Type(t.Context(), key).Result()
	if err != nil {
		t.Fatal(err)
	}
	var got any
	switch kind {
	case "string":
		got, err = client.Get(t.Context(), key).Result()
	case "hash":
		got, err = client.HGetAll(t.Context(), key).Result()
	case "list":
		got, err = client.LRange(t.Context(), key, 0, -1).Result()
	case "set":
		got, err = client.SMembers(t.Context(), key).Result()
	case "zset":
		got, err = client.ZRangeWithScores(t.Context(), key, 0, -1).Result()
	case "none": // its time had come
	default:
		t.Fatalf("key %s is a %s, which nobody looks into", key, kind)
	}
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%s", got)
}

// files looks at every file the store's server wrote.
func (s *scan) files(dir string) {
	s.Helper()
	s.look("append-only file", fileText(s.T, dir))
}

// fileText is all that a folder's files hold. The server may take one away meanwhile.
func fileText(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if errors.Is(err, os.ErrNotExist) {
			return nil
		}
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if errors.Is(err, os.ErrNotExist) {
			return nil
		}
		all.Write(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// lookedAt fails for a place in which there was nothing to look at.
func (s *scan) lookedAt(places ...string) {
	s.Helper()
	for _, p := range places {
		if s.looked[p] == 0 {
			s.Errorf("nothing was looked at in: %s", p)
		}
	}
}

// ownRedis is a Redis of a test's own with a password, which can go away and come back with what it kept.
type ownRedis struct {
	client *redis.Client
	url    string
	files  string // of a real server
	away   func()
	back   func()
}

// newRedis starts a real server, or where there is none and none is required a copy in memory.
func newRedis(t *testing.T, password string) *ownRedis {
	t.Helper()
	server, err := exec.LookPath("redis-server")
	if err != nil {
		if os.Getenv("BAKEN_REQUIRE_REDIS") != "" {
			t.Fatal("no redis-server on PATH, and BAKEN_REQUIRE_REDIS is set")
		}
		t.Log("no redis-server on PATH: no file of a server is looked at")
		mini := miniredis.RunT(t)
		mini.RequireAuth(password)
		return connected(t, &ownRedis{away: mini.Close, back: func() {
			if err := mini.Restart(); err != nil {
				t.Fatal(err)
			}
		}}, mini.Addr(), password)
	}
	// The port is free when it is asked for, and hardly anybody takes it before the server does.
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	free.Close()
	_, port, _ := net.SplitHostPort(address)
	r := connected(t, &ownRedis{files: t.TempDir()}, address, password)
	var running *exec.Cmd
	r.back = func() {
		running = exec.Command(server, "--port", port, "--bind", "127.0.0.1", "--dir", r.files, "--appendonly", "yes", "--save", "", "--requirepass", password)
		if err := running.Start(); err != nil {
			t.Fatal(err)
		}
		eventually(t, "Redis answers", func() bool { return r.client.Ping(t.Context()).Err() == nil })
	}
	r.away = func() {
		_ = running.Process.Kill()
		_ = running.Wait()
	}
	r.back()
	t.Cleanup(func() { r.away() })
	return r
}

func connected(t *testing.T, r *ownRedis, address, password string) *ownRedis {
	r.url = "redis://:" + url.QueryEscape(password) + "@" + address + "/0"
	r.client = redis.NewClient(&redis.Options{Addr: address, Password: password, MaxRetries: -1})
	t.Cleanup(func() { r.client.Close() })
	return r
}

// eventually waits for something that another process or goroutine does.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for !done() {
		select {
		case <-ctx.Done():
			t.Fatalf("waited in vain: %s", what)
		case <-ticker.C:
		}
	}
}

func TestAScanFindsWhatHides(t *testing.T) {
	const secret = "Zilverbes Kwartelsteen"
	for name, text := range map[string]string{
		"as it is": "hello Zilverbes Kwartelsteen.", "in other letters": "ZILVERBES KWARTELSTEEN", "in an address": "?q=Zilverbes+Kwartelsteen",
		"in hexadecimal": hex.EncodeToString([]byte("x" + secret)), "in base64": base64.StdEncoding.EncodeToString([]byte("xy" + secret + "z")),
		"in base64 of an address": base64.URLEncoding.EncodeToString([]byte("x" + secret + "yz")),
	} {
		t.Run(name, func(t *testing.T) {
			found := false
			for _, form := range forms(secret) {
				found = found || strings.Contains(text, form)
			}
			if !found && !strings.Contains(strings.ToLower(text), strings.ToLower(secret)) {
				t.Errorf("not found in %s", text)
			}
		})
	}
}
