package choose

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/understand"
)

// Limits on asking for vectors.
const (
	embeddingsBound = 150 * time.Millisecond
	batchBound      = 30 * time.Second
	batchSize       = 64
	// maxText is how many bytes of a text are read: small models read no more, and some refuse a longer text.
	maxText = 1000
	// maxVectorBytes is what one number takes in an answer at most, with what surrounds it.
	maxVectorBytes = maxDims * 26
)

// errSilent means that the vectors of the library are not there yet.
var errSilent = errors.New("vectors of the library are not there yet")

// embeddings are vectors of a server of the school's own.
type embeddings struct {
	client  client
	name    string
	library *content.Library
	vectors Vectors
	rest    rest
	shelves atomic.Pointer[map[content.Lang]*shelf] // nil until all are filled
}

func newEmbeddings(c Config) *embeddings {
	e := &embeddings{
		client: newClient(c.Embeddings, "/v1/embeddings", c.Transport), name: c.Embeddings.Name, library: c.Library, vectors: c.Vectors,
	}
	if e.vectors == nil {
		e.vectors = unkept{}
	}
	return e
}

// voice says which topics a message is like that the guard let through.
func (e *embeddings) voice(ctx context.Context, message string, lang content.Lang) (understand.Voice, error) {
	shelves := e.shelves.Load()
	if shelves == nil {
		return understand.Voice{}, errSilent
	}
	ctx, cancel := context.WithTimeout(ctx, embeddingsBound)
	defer cancel()
	var list [][]int8
	err := e.rest.ask(func() (err error) {
		list, err = e.ask(ctx, []string{message})
		return err
	})
	if err != nil {
		return understand.Voice{}, err
	}
	return (*shelves)[lang].voice(list[0])
}

// The format: https://platform.openai.com/docs/api-reference/embeddings/create.
type (
	vectorRequest struct {
		Model  string   `json:"model"`
		Input  []string `json:"input"`
		Format string   `json:"encoding_format"`
	}
	vectorAnswer struct {
		Data []struct {
			Index  int       `json:"index"`
			Vector []float64 `json:"embedding"`
		} `json:"data"`
	}
)

// ask returns one vector for each text, all of one length.
func (e *embeddings) ask(ctx context.Context, list []string) ([][]int8, error) {
	request := vectorRequest{Model: e.name, Format: "float"}
	for _, text := range list {
		request.Input = append(request.Input, clip(text))
	}
	var answer vectorAnswer
	if err := e.client.post(ctx, request, &answer, int64(len(list))*maxVectorBytes); err != nil {
		return nil, err
	}
	if len(answer.Data) != len(list) {
		return nil, fmt.Errorf("%w: %d vectors for %d texts", errWrong, len(answer.Data), len(list))
	}
	out := make([][]int8, len(list))
	for _, d := range answer.Data {
		if d.Index < 0 || d.Index >= len(out) || out[d.Index] != nil {
			return nil, fmt.Errorf("%w: vectors out of order", errWrong)
		}
		var err error
		if out[d.Index], err = shrink(d.Vector); err != nil {
			return nil, fmt.Errorf("%w: %w", errWrong, err)
		}
	}
	for _, v := range out {
		if len(v) != len(out[0]) {
			return nil, fmt.Errorf("%w: vectors of different lengths", errWrong)
		}
	}
	return out, nil
}

// clip returns the start of a long text.
func clip(text string) string {
	if len(text) <= maxText {
		return text
	}
	return strings.ToValidUTF8(text[:maxText], "")
}
