package understand_test

import (
	"slices"
	"testing"

	"github.com/baken-bot/baken/internal/understand"
)

func ranking(verdict understand.Verdict, scores ...float64) understand.Meaning {
	m := understand.Meaning{Verdict: verdict}
	for i, s := range scores {
		m.Topics = append(m.Topics, understand.Candidate{Topic: string(rune('a' + i)), Score: s})
	}
	return m
}

func ids(m understand.Meaning) string {
	out := ""
	for _, c := range m.Topics {
		out += c.Topic
	}
	return out
}

func TestAFurtherVoiceReweighsTheTopicsUnderTheSameMargins(t *testing.T) {
	for name, test := range map[string]struct {
		before  understand.Meaning
		voice   understand.Voice
		asked   bool
		topics  string
		verdict understand.Verdict
	}{
		"silence changes nothing": {ranking(understand.SeveralFit, 0.3, 0.2), understand.Voice{}, false, "ab", understand.SeveralFit},
		"a voice decides between two that are close": {
			ranking(understand.SeveralFit, 0.3, 0.25), understand.Voice{Topics: map[string]float64{"b": 0.9}}, false, "ba", understand.OneFits,
		},
		"a voice brings in a topic that was far": {
			ranking(understand.SeveralFit, 0.2, 0.15), understand.Voice{Topics: map[string]float64{"z": 0.9}}, false, "za", understand.OneFits,
		},
		"a voice that disagrees with a sure ranking makes the bot ask": {
			ranking(understand.OneFits, 0.6, 0.05), understand.Voice{Topics: map[string]float64{"b": 0.9}}, false, "ba", understand.SeveralFit,
		},
		"but never twice in a row": {
			ranking(understand.OneFits, 0.6, 0.05), understand.Voice{Topics: map[string]float64{"b": 0.9}}, true, "ba", understand.OneFits,
		},
		"a voice that finds it none of our business lets the bot decline": {
			ranking(understand.SeveralFit, 0.2, 0.15), understand.Voice{Topics: map[string]float64{"a": 0.05}, Declined: 0.9}, false, "ab", understand.NoneFits,
		},
	} {
		t.Run(name, func(t *testing.T) {
			kept := slices.Clone(test.before.Topics)
			got := test.before.With(test.voice, test.asked)
			if ids(got) != test.topics || got.Verdict != test.verdict {
				t.Errorf("got %+v", got)
			}
			if !slices.Equal(test.before.Topics, kept) {
				t.Error("the meaning before was changed")
			}
		})
	}
}

func TestAVoiceDoesNotCountWhereTheRankingDidNotDecide(t *testing.T) {
	voice := understand.Voice{Topics: map[string]float64{"b": 1}}
	followUp := ranking(understand.OneFits, 0.9, 0.05)
	followUp.FollowUp = true
	for name, m := range map[string]understand.Meaning{
		"a message that goes on about the last topic": followUp,
		"a word with two meanings":                    ranking(understand.SeveralFit, 0.5, 0.5),
		"words that nobody knows":                     ranking(understand.NoneFits, 0.8, 0.05),
	} {
		if got := m.With(voice, false); ids(got) != "ab" || got.Verdict != m.Verdict {
			t.Errorf("%s: with a voice %+v", name, got)
		}
		if got := m.Chosen([]string{"b"}, false); ids(got) != "ab" || got.Verdict != m.Verdict {
			t.Errorf("%s: chosen %+v", name, got)
		}
	}
}

func TestAVoiceNeverTouchesUrgency(t *testing.T) {
	m := ranking(understand.SeveralFit, 0.3, 0.25)
	m.Urgency = understand.Urgency{Degree: understand.Doubt, Chance: 0.2}
	got := m.With(understand.Voice{Topics: map[string]float64{"b": 0.9}}, false)
	if got.Urgency.Degree != understand.Doubt || got.Urgency.Chance != 0.2 {
		t.Errorf("got %+v", got)
	}
}

func TestAChoiceIsMadeAmongTheCandidatesOnly(t *testing.T) {
	for name, test := range map[string]struct {
		chosen  []string
		asked   bool
		topics  string
		verdict understand.Verdict
	}{
		"one is the answer":                  {[]string{"c"}, false, "cab", understand.OneFits},
		"two are asked about":                {[]string{"c", "b"}, false, "cba", understand.SeveralFit},
		"two when it asked just before":      {[]string{"c", "b"}, true, "cba", understand.OneFits},
		"none says that nothing fits":        {nil, false, "abc", understand.NoneFits},
		"one that is no candidate":           {[]string{"z"}, false, "abc", understand.SeveralFit},
		"one that is and one that is not":    {[]string{"z", "b"}, false, "bac", understand.OneFits},
		"none when it asked just before too": {nil, true, "abc", understand.NoneFits},
	} {
		t.Run(name, func(t *testing.T) {
			before := understand.SeveralFit
			if test.asked {
				before = understand.OneFits
			}
			if got := ranking(before, 0.3, 0.25, 0.2).Chosen(test.chosen, test.asked); ids(got) != test.topics || got.Verdict != test.verdict {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestOnlyTheBestAreKept(t *testing.T) {
	m := ranking(understand.OneFits, 0.5, 0.1, 0.1, 0.1, 0.1, 0.1)
	if got := ids(m.Best(0)) + " " + ids(m.Best(2)) + " " + ids(m.Best(99)); got != "abcde ab abcdef" {
		t.Errorf("got %s", got)
	}
}

func TestAReadMeaningTakesAVoice(t *testing.T) {
	r := newReader(t)
	m := r.Read("hoe maak ik de dag voorspelbaar", understand.Context{Now: now, Candidates: 20})
	if len(m.Topics) != 20 || m.Verdict != understand.OneFits {
		t.Fatalf("got %+v", m)
	}
	got := m.With(understand.Voice{Topics: map[string]float64{m.Topics[1].Topic: 0.3, m.Topics[0].Topic: 0.6}}, false)
	if got.Topics[0].Topic != m.Topics[0].Topic || got.Verdict != understand.OneFits || len(got.Topics) != 20 {
		t.Errorf("got %+v", got.Topics[:3])
	}
}
