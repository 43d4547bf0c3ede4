package choose

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/config"
	"github.com/baken-bot/baken/internal/dialog"
)

// Why a voice was not heard. Each error of this package wraps one of them, and none holds anything of what was sent or received.
var (
	errSlow  = errors.New("no answer in time")
	errWrong = errors.New("answer cannot be used")
	errAway  = errors.New("no answer to be had")
)

// result turns an error into a word for the metrics.
func result(err error) dialog.Result {
	switch {
	case err == nil:
		return dialog.HeardWell
	case errors.Is(err, errSlow):
		return dialog.HeardSlow
	case errors.Is(err, errWrong):
		return dialog.HeardWrong
	}
	return dialog.HeardAway
}

// client speaks to one server.
type client struct {
	http    *http.Client
	address string
	key     config.Secret
}

// maxConnections bounds what one replica asks of a server at once; what waits longer than its bound goes on without.
const maxConnections = 8

// newClient returns a client for an endpoint such as /v1/embeddings. A nil transport is one that verifies certificates.
func newClient(s config.Server, endpoint string, transport http.RoundTripper) client {
	if transport == nil {
		transport = &http.Transport{
			Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12},
			MaxConnsPerHost: maxConnections, MaxIdleConnsPerHost: maxConnections, IdleConnTimeout: time.Minute,
		}
	}
	return client{
		// A redirect would carry the message to an address nobody set.
		http:    &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
		address: address(s.URL, endpoint), key: s.Key,
	}
}

// address completes what an operator set: a server, its /v1, or the whole endpoint.
func address(set *url.URL, endpoint string) string {
	u, path := *set, strings.TrimRight(set.Path, "/")
	switch {
	case strings.HasSuffix(path, strings.TrimPrefix(endpoint, "/v1")):
	case strings.HasSuffix(path, "/v1"):
		path += strings.TrimPrefix(endpoint, "/v1")
	default:
		path += endpoint
	}
	u.Path, u.RawPath, u.Fragment = path, "", ""
	return u.String()
}

// post sends in as JSON and reads at most limit bytes of answer into out.
func (c client) post(ctx context.Context, in, out any, limit int64) error {
	body, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("%w: write request: %w", errWrong, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.address, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("%w: make request", errAway)
	}
	req.Header.Set("Content-Type", "application/json")
	if c.key.IsSet() {
		req.Header.Set("Authorization", "Bearer "+c.key.Reveal())
	}
	res, err := c.http.Do(req)
	if err != nil {
		return failure(ctx, err)
	}
	defer res.Body.Close()
	if err := status(res.StatusCode); err != nil {
		return err
	}
	data, err := io.ReadAll(io.LimitReader(res.Body, limit+1))
	switch {
	case err != nil:
		return failure(ctx, err)
	case int64(len(data)) > limit:
		return fmt.Errorf("%w: more than %d bytes", errWrong, limit)
	case json.Unmarshal(data, out) != nil:
		return fmt.Errorf("%w: not JSON of the format", errWrong)
	}
	return nil
}

// status judges the status of an answer: a busy or broken server may be well later, a refusal wants the operator.
func status(code int) error {
	switch {
	case code == http.StatusOK:
		return nil
	case code == http.StatusTooManyRequests, code >= http.StatusInternalServerError:
		return fmt.Errorf("%w: status %d", errAway, code)
	}
	return fmt.Errorf("%w: status %d", errWrong, code)
}

// failure judges an error of the network. Only what is known to hold nothing of the message or the address is passed on.
func failure(ctx context.Context, err error) error {
	var network net.Error
	var connect *net.OpError
	var certificate *tls.CertificateVerificationError
	switch {
	case ctx.Err() != nil, errors.As(err, &network) && network.Timeout():
		return errSlow
	case errors.As(err, &certificate):
		return fmt.Errorf("%w: %w", errAway, certificate)
	case errors.As(err, &connect) && connect.Op == "dial":
		return fmt.Errorf("%w: %w", errAway, connect)
	}
	return fmt.Errorf("%w: the connection broke", errAway)
}
