package freedays

import "testing"

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
