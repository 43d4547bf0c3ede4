package config_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/baken-bot/baken/internal/config"
)

func TestChoosersAreOffUntilTheyAreSet(t *testing.T) {
	e := env(nil)
	if c := config.Load(e); c.Embeddings.On() || c.Model.On() || e.Err() != nil {
		t.Errorf("got %+v, %v", c, e.Err())
	}
	e = env(map[string]string{
		"EMBEDDINGS_URL": "http://127.0.0.1:9000", "MODEL_URL": "https://llm.example.org/v1", "MODEL_NAME": "small", "MODEL_KEY": "geheim",
	})
	c := config.Load(e)
	if err := e.Err(); err != nil || !c.Embeddings.On() || !c.Model.On() || c.Model.Name != "small" || c.Model.Key.Reveal() != "geheim" || c.Embeddings.Name == "" {
		t.Errorf("got %+v, %v", c, err)
	}
}

func TestAKeyMayStandInAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(file, []byte("geheim\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	e := env(map[string]string{
		"EMBEDDINGS_URL": "http://localhost", "EMBEDDINGS_KEY_FILE": file, "MODEL_URL": "http://localhost", "MODEL_NAME": "m", "MODEL_KEY_FILE": file,
	})
	c := config.Load(e)
	if err := e.Err(); err != nil || c.Model.Key.Reveal() != "geheim" || c.Embeddings.Key.Reveal() != "geheim" {
		t.Errorf("got %v", err)
	}
	if s := fmt.Sprintf("%v %+v %#v", c, c, c); strings.Contains(s, "geheim") {
		t.Error("a key is printed")
	}
}

func TestHalfChoosersAndUnsafeAddressesStopTheStart(t *testing.T) {
	for name, test := range map[string]struct {
		set  map[string]string
		want []string
	}{
		"a model without a name": {map[string]string{"MODEL_URL": "https://a.example.org"}, []string{"MODEL_NAME: required"}},
		"a name and a key without a model": {
			map[string]string{"MODEL_NAME": "m", "MODEL_KEY": "geheim"}, []string{"MODEL_NAME: does nothing without MODEL_URL", "MODEL_KEY: does nothing"},
		},
		"a name and a key without embeddings": {
			map[string]string{"EMBEDDINGS_MODEL": "m", "EMBEDDINGS_KEY": "geheim"}, []string{"EMBEDDINGS_MODEL: does nothing without EMBEDDINGS_URL", "EMBEDDINGS_KEY: does nothing"},
		},
		"no address":                        {map[string]string{"EMBEDDINGS_URL": "here"}, []string{"EMBEDDINGS_URL: want an address"}},
		"a password in the address":         {map[string]string{"EMBEDDINGS_URL": "https://u:geheim@a.example.org"}, []string{"put it in the setting for the key"}},
		"no TLS over the internet":          {map[string]string{"EMBEDDINGS_URL": "http://a.example.org"}, []string{"want https"}},
		"no TLS to an address of elsewhere": {map[string]string{"EMBEDDINGS_URL": "http://8.8.8.8"}, []string{"want https"}},
		"no TLS to this machine":            {map[string]string{"EMBEDDINGS_URL": "http://[::1]:80"}, nil},
		"no TLS to the same network":        {map[string]string{"EMBEDDINGS_URL": "http://10.0.0.7:80"}, nil},
		"no TLS to a neighbouring service":  {map[string]string{"EMBEDDINGS_URL": "http://embeddings:80"}, nil},
		"no TLS to a name of the network":   {map[string]string{"EMBEDDINGS_URL": "http://gpu.school.internal"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			e := env(maps.Clone(test.set))
			config.Load(e)
			err := e.Err()
			if (err != nil) != (len(test.want) > 0) {
				t.Fatalf("got %v", err)
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("no %q in %v", want, err)
				}
			}
			if err != nil && strings.Contains(err.Error(), "geheim") {
				t.Errorf("a secret in %v", err)
			}
		})
	}
}
