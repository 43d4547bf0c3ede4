package dialog

import (
	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/understand"
)

// Turn is the answer to one message together with how it came about. Only the reply is shown; the rest is for whoever measures or
// explains, and none of it is kept.
type Turn struct {
	Reply   chat.Reply
	Lang    content.Lang
	Outcome Outcome
	// Topic is the topic answered with, the likeliest of those a clarifying question offers, or the urgent topic a safety card stands for; empty for
	// the other outcomes.
	Topic string
	// Safety is the route whose card leads, SafetyLine the one whose line stands above the answer.
	Safety     content.Route
	SafetyLine content.Route
	Urgency    understand.Urgency
	Candidates []understand.Candidate
	Personal   []understand.Kind
}
