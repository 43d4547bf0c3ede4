// Package config reads settings from the environment and reports every problem at once.
//
// Settings come from environment variables, from NAME_FILE for secrets, and from one optional YAML file with the same names; the
// environment wins. [Env] offers typed look-ups that collect problems instead of stopping at the first. The core's own settings are
// in [Core]; each adapter asks the Env for its own, so that no platform is named here.
package config

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Env looks settings up. It is used by one goroutine, at the start.
type Env struct {
	getenv   func(string) string
	file     map[string]string
	fileName string
	asked    map[string]bool
	problems []error
}

// New returns an Env over getenv, which is [os.Getenv] in the program.
func New(getenv func(string) string) *Env {
	return &Env{getenv: getenv, asked: map[string]bool{}}
}

// ReadFile adds the settings of a YAML file: one mapping of names to values.
func (e *Env) ReadFile(name string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("read settings: %w", err)
	}
	values := map[string]yaml.Node{}
	if err := yaml.Unmarshal(data, &values); err != nil {
		return fmt.Errorf("read settings %s: %w", name, err)
	}
	e.file, e.fileName = map[string]string{}, name
	for k, n := range values {
		if n.Kind != yaml.ScalarNode {
			return fmt.Errorf("read settings %s: line %d: %s wants one value", name, n.Line, k)
		}
		e.file[k] = n.Value
	}
	return nil
}

func (e *Env) lookup(name string) string {
	e.asked[name] = true
	if v := strings.TrimSpace(e.getenv(name)); v != "" {
		return v
	}
	return strings.TrimSpace(e.file[name])
}

// Problem notes that a setting is wrong; mend says what to do.
func (e *Env) Problem(name, mend string, args ...any) {
	e.problems = append(e.problems, fmt.Errorf("%s: %s", name, fmt.Sprintf(mend, args...)))
}

// String returns a setting, or a default.
func (e *Env) String(name, or string) string {
	if v := e.lookup(name); v != "" {
		return v
	}
	return or
}

// Bool returns a setting that is true or false; set tells whether it was given.
func (e *Env) Bool(name string) (value, set bool) {
	v := e.lookup(name)
	if v == "" {
		return false, false
	}
	switch strings.ToLower(v) {
	case "on", "yes":
		return true, true
	case "off", "no":
		return false, true
	}
	value, err := strconv.ParseBool(v)
	if err != nil {
		e.Problem(name, "%q is not true or false", v)
	}
	return value, true
}

// OneOf returns a setting that must be one of a few words; the first is the default.
func (e *Env) OneOf(name string, words ...string) string {
	v := e.String(name, words[0])
	if !slices.Contains(words, v) {
		e.Problem(name, "%q is not one of: %s", v, strings.TrimPrefix(strings.Join(words, ", "), ", "))
		return words[0]
	}
	return v
}

// URL returns a setting that must be an absolute http or https address, or nil.
func (e *Env) URL(name string) *url.URL {
	v := e.lookup(name)
	if v == "" {
		return nil
	}
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		e.Problem(name, "want an address such as https://bot.example.org")
		return nil
	}
	return u
}

// Location returns a time zone by its name in the IANA database.
func (e *Env) Location(name, or string) *time.Location {
	v := e.String(name, or)
	loc, err := time.LoadLocation(v)
	if err != nil || v == "Local" {
		e.Problem(name, "%q is no time zone; use a name such as Europe/Amsterdam", v)
		return time.UTC
	}
	return loc
}

// Secret returns a setting from NAME, or from the file that NAME_FILE names.
func (e *Env) Secret(name string) Secret {
	value, file := e.lookup(name), e.lookup(name+"_FILE")
	switch {
	case value != "" && file != "":
		e.Problem(name, "set either %s or %s_FILE, not both", name, name)
	case file != "":
		data, err := os.ReadFile(file)
		if err != nil {
			e.Problem(name+"_FILE", "cannot read it: %v", err)
		}
		value = strings.TrimSpace(string(data))
	}
	return Secret{value}
}

// Err reports every problem, and every name in the settings file that nobody asked for: a misspelt setting that is silently ignored is how a
// secret ends up unset. Call it after all look-ups.
func (e *Env) Err() error {
	for _, name := range slices.Sorted(keys(e.file)) {
		if !e.asked[name] {
			e.Problem(name, "no setting of this name (in %s)", e.fileName)
		}
	}
	return errors.Join(e.problems...)
}

func keys(m map[string]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}
