package config_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/baken-bot/baken/internal/config"
)

func TestWhereTheFreeDaysStand(t *testing.T) {
	for text, test := range map[string]struct {
		url, file, problem string
	}{
		"":                                   {},
		"./free-days.ics":                    {file: "./free-days.ics"},
		"https://calendar.example.org/a.ics": {url: "https://calendar.example.org/a.ics"},
		"webcal://calendar.example.org/a":    {url: "https://calendar.example.org/a"},
		"http://127.0.0.1:8000/a":            {url: "http://127.0.0.1:8000/a"},
		"http://calendar.example.org/a":      {problem: "want https"},
		"http://localhost.example.org/a":     {problem: "want https"},
		"ftp://calendar.example.org/a":       {problem: "want https"},
		"https:///a":                         {problem: "want a file, or an address"},
	} {
		env := config.New(func(name string) string { return map[string]string{"FREE_DAYS": text}[name] })
		got := config.Load(env).FreeDays
		err := env.Err()
		if test.problem != "" {
			if err == nil || !strings.Contains(err.Error(), test.problem) {
				t.Errorf("%q: got %v", text, err)
			}
			continue
		}
		url := ""
		if got.URL != nil {
			url = got.URL.String()
		}
		if err != nil || url != test.url || got.File != test.file || got.On() != (text != "") {
			t.Errorf("%q: file %q, address %q, %v", text, got.File, url, err)
		}
		if said := fmt.Sprint(got); strings.Contains(said, "example") {
			t.Errorf("it shows where: %s", said)
		}
	}
}
