// Package choose asks a school's own embeddings or language model which topic fits. It never writes.
//
// It fills [dialog.Chooser] with two voices, each optional. The embeddings say how like each topic a message is; their vectors of the library are computed once, in
// the background, and kept ([Vectors]). The model picks among the best topics by id. Both speak the formats that most servers speak, over one POST, within a bound
// of time, and see nothing but what the pupil-data guard let through. Whatever else comes back than what was asked for is dropped; what may be done with the rest is
// decided in packages understand and dialog.
package choose

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/baken-bot/baken/internal/config"
	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/dialog"
	"github.com/baken-bot/baken/internal/understand"
)

// The voices, as metrics name them.
const (
	VoiceEmbeddings = "embeddings"
	VoiceModel      = "model"
)

// Config holds the parts of a [Chooser]. Library is required; a server that is off is not asked.
type Config struct {
	Library           *content.Library
	Embeddings, Model config.Server
	// Vectors keeps the vectors of the library; nil keeps them in this process only.
	Vectors Vectors
	// Log is told what became of the vectors; nil is silence.
	Log *slog.Logger
	// Transport is for tests; nil verifies certificates.
	Transport http.RoundTripper
}

// Chooser asks the voices that are on. It may be used from several goroutines.
type Chooser struct {
	embeddings *embeddings
	model      *model
	log        *slog.Logger
}

// New returns a chooser. It starts no goroutine: the embeddings are silent until [Chooser.Prepare] or [Chooser.Run] has done its work.
func New(c Config) *Chooser {
	out := &Chooser{log: c.Log}
	if out.log == nil {
		out.log = slog.New(slog.DiscardHandler)
	}
	if c.Embeddings.On() {
		out.embeddings = newEmbeddings(c)
	}
	if c.Model.On() {
		out.model = newModel(c)
	}
	return out
}

// Choose fills [dialog.Chooser].
func (c *Chooser) Choose(ctx context.Context, q dialog.Question) dialog.Choice {
	var out dialog.Choice
	m := q.Meaning
	if c.embeddings != nil {
		voice, err := c.embeddings.voice(ctx, m.Rewritten, m.Lang)
		if !errors.Is(err, errSilent) {
			out.Hearings = append(out.Hearings, dialog.Hearing{Voice: VoiceEmbeddings, Result: result(err), Err: err})
		}
		if err == nil {
			out.Voice, m = voice, m.With(voice, q.Asked)
		}
	}
	if c.model != nil {
		pick, err := c.model.pick(ctx, m.Rewritten, m.Lang, offered(m))
		out.Hearings = append(out.Hearings, dialog.Hearing{Voice: VoiceModel, Result: result(err), Err: err})
		out.Topics, out.None, out.Urgent = pick.topics, pick.none, pick.urgent
	}
	return out
}

// maxOffered is how many topics the model may choose among.
const maxOffered = 20

// offered are the ids of the best topics.
func offered(m understand.Meaning) []string {
	var ids []string
	for _, c := range m.Topics[:min(maxOffered, len(m.Topics))] {
		ids = append(ids, c.Topic)
	}
	return ids
}
