package choose

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/baken-bot/baken/internal/understand"
)

// shelf holds the vectors of a language's texts, one byte a number. It is not changed once it is filled.
type shelf struct {
	dims    int
	classes []string // by class number
	of      []int    // class number of each text
	numbers []int8   // dims for each text
	lengths []float64
}

func newShelf(list []said) *shelf {
	s := &shelf{of: make([]int, len(list)), lengths: make([]float64, len(list))}
	index := map[string]int{}
	for i, t := range list {
		n, ok := index[t.class]
		if !ok {
			n = len(s.classes)
			index[t.class] = n
			s.classes = append(s.classes, t.class)
		}
		s.of[i] = n
	}
	return s
}

// put fills in the vectors of the texts from first on.
func (s *shelf) put(first int, numbers []byte, dims int) error {
	if s.dims == 0 {
		s.dims, s.numbers = dims, make([]int8, dims*len(s.of))
	}
	if s.dims != dims || (first*dims)+len(numbers) > len(s.numbers) {
		return fmt.Errorf("%w: vectors of %d numbers beside %d: %s", errWrong, dims, s.dims, otherModel)
	}
	for i, b := range numbers {
		s.numbers[first*dims+i] = int8(b)
	}
	for i := first; i < first+len(numbers)/dims; i++ {
		v := s.vector(i)
		s.lengths[i] = math.Sqrt(float64(dot(v, v)))
	}
	return nil
}

func (s *shelf) vector(i int) []int8 { return s.numbers[i*s.dims : (i+1)*s.dims] }

// otherModel tells the operator what different lengths mean.
const otherModel = "another model under the same name; change EMBEDDINGS_MODEL"

// nearest is how many of its closest texts speak for a topic: one alone may be close by accident.
const nearest = 3

// voice says what a message's vector is like.
func (s *shelf) voice(message []int8) (understand.Voice, error) {
	if len(message) != s.dims {
		return understand.Voice{}, fmt.Errorf("%w: vector of %d numbers beside %d: %s", errWrong, len(message), s.dims, otherModel)
	}
	length := math.Sqrt(float64(dot(message, message)))
	best := make([][nearest]float64, len(s.classes))
	for i := range best {
		best[i] = [nearest]float64{-1, -1, -1}
	}
	for i, class := range s.of {
		insert(&best[class], float64(dot(message, s.vector(i)))/(length*s.lengths[i]))
	}
	likeness := make([]float64, len(best))
	for i, b := range best {
		n := 0.0
		for _, v := range b {
			if v > -1 {
				likeness[i] += v
				n++
			}
		}
		likeness[i] /= max(n, 1)
	}
	return s.chances(likeness), nil
}

// insert keeps the largest values in order.
func insert(best *[nearest]float64, v float64) {
	for i, b := range best {
		if v > b {
			best[i], v = v, b
		}
	}
}

// sharpness turns standard deviations into log odds.
const sharpness = 2.0

// chances turns likeness into chances. The cosines of one model lie between 0.7 and 0.9, of another between 0 and 0.6: what tells is how far a class stands out
// from all others, so likeness is counted in standard deviations.
func (s *shelf) chances(likeness []float64) understand.Voice {
	var mean, square, sum float64
	n := float64(len(likeness))
	for _, l := range likeness {
		mean += l / n
	}
	for _, l := range likeness {
		square += (l - mean) * (l - mean) / n
	}
	if square == 0 {
		return understand.Voice{}
	}
	for i, l := range likeness {
		likeness[i] = math.Exp(sharpness * (l - mean) / math.Sqrt(square))
		sum += likeness[i]
	}
	v := understand.Voice{Topics: map[string]float64{}}
	for i, class := range s.classes {
		if strings.HasPrefix(class, declined) {
			v.Declined += likeness[i] / sum
			continue
		}
		v.Topics[class] = likeness[i] / sum
	}
	return v
}

func dot(a, b []int8) int {
	sum := 0
	for i, v := range a {
		sum += int(v) * int(b[i])
	}
	return sum
}

// maxDims is the longest vector that is taken.
const maxDims = 8192

var errVector = errors.New("a vector that is none")

// shrink brings a vector to one byte a number: a cosine changes by less than a hundredth, and the library takes a quarter of the room.
func shrink(v []float64) ([]int8, error) {
	largest := 0.0
	for _, x := range v {
		largest = max(largest, math.Abs(x))
	}
	if len(v) == 0 || len(v) > maxDims || largest == 0 || math.IsInf(largest, 0) || math.IsNaN(largest) {
		return nil, errVector
	}
	out := make([]int8, len(v))
	for i, x := range v {
		out[i] = int8(math.Round(x / largest * math.MaxInt8))
	}
	return out, nil
}
