package classify_test

import (
	"bytes"
	"encoding/gob"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/baken-bot/baken/internal/understand/classify"
)

// text makes features of words, each a number.
func text(words ...uint32) []classify.Feature {
	var out []classify.Feature
	for _, w := range words {
		out = append(out, classify.Feature{Hash: w, Count: 1})
	}
	return out
}

// learn trains on texts of which each has a class.
func learn(texts [][]classify.Feature, classes []int, n int) (*classify.Vocabulary, *classify.Model) {
	v := classify.NewVocabulary(texts, 1, []float32{1})
	var set []classify.Labelled
	for i, t := range texts {
		vec, _ := v.Vector(t)
		set = append(set, classify.Labelled{Vector: vec, Class: classes[i], Counts: 1})
	}
	return v, classify.Train(set, classify.Settings{Features: v.Size(), Classes: n, Epochs: 20, Rate: 1})
}

func best(v *classify.Vocabulary, m *classify.Model, t []classify.Feature) int {
	vec, _ := v.Vector(t)
	scores := make([]float32, m.Classes())
	m.Scores(vec, scores)
	return classify.Top(scores, 1)[0]
}

func TestATextIsGivenTheClassOfTheTextsLikeIt(t *testing.T) {
	texts := [][]classify.Feature{text(1, 2, 9), text(1, 3, 9), text(4, 5, 9), text(4, 6, 9), text(7, 8, 9)}
	v, m := learn(texts, []int{0, 0, 1, 1, 2}, 3)
	for name, test := range map[string]struct {
		text []classify.Feature
		want int
	}{
		"one of the texts":           {text(1, 2, 9), 0},
		"words from two of a class":  {text(2, 3), 0},
		"with words nobody knows":    {text(4, 100, 101), 1},
		"a word all classes have":    {text(8, 9), 2},
		"the same word many times":   {[]classify.Feature{{Hash: 5, Count: 7}, {Hash: 2, Count: 1}}, 1},
		"a class of a single lesson": {text(7), 2},
	} {
		t.Run(name, func(t *testing.T) {
			if got := best(v, m, test.text); got != test.want {
				t.Errorf("class %d, want %d", got, test.want)
			}
		})
	}
}

func TestTheShareOfKnownWordsIsLowForAnotherSubject(t *testing.T) {
	v, _ := learn([][]classify.Feature{text(1, 2), text(3, 4)}, []int{0, 1}, 2)
	if _, known := v.Vector(text(1, 3, 50, 51)); known != 0.5 {
		t.Errorf("known %v, want a half", known)
	}
	if _, known := v.Vector(nil); known != 0 {
		t.Errorf("known %v of nothing", known)
	}
}

func TestAModelThatIsStoredAndReadBackScoresTheSame(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	var texts [][]classify.Feature
	var classes []int
	for range 300 {
		texts = append(texts, text(rng.Uint32N(400), rng.Uint32N(400), rng.Uint32N(400)))
		classes = append(classes, rng.IntN(40))
	}
	v, m := learn(texts, classes, 40)
	var file bytes.Buffer
	if err := gob.NewEncoder(&file).Encode(struct {
		V *classify.Vocabulary
		M *classify.Model
	}{v, m}); err != nil {
		t.Fatal(err)
	}
	var back struct {
		V *classify.Vocabulary
		M *classify.Model
	}
	if err := gob.NewDecoder(&file).Decode(&back); err != nil {
		t.Fatal(err)
	}
	back.V.Index()
	for _, x := range texts {
		if a, b := best(v, m, x), best(back.V, back.M, x); a != b {
			t.Fatalf("class %d before, %d after", a, b)
		}
	}
}

func TestSharesAddUpToOne(t *testing.T) {
	for _, s := range [][]float32{{0}, {1, 2, 3}, {-1000, 1000}, {5, 5, 5, 5}, {-40, -41}} {
		classify.Softmax(s)
		var sum float64
		for _, x := range s {
			sum += float64(x)
		}
		if math.Abs(sum-1) > 1e-5 {
			t.Errorf("%v add up to %v", s, sum)
		}
	}
}

func TestTheHighestComeFirst(t *testing.T) {
	if got := classify.Top([]float32{1, 5, 3, 5, 2}, 3); !slices.Equal(got, []int{1, 3, 2}) {
		t.Errorf("got %v", got)
	}
	if got := classify.Top(nil, 3); len(got) != 0 {
		t.Errorf("got %v of nothing", got)
	}
}
