package freedays

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
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
				return errAround
			case r.URL.Scheme != "https" && (r.URL.Scheme != "http" || !g.loopback || !config.ThisMachine(r.URL.Hostname())):
				return errAway
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
	data, err := io.ReadAll(io.LimitReader(res.Body, schedule.MaxICS+1))
	if err != nil {
		return nil, fmt.Errorf("fetch free days: %w", nameless(err))
	}
	days, err := schedule.ReadICS(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("fetch free days: %w", err)
	}
	return days, nil
}

// Why a redirect is not followed.
var (
	errAround = fmt.Errorf("more than %d redirects; set the address the calendar is really at", maxRedirects)
	errAway   = errors.New("a redirect leads away from https; set the address the calendar is really at")
)

// nameless says what went wrong without what the library puts into its errors: the address, the machine's name, and whatever the server wrote.
func nameless(err error) error {
	for _, known := range []error{errAround, errAway, errNear, context.Canceled} {
		if errors.Is(err, known) {
			return known
		}
	}
	var name *net.DNSError
	var network *net.OpError
	var certificate *tls.CertificateVerificationError
	var slow net.Error
	switch {
	case errors.As(err, &name):
		return errors.New("the server's name is not found; correct the address, or look at the network's DNS")
	case errors.As(err, &slow) && slow.Timeout():
		return errors.New("the server does not answer in time; it is tried again")
	case errors.As(err, &certificate):
		return errors.New("the server's certificate is not valid for it; correct the address, or tell who keeps the calendar")
	case errors.As(err, &network):
		return fmt.Errorf("%s: %w", network.Op, network.Err)
	}
	return errors.New("the server's answer cannot be read; open the address in a browser and copy it anew")
}
