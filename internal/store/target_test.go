package store

import (
	"strings"
	"testing"
)

func TestTheSchemeSaysHowTheServersStandTogether(t *testing.T) {
	for name, test := range map[string]struct {
		target  string
		cluster bool
		master  string
		tls     bool
		hosts   int
	}{
		"one server":      {"redis://user:pw@localhost:6379/2", false, "", false, 1},
		"one with TLS":    {"rediss://localhost:6379", false, "", true, 1},
		"sentinels":       {"redis-sentinel://a:26379,b:26379/0?master=main", false, "main", false, 2},
		"cluster":         {"redis-cluster://a:1", true, "", false, 1},
		"cluster and TLS": {"rediss-cluster://a:1,b:2", true, "", true, 2},
	} {
		t.Run(name, func(t *testing.T) {
			o, err := parseTarget(test.target)
			if err != nil {
				t.Fatal(err)
			}
			if o.IsClusterMode != test.cluster || o.MasterName != test.master || (o.TLSConfig != nil) != test.tls || len(o.Addrs) != test.hosts {
				t.Errorf("got %+v", o)
			}
		})
	}
}

func TestATargetThatCannotBeReadSaysWhyAndKeepsThePassword(t *testing.T) {
	for target, want := range map[string]string{
		"http://:geheim@localhost":            "scheme",
		"redis://":                            "no host",
		"redis://:geheim@a:1,b:2":             "redis-sentinel:// or redis-cluster://",
		"redis-sentinel://:geheim@a:1":        "?master=name",
		"redis://:geheim@localhost:1/four":    "not a number",
		"redis-cluster://:geheim@a:1/3":       "database 0",
		"redis://:geheim@local host:%zz/\x7f": "REDIS_URL",
		"default:geheim@localhost:6379/0":     "no host",
		"geheim@localhost":                    "no host",
		"geheim://localhost":                  "scheme",
		"redis://:12/geheim@localhost:6379/0": "not a number",
	} {
		_, err := parseTarget(target)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%q: %v", target, err)
		}
	}
}
