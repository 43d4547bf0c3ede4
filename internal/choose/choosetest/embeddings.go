package choosetest

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math"
	"net/http"
	"strings"
)

// embeddings reads a request for vectors as a server of this format would.
func (s *StandIn) embeddings(note *Request, body []byte) (func(http.ResponseWriter, Mode), string) {
	var in struct {
		Model  string   `json:"model"`
		Input  []string `json:"input"`
		Format string   `json:"encoding_format"`
	}
	switch {
	case json.Unmarshal(body, &in) != nil || in.Model == "" || len(in.Input) == 0:
		return nil, "want model and input"
	case in.Format != "" && in.Format != "float":
		return nil, "unknown encoding_format"
	}
	note.Input = in.Input
	return func(w http.ResponseWriter, m Mode) {
		if m == Prose {
			fmt.Fprint(w, "Here are your vectors.")
			return
		}
		data := []map[string]any{}
		for i, text := range in.Input {
			n := i
			if m == Outside {
				n += len(in.Input)
			}
			v := Vector(text)
			if m == Refusal {
				v = nil
			}
			data = append(data, map[string]any{"object": "embedding", "index": n, "embedding": v})
		}
		answer(w, map[string]any{"object": "list", "model": in.Model, "data": data, "usage": map[string]int{"prompt_tokens": 1, "total_tokens": 1}})
	}, ""
}

// Vector is a likeness by shared letters: texts that share runs of three letters lie close together.
func Vector(text string) []float64 {
	v := make([]float64, 128)
	padded := "  " + strings.ToLower(text) + "  "
	for i := 0; i+3 <= len(padded); i++ {
		h := fnv.New32a()
		_, _ = h.Write([]byte(padded[i : i+3]))
		v[h.Sum32()%uint32(len(v))]++
	}
	length := 0.0
	for _, x := range v {
		length += x * x
	}
	for i := range v {
		v[i] /= math.Sqrt(length)
	}
	return v
}
