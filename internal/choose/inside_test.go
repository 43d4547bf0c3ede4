package choose

import (
	"math"
	"net/url"
	"slices"
	"testing"
)

func TestAnAddressIsCompletedToItsEndpoint(t *testing.T) {
	for set, want := range map[string]string{
		"http://llm":                             "http://llm/v1/chat/completions",
		"http://llm/":                            "http://llm/v1/chat/completions",
		"https://llm:8443/v1":                    "https://llm:8443/v1/chat/completions",
		"https://llm/v1/":                        "https://llm/v1/chat/completions",
		"https://llm/v1/chat/completions":        "https://llm/v1/chat/completions",
		"https://llm/d/x/chat/completions?v=1":   "https://llm/d/x/chat/completions?v=1",
		"https://gateway.example.org/school/llm": "https://gateway.example.org/school/llm/v1/chat/completions",
	} {
		u, err := url.Parse(set)
		if err != nil {
			t.Fatal(err)
		}
		if got := address(u, "/v1/chat/completions"); got != want {
			t.Errorf("%s becomes %s, want %s", set, got, want)
		}
	}
}

func TestAnAnswerIsReadStrictly(t *testing.T) {
	offered := []string{"a", "b", "c", "d"}
	for name, test := range map[string]struct {
		answer string
		want   picked
		wrong  bool
	}{
		"one topic":                     {`{"answer":["a"]}`, picked{topics: []string{"a"}}, false},
		"three topics":                  {"  {\"answer\":[\"b\",\"a\",\"c\"]}\n", picked{topics: []string{"b", "a", "c"}}, false},
		"a topic twice":                 {`{"answer":["a","a"]}`, picked{topics: []string{"a"}}, false},
		"none":                          {`{"answer":["none"]}`, picked{none: true}, false},
		"urgent":                        {`{"answer":["urgent"]}`, picked{urgent: true}, false},
		"urgent with topics":            {`{"answer":["urgent","a","b"]}`, picked{topics: []string{"a", "b"}, urgent: true}, false},
		"none and a topic":              {`{"answer":["none","a"]}`, picked{}, true},
		"four topics":                   {`{"answer":["a","b","c","d"]}`, picked{}, true},
		"a topic that was not offered":  {`{"answer":["a","e"]}`, picked{}, true},
		"urgent beside a strange topic": {`{"answer":["urgent","e"]}`, picked{urgent: true}, true},
		"an empty list":                 {`{"answer":[]}`, picked{}, true},
		"no list":                       {`{"answer":"a"}`, picked{}, true},
		"null":                          {`null`, picked{}, true},
		"nothing":                       {``, picked{}, true},
		"a further field":               {`{"answer":["a"],"text":"bel 112"}`, picked{}, true},
		"prose before":                  {`Sure! {"answer":["urgent"]}`, picked{}, true},
		"prose after":                   {`{"answer":["urgent"]} Hope this helps`, picked{}, true},
		"two answers":                   {`{"answer":["a"]}{"answer":["urgent"]}`, picked{}, true},
		"a fence":                       {"```json\n{\"answer\":[\"a\"]}\n```", picked{}, true},
		"numbers":                       {`{"answer":[1]}`, picked{}, true},
		"the word in capitals":          {`{"answer":["URGENT"]}`, picked{}, true},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := parse(test.answer, offered)
			if !slices.Equal(got.topics, test.want.topics) || got.none != test.want.none || got.urgent != test.want.urgent || (err != nil) != test.wrong {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

func TestAVectorBecomesBytesOrIsRefused(t *testing.T) {
	if got, err := shrink([]float64{0.5, -1, 0.25}); err != nil || !slices.Equal(got, []int8{64, -127, 32}) {
		t.Errorf("got %v, %v", got, err)
	}
	for name, v := range map[string][]float64{
		"empty": {}, "nothing but zeros": {0, 0}, "no number": {math.NaN(), 1}, "without end": {math.Inf(-1), 1}, "too long": make([]float64, maxDims+1),
	} {
		if _, err := shrink(v); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func TestChancesDoNotDependOnHowWideAModelsCosinesLie(t *testing.T) {
	s := newShelf([]said{{"", "a"}, {"", "b"}, {"", "c"}, {"", declined + "x"}})
	wide := s.chances([]float64{0.9, 0.1, 0.1, 0.3})
	narrow := s.chances([]float64{0.80, 0.72, 0.72, 0.74})
	if wide.Topics["a"] < 0.5 || math.Abs(wide.Topics["a"]-narrow.Topics["a"]) > 1e-9 || wide.Declined <= 0 {
		t.Errorf("wide %+v, narrow %+v", wide, narrow)
	}
	if v := s.chances([]float64{0.5, 0.5, 0.5, 0.5}); len(v.Topics) > 0 {
		t.Errorf("equal likeness says %+v", v)
	}
}

func TestAShelfRefusesVectorsOfAnotherLength(t *testing.T) {
	s := newShelf([]said{{"", "a"}, {"", "b"}})
	if err := s.put(0, []byte{1, 2}, 2); err != nil {
		t.Fatal(err)
	}
	if err := s.put(1, []byte{1, 2, 3}, 3); err == nil {
		t.Error("another length is taken")
	}
	if err := s.put(1, []byte{2, 1}, 2); err != nil {
		t.Fatal(err)
	}
	if _, err := s.voice([]int8{1, 2, 3}); err == nil {
		t.Error("a message of another length is compared")
	}
	if v, err := s.voice([]int8{1, 2}); err != nil || v.Topics["a"] <= v.Topics["b"] {
		t.Errorf("got %+v, %v", v, err)
	}
}
