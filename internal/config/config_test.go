package config_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/baken-bot/baken/internal/config"
)

func env(values map[string]string) *config.Env {
	return config.New(func(k string) string { return values[k] })
}

func TestWithoutAnySettingTheDefaultsHold(t *testing.T) {
	e := env(nil)
	c := config.Load(e)
	if err := e.Err(); err != nil {
		t.Fatal(err)
	}
	if c.Addr != "127.0.0.1:8080" || c.DataDir != "./data" || c.BotName != "Baken" || c.TimeZone.String() != "Europe/Amsterdam" || c.PlaygroundSet {
		t.Errorf("got %+v", c)
	}
}

func TestEveryWrongSettingIsReportedWithItsMend(t *testing.T) {
	for name, test := range map[string]struct{ key, value, want string }{
		"address":        {"ADDR", "here", "host:port"},
		"public address": {"PUBLIC_URL", "bot", "https://"},
		"content folder": {"CONTENT_DIR", "/does/not/exist", "not a folder"},
		"zone":           {"TIMEZONE", "Amsterdam", "Europe/Amsterdam"},
		"region":         {"REGION", "oost", "noord, midden, zuid"},
		"level":          {"LOG_LEVEL", "loud", "info, debug"},
		"short key":      {"SECRET_KEY", "kort", "openssl rand"},
		"key with redis": {"REDIS_URL", "redis://x", "SECRET_KEY: required"},
		"switch":         {"PLAYGROUND", "maybe", "true or false"},
		"secret's file":  {"SECRET_KEY_FILE", "/does/not/exist", "cannot read"},
	} {
		t.Run(name, func(t *testing.T) {
			e := env(map[string]string{test.key: test.value})
			config.Load(e)
			if err := e.Err(); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestTheFileHoldsWhatTheEnvironmentDoesNot(t *testing.T) {
	file := filepath.Join(t.TempDir(), "settings.yaml")
	if err := os.WriteFile(file, []byte("BOT_NAME: Uit\nADDR: 127.0.0.1:1\nBOTNAME: fout\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	e := env(map[string]string{"ADDR": "127.0.0.1:2"})
	if err := e.ReadFile(file); err != nil {
		t.Fatal(err)
	}
	c := config.Load(e)
	if c.BotName != "Uit" || c.Addr != "127.0.0.1:2" {
		t.Errorf("got %+v", c)
	}
	if err := e.Err(); err == nil || !strings.Contains(err.Error(), "BOTNAME: no setting of this name") {
		t.Errorf("a misspelt name passes: %v", err)
	}
}

func TestASecretComesFromItsFileAndIsNeverPrinted(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(file, []byte(strings.Repeat("geheim", 6)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	e := env(map[string]string{"SECRET_KEY_FILE": file})
	c := config.Load(e)
	if err := e.Err(); err != nil || c.SecretKey.Reveal() != strings.Repeat("geheim", 6) {
		t.Fatalf("got %q, %v", c.SecretKey.Reveal(), err)
	}
	asJSON, err := json.Marshal(c.SecretKey)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "key", c.SecretKey)
	for _, s := range []string{fmt.Sprint(c.SecretKey), fmt.Sprintf("%v %+v %#v %s %q", c, c, c, c.SecretKey, c.SecretKey), string(asJSON), log.String()} {
		if strings.Contains(s, "geheim") {
			t.Errorf("printed: %s", s)
		}
	}
}
