package main

import (
	"strings"
	"testing"
)

func TestAShareCarriesItsInterval(t *testing.T) {
	for _, test := range []struct {
		s    share
		want string
	}{
		{share{}, "–"},
		{share{hit: 10, of: 10}, "100.0  [72.2–100.0]  10 of 10"},
		{share{hit: 0, of: 10}, "  0.0  [0.0–27.8]  0 of 10"},
		{share{hit: 45, of: 50}, " 90.0  [78.6–95.7]  45 of 50"},
	} {
		if got := test.s.String(); got != test.want {
			t.Errorf("%+v: got %q, want %q", test.s, got, test.want)
		}
	}
}

func TestThePlaceOfAWantedTopicIsTheBestOfAll(t *testing.T) {
	a := answer{Topic: "a"}
	for _, id := range strings.Fields("a b c") {
		a.Candidates = append(a.Candidates, struct {
			Topic string `json:"topic"`
		}{id})
	}
	for want, place := range map[string]int{"a": 0, "b": 1, "c": 2, "d": -1} {
		if got := a.place([]string{want}); got != place {
			t.Errorf("%s at %d, want %d", want, got, place)
		}
	}
}
