package freedays

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"syscall"
)

// errNear is an address that must not be spoken to.
var errNear = errors.New("the address lies in a private network; set FREE_DAYS_PRIVATE if that is where the calendar is")

// guard decides which machines may be spoken to. It is asked after a name is resolved and for every address of it, so that no name and no redirect leads past it.
type guard struct{ loopback, private bool }

// control fills [net.Dialer.Control].
func (g guard) control(_, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("read address: %w", err)
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return fmt.Errorf("read address: %w", err)
	}
	if !g.allows(ip.Unmap().WithZone("")) {
		return errNear
	}
	return nil
}

func (g guard) allows(ip netip.Addr) bool {
	switch {
	case ip.IsLoopback():
		return g.loopback
	case ip.IsPrivate():
		return g.private
	}
	return ip.IsGlobalUnicast() && !slices.ContainsFunc(special(), func(p netip.Prefix) bool { return p.Contains(ip) })
}

// special are the addresses that look public and are not (https://www.iana.org/assignments/iana-ipv4-special-registry, iana-ipv6-special-registry), and those that stand for an
// IPv4 address of any kind.
func special() []netip.Prefix {
	var out []netip.Prefix
	for _, text := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fec0::/10", "::/96",
	} {
		out = append(out, netip.MustParsePrefix(text))
	}
	return out
}
