package dialog

// Outcome is what became of a message.
type Outcome string

// The outcomes.
const (
	Answered  Outcome = "answer"
	Clarified Outcome = "clarify"
	Unknown   Outcome = "unknown"
	Alarmed   Outcome = "urgent"
	SmallTalk Outcome = "smalltalk"
)

// Decision is what to do with a question: answer with the first topic, ask which of the topics is meant, or say that none
// fits and name them as the nearest.
type Decision struct {
	Outcome Outcome  `json:"outcome"`
	Topics  []string `json:"topics,omitempty"`
}
