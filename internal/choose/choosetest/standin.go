// Package choosetest plays a server of embeddings and of a language model, for tests: it speaks the real formats, and misbehaves on demand.
//
// It answers what the formats of /v1/embeddings and /v1/chat/completions ask for, refuses what they do not allow, and remembers every request, so that a test can tell
// what left the house.
package choosetest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Mode is how the stand-in behaves.
type Mode string

// The modes.
const (
	OK        Mode = "ok"
	Slow      Mode = "slow"       // no answer until the caller goes away
	Broken    Mode = "500"        // status 500
	Busy      Mode = "429"        // status 429
	Forbidden Mode = "401"        // status 401
	Redirects Mode = "redirect"   // status 307 to itself under another path
	Cut       Mode = "cut"        // the connection breaks within the answer
	Prose     Mode = "prose"      // a well-formed answer that holds a story, or no JSON at all
	Outside   Mode = "outside"    // ids that were not offered, vectors that were not asked for
	Refusal   Mode = "refusal"    // the model will not
	Huge      Mode = "huge"       // an answer without end
	WrongJSON Mode = "wrong json" // JSON of another shape
)

// Modes returns every mode in which nothing useful comes back.
func Modes() []Mode {
	return []Mode{Slow, Broken, Busy, Forbidden, Redirects, Cut, Prose, Outside, Refusal, Huge, WrongJSON}
}

// Request is what the stand-in was sent.
type Request struct {
	Path, Authorization, Body string
	// Message and Offered are what a model was given to read; Input is what vectors were asked for.
	Message         string
	Offered, Titles []string
	Input           []string
}

// StandIn is the server, as an [http.Handler].
type StandIn struct {
	// Key is the key that requests must bear, or empty.
	Key string
	// Answer is what the model picks; nil picks the first id offered.
	Answer func(message string, offered []string) []string

	mu       sync.Mutex // guards what follows
	mode     Mode
	requests []Request
}

// Set changes how the stand-in behaves from now on.
func (s *StandIn) Set(m Mode) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mode = m
}

// Requests returns what was sent so far.
func (s *StandIn) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

func (s *StandIn) note(r Request) Mode {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r)
	return s.mode
}

// ServeHTTP answers as the mode says.
func (s *StandIn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	request := Request{Path: r.URL.Path, Authorization: r.Header.Get("Authorization"), Body: string(body)}
	var reply func(w http.ResponseWriter, m Mode)
	var problem string
	switch r.Method + " " + r.URL.Path {
	case "POST /v1/embeddings":
		reply, problem = s.embeddings(&request, body)
	case "POST /v1/chat/completions":
		reply, problem = s.chat(&request, body)
	default:
		problem = "no such endpoint"
	}
	mode := s.note(request)
	switch {
	case problem != "":
		fail(w, http.StatusBadRequest, problem)
	case s.Key != "" && request.Authorization != "Bearer "+s.Key:
		fail(w, http.StatusUnauthorized, "wrong key")
	case !misbehave(w, r, mode):
		reply(w, mode)
	}
}

// misbehave reports whether a mode needs no answer of the format.
func misbehave(w http.ResponseWriter, r *http.Request, m Mode) bool {
	switch m {
	case Slow:
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	case Broken:
		fail(w, http.StatusInternalServerError, "out of memory")
	case Busy:
		w.Header().Set("Retry-After", "20")
		fail(w, http.StatusTooManyRequests, "too many requests")
	case Forbidden:
		fail(w, http.StatusUnauthorized, "wrong key")
	case Redirects:
		http.Redirect(w, r, "/elsewhere"+r.URL.Path, http.StatusTemporaryRedirect)
	case Cut:
		w.Header().Set("Content-Length", "1000")
		fmt.Fprint(w, `{"data":[`)
		panic(http.ErrAbortHandler)
	case Huge:
		filler := strings.Repeat(" ", 1<<20)
		for range 64 {
			if _, err := io.WriteString(w, filler); err != nil {
				return true
			}
		}
	case WrongJSON:
		answer(w, map[string]any{"data": "none", "choices": map[string]int{"a": 1}})
	default:
		return false
	}
	return true
}

// fail answers an error in the form of the format.
func fail(w http.ResponseWriter, status int, problem string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	answerTo(w, map[string]any{"error": map[string]any{"message": problem, "type": "stand_in", "code": status}})
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	answerTo(w, v)
}

func answerTo(w io.Writer, v any) {
	if err := json.NewEncoder(w).Encode(v); err != nil {
		panic(http.ErrAbortHandler)
	}
}
