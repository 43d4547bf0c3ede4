package freedays

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"
)

func TestWhichMachinesMayBeSpokenTo(t *testing.T) {
	far, near := guard{}, guard{private: true}
	for address, test := range map[string]struct{ far, near bool }{
		"93.184.215.14:443":          {true, true},
		"[2606:2800:21f:cb07::1]:80": {true, true},
		"10.1.2.3:443":               {false, true},
		"192.168.1.10:443":           {false, true},
		"[fd00::1]:443":              {false, true},
		"[::ffff:10.1.2.3]:443":      {false, true},
		"127.0.0.1:443":              {},
		"[::1]:443":                  {},
		"169.254.169.254:80":         {},
		"[fe80::1%eth0]:443":         {},
		"0.0.0.0:443":                {},
		"224.0.0.1:443":              {},
		"255.255.255.255:443":        {},
		"100.100.100.200:443":        {},
		"[64:ff9b::a00:1]:443":       {},
		"[2002:a00:1::]:443":         {},
		"[::a00:1]:443":              {},
		"not an address":             {},
	} {
		if got := far.control("tcp", address, nil) == nil; got != test.far {
			t.Errorf("%s may be spoken to: %t", address, got)
		}
		if got := near.control("tcp", address, nil) == nil; got != test.near {
			t.Errorf("%s may be spoken to with the private network allowed: %t", address, got)
		}
	}
	if (guard{loopback: true}).control("tcp", "127.0.0.1:80", nil) != nil {
		t.Error("this machine may not be spoken to although the calendar is on it")
	}
}

func TestWhatWentWrongIsToldWithoutNames(t *testing.T) {
	refused := &net.OpError{Op: "dial", Net: "tcp", Addr: &net.TCPAddr{IP: net.IPv4(93, 184, 215, 14)}, Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	for want, err := range map[string]error{
		"not found":          &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "school.example.org", Server: "93.184.215.14"}},
		"connection refused": refused,
		"certificate":        &tls.CertificateVerificationError{Err: x509.HostnameError{Certificate: &x509.Certificate{}, Host: "school.example.org"}},
		"in time":            &net.OpError{Op: "read", Err: os.ErrDeadlineExceeded},
		"private network":    &net.OpError{Op: "dial", Err: errNear},
	} {
		got := nameless(&url.Error{Op: "Get", URL: "https://school.example.org/private", Err: err}).Error()
		if !strings.Contains(got, want) || strings.Contains(got, "example") || strings.Contains(got, "93.184") {
			t.Errorf("%v is told as %q", err, got)
		}
	}
}
