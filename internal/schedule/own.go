package schedule

import "errors"

// Own is a coordinator's own question of a pulse, in every language of the bot. It is kept with its plan; what may be asked is for others to say.
type Own struct {
	// ID is made of all the rest, so that the same question is the same one in every plan.
	ID string `json:"id"`
	// Kind and Positive are words of package content, and Scale names the scale of the bank whose options these are, or is empty.
	Kind     string `json:"kind"`
	Scale    string `json:"scale,omitempty"`
	Positive string `json:"positive"`
	// Wording is by language.
	Wording map[string]Asking `json:"wording"`
}

// Asking is a question in one language.
type Asking struct {
	Text    string   `json:"text"`
	Options []string `json:"options"`
}

// Count is how many questions the pulse asks.
func (p *Pulse) Count() int { return len(p.Questions) + len(p.Own) }

// maxOwn is all that an own question may hold, in bytes: its two wordings with all their options.
const maxOwn = 2500

func (o Own) validate() error {
	size := 0
	for _, w := range o.Wording {
		size += len(w.Text)
		for _, option := range w.Options {
			size += len(option)
		}
	}
	switch {
	case o.ID == "" || size == 0:
		return errors.New("check plan: an own question without text or id")
	case size > maxOwn:
		return errors.New("check plan: an own question is too long")
	}
	return nil
}
