package config

import (
	"net/netip"
	"net/url"
	"strings"
)

// FreeDays is where the school's own free days stand: in a calendar file of this machine or at an address, or nowhere. An address is kept like a secret, because whoever has the
// private address of a calendar can read it.
type FreeDays struct {
	File string
	// URL is https, or http on this machine.
	URL *url.URL
	// Private lets the address lie in the operator's own network.
	Private bool
}

// On reports whether there is such a calendar.
func (f FreeDays) On() bool { return f.File != "" || f.URL != nil }

// String tells which of the two it is, and not where.
func (f FreeDays) String() string {
	switch {
	case f.URL != nil:
		return "an address"
	case f.File != "":
		return "a file"
	}
	return ""
}

// freeDays reads where the free days stand.
func freeDays(env *Env) FreeDays {
	text := env.Secret("FREE_DAYS").Reveal()
	private, set := env.Bool("FREE_DAYS_PRIVATE")
	if set && text == "" {
		env.Problem("FREE_DAYS_PRIVATE", "does nothing without FREE_DAYS; set that too, or unset this")
	}
	if !strings.Contains(text, "://") {
		return FreeDays{File: text}
	}
	// What calendars call webcal is fetched by https; the name only tells a browser which program to open.
	u, err := url.Parse(strings.Replace(text, "webcal://", "https://", 1))
	switch {
	case err != nil || u.Host == "":
		env.Problem("FREE_DAYS", "want a file, or an address such as https://calendar.example.org/free-days.ics")
	case u.Scheme != "https" && (u.Scheme != "http" || !ThisMachine(u.Hostname())):
		env.Problem("FREE_DAYS", "want https, so that nobody on the way can change the days; http is for this machine only")
	default:
		return FreeDays{URL: u, Private: private}
	}
	return FreeDays{}
}

// ThisMachine reports whether a host is written as this machine itself.
func ThisMachine(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
