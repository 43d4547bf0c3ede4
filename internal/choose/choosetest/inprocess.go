package choosetest

import (
	"net/http"
	"net/http/httptest"
)

// InProcess is a transport to the stand-in without a network, for tests with a clock of their own.
func (s *StandIn) InProcess() http.RoundTripper { return inProcess{s} }

type inProcess struct{ *StandIn }

// RoundTrip answers the request, or gives up with its context.
func (p inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	done := make(chan *http.Response, 1)
	go func() {
		defer func() { _ = recover() }() // a connection that breaks
		defer close(done)
		w := httptest.NewRecorder()
		p.ServeHTTP(w, r)
		done <- w.Result()
	}()
	select {
	case res, ok := <-done:
		if ok {
			return res, nil
		}
		return nil, http.ErrServerClosed
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}
