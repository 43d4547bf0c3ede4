package freedays

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/baken-bot/baken/internal/config"
	"github.com/baken-bot/baken/internal/schedule"
)

// How long a fetch may take, how much of a header is read, and how often it follows a redirect: calendars of large providers need one.
const (
	fetchTimeout = 20 * time.Second
	dialTimeout  = 5 * time.Second
	maxHeader    = 64 << 10
	maxRedirects = 3
)

// newClient returns a client that speaks to no machine the guard refuses. It uses no proxy: behind one the guard would see the proxy alone.
func newClient(g guard) *http.Client {
	dialer := &net.Dialer{Timeout: dialTimeout, Control: g.control}
	return &http.Client{
		Timeout: fetchTimeout,
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: true,
			MaxResponseHeaderBytes: maxHeader, DisableKeepAlives: true,
		},
		CheckRedirect: func(r *http.Request, before []*http.Request) error {
			// The library tells the next server where it was sent from: the address that is kept like a secret.
			r.Header.Del("Referer")
			switch {
			case len(before) > maxRedirects:
				return fmt.Errorf("more than %d redirects; set the address the calendar is really at", maxRedirects)
			case r.URL.Scheme != "https" && (r.URL.Scheme != "http" || !g.loopback || !config.ThisMachine(r.URL.Hostname())):
				return errors.New("a redirect leads away from https; set the address the calendar is really at")
			}
			return nil
		},
	}
}

// fetch reads the calendar at the address. One that says it is too large is not read at all.
func (s *Source) fetch(ctx context.Context) ([]schedule.Holiday, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.from.URL.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("fetch free days: %w", nameless(err))
	}
	req.Header.Set("Accept", "text/calendar")
	res, err := s.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("fetch free days: %w", nameless(err))
	}
	defer func() { _ = res.Body.Close() }() // only read from
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("fetch free days: the server answers %d; open the address in a browser and copy it anew", res.StatusCode)
	}
	if res.ContentLength > schedule.MaxICS {
		return nil, fmt.Errorf("fetch free days: %w", schedule.ErrLarge)
	}
	days, err := schedule.ReadICS(res.Body)
	if err != nil {
		return nil, fmt.Errorf("fetch free days: %w", nameless(err))
	}
	return days, nil
}

// nameless is an error without the address that the library puts into it.
func nameless(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
