package slacktest

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// Fault is something that goes wrong with one method. Status, Error and Lost refuse the call before anything is stored; Reset, Late and Truncate spoil the answer of a call
// that is carried out.
type Fault struct {
	// Status is the HTTP status of the refusal; 0 is 200 with Error, or 429 with RetryAfter.
	Status int
	// Error is the code in the body.
	Error string
	// RetryAfter is the header as sent, so that "0.5" and "soon" can be tried; with Status 429 and an empty one there is no header.
	RetryAfter string
	// HTML answers a page where JSON was due.
	HTML bool
	// Delay comes before the answer, in the time of the process. What was to be stored is stored before it.
	Delay time.Duration
	// Reset cuts the connection after storing; Truncate sends half the answer after storing.
	Reset, Truncate bool
	// Lost cuts the connection and stores nothing.
	Lost bool
	// Late cuts the connection and stores a message only when its conversation is read so many times after that, or at [Server.Arrive].
	Late int
	// During runs before the answer is sent, when what is stored was stored; nil runs nothing.
	During func()
	// Times is how many calls it touches; 0 is one, -1 is all.
	Times int
}

// Fault makes a method go wrong. Faults of one method are used in the order they came.
func (s *Server) Fault(method string, f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.Times == 0 {
		f.Times = 1
	}
	s.faults[method] = append(s.faults[method], &f)
}

// Heal takes every fault away.
func (s *Server) Heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.faults)
}

func (s *Server) takeFault(method string) *Fault {
	list := s.faults[method]
	if len(list) == 0 {
		return nil
	}
	f := list[0]
	if f.Times > 0 {
		f.Times--
	}
	if f.Times == 0 {
		s.faults[method] = list[1:]
	}
	return f
}

func (f *Fault) refuses() bool {
	return f != nil && (f.Status != 0 || f.Error != "" || f.RetryAfter != "" || f.HTML)
}

func (f *Fault) resets() bool { return f != nil && (f.Reset || f.Lost || f.Late > 0) }

func (f *Fault) loses() bool { return f != nil && f.Lost }

func (f *Fault) late() int {
	if f == nil {
		return 0
	}
	return f.Late
}

func (f *Fault) status() int {
	switch {
	case f.Status != 0:
		return f.Status
	case f.RetryAfter != "":
		return http.StatusTooManyRequests
	}
	return http.StatusOK
}

func (f *Fault) headers(h http.Header) {
	if f.RetryAfter != "" {
		h.Set("Retry-After", f.RetryAfter)
	}
	if f.HTML {
		h.Set("Content-Type", "text/html")
	}
}

// wait does what the fault asks for before the answer, and reports whether the caller is still there. f may be nil.
func (f *Fault) wait(r *http.Request) bool {
	if f != nil && f.During != nil {
		f.During()
	}
	if f == nil || f.Delay == 0 {
		return true
	}
	select {
	case <-time.After(f.Delay):
		return true
	case <-r.Context().Done():
		return false
	}
}

// write sends the answer, spoilt as the fault says. f may be nil.
func (f *Fault) write(w http.ResponseWriter, r *http.Request, status int, header http.Header, body map[string]any) {
	data, _ := json.Marshal(body)
	if f != nil && f.HTML {
		data = []byte("<html><head><title>Server Error</title></head><body>Oops</body></html>")
	}
	if !f.wait(r) {
		return
	}
	if f.resets() {
		panic(http.ErrAbortHandler)
	}
	for k, v := range header {
		w.Header()[k] = v
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(status)
	if f != nil && f.Truncate {
		data = data[:len(data)/2]
	}
	w.Write(data) //nolint:errcheck // the reader's end is the reader's matter
}
