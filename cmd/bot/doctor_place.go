package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/schedule"
)

// fetchTimeout is how long an address may take to answer, and fetchMost how many bytes of its answer are read.
const (
	fetchTimeout = 5 * time.Second
	fetchMost    = 4 << 10
)

// fetch reads a small page. Its errors hold neither the address nor what was answered.
func fetch(ctx context.Context, address string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", errors.New("it is no address")
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		var of *url.Error
		if errors.As(err, &of) {
			err = of.Err
		}
		return "", err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, fetchMost))
	if err != nil {
		return "", fmt.Errorf("read answer: %w", err)
	}
	if res.StatusCode != http.StatusOK {
		return "", fmt.Errorf("it answers %d", res.StatusCode)
	}
	return string(body), nil
}

// address asks the bot for its health from outside, the way a platform comes.
func (x patient) address(ctx context.Context) []finding {
	u := x.core.PublicURL
	if u == nil {
		return []finding{found("address", note, "PUBLIC_URL is not set: fine when no platform has to reach the bot over HTTP")}
	}
	shown := u.Scheme + "://" + u.Host
	if u.Scheme != "https" {
		return []finding{found("address", wrong, "PUBLIC_URL %s is not https, and platforms send nothing to it: put a proxy with a certificate in front", shown)}
	}
	body, err := fetch(ctx, u.JoinPath("healthz").String())
	switch {
	case err != nil:
		return []finding{found("address", wrong, "%s/healthz cannot be reached: %v; start the bot, or mend its proxy, certificate or name", shown, err)}
	case strings.TrimSpace(body) != "ok":
		return []finding{found("address", wrong, "%s/healthz answers, but it is not this bot: mend PUBLIC_URL or the proxy", shown)}
	}
	return []finding{found("address", well, "%s can be reached", shown)}
}

// folder looks at the folder of the embedded store.
func (x patient) folder() []finding {
	if x.core.RedisURL.IsSet() {
		return nil
	}
	dir := x.core.DataDir
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return []finding{found("data folder", note, "%s is not there yet; it is made at the first start", dir)}
	case err != nil:
		return []finding{found("data folder", wrong, "%v: set DATA_DIR to a folder that can be read", err)}
	case !info.IsDir():
		return []finding{found("data folder", wrong, "%s is not a folder: set DATA_DIR to one", dir)}
	case info.Mode().Perm()&0o077 != 0:
		return []finding{found("data folder", wrong, "others on this machine can look into %s: chmod 700 it", dir)}
	}
	f, err := os.CreateTemp(dir, "doctor")
	if err != nil {
		return []finding{found("data folder", wrong, "%v: let the bot's user write there", err)}
	}
	if err := errors.Join(f.Close(), os.Remove(f.Name())); err != nil {
		return []finding{found("data folder", wrong, "%v", err)}
	}
	return []finding{found("data folder", well, "%s can be written, and only by the bot's user", dir)}
}

// leastVaried is how many different characters a key has at least: one made by chance has more, a word typed over and over has fewer.
const leastVaried = 8

// keyFound judges SECRET_KEY without showing it. That it is long enough is a setting's own rule.
func (x patient) keyFound() finding {
	if !x.core.SecretKey.IsSet() {
		return found("secret key", note, "SECRET_KEY is not set: the key that hides people lies in the store beside what it hides; set one to keep them apart")
	}
	varied := map[rune]bool{}
	for _, r := range x.core.SecretKey.Reveal() {
		varied[r] = true
	}
	if len(varied) < leastVaried {
		return found("secret key", wrong, "SECRET_KEY can be guessed: make one with openssl rand -hex 32")
	}
	return found("secret key", well, "long enough, and kept apart from the store")
}

// soon is how long before something runs out it is told.
const soon = content.HelplineDays

// numbers looks at when helplines and contacts were last compared with their sources, and how far the school holidays are known.
func (x patient) numbers(err error) []finding {
	if err != nil {
		return []finding{found("library", wrong, "%v; run bot check", err)}
	}
	helplines, contacts := x.library.Checked()
	out := []finding{found("helplines", well, "checked %d days ago, at most %d", helplines.Days(x.now), content.HelplineDays)}
	if x.library.HelplinesStale(x.now) {
		out[0] = found("helplines", wrong, "checked %d days ago, at most %d: compare every number with its source, or upgrade the bot", helplines.Days(x.now), content.HelplineDays)
	}
	switch {
	case x.library.ContactsStale(x.now):
		out = append(out, found("contacts", wrong, "checked too long ago, at most %d days: ask each of them, and put today's date in contacts.yaml", content.HelplineDays))
	case contacts.IsZero():
		out = append(out, found("contacts", note, "no contacts.yaml in CONTENT_DIR: cards name roles, not people of the school"))
	default:
		out = append(out, found("contacts", well, "checked %d days ago, at most %d", contacts.Days(x.now), content.HelplineDays))
	}
	return append(out, holidays(x.now))
}

// holidays tells when the school holidays the bot knows run out.
func holidays(now time.Time) finding {
	until := schedule.KnownUntil()
	if schedule.DateOf(now).Add(soon).After(until) {
		return found("holidays", wrong, "known until %s only: upgrade the bot, or messages come in holidays after it", until)
	}
	return found("holidays", well, "known until %s", until)
}
