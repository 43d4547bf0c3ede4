package playground

import (
	"context"
	"fmt"
	"hash/fnv"
	"strings"

	"github.com/baken-bot/baken/internal/chat"
)

// extras is how many colleagues the team has beside those one can be: with them it is large enough for anonymous questions.
const extras = 6

// extraPrefix begins their names in addresses.
const extraPrefix = "extra-"

// extraAddresses are where they are.
func extraAddresses(visitor string) []chat.Address {
	var out []chat.Address
	for i := range extras {
		out = append(out, chat.Address{Platform: Platform, Value: roomKey(visitor, fmt.Sprint(extraPrefix, i+1))})
	}
	return out
}

// likeABallot is how many equal buttons a card has at least that an extra answers: a question with a scale. On any other card a press would be a wish of their own.
const likeABallot = 4

// maxAnswers bounds how many questions one extra answers in a row.
const maxAnswers = 10

// play lets an extra answer what they were sent, if it is a question with options: always the same way for the same question.
func (p *Playground) play(ctx context.Context, to chat.Address, r chat.Reply) error {
	for range maxAnswers {
		do, ok := choice(to, r)
		if !ok {
			return nil
		}
		m := chat.Message{
			ID: "extra/" + to.Value + "/" + do.String(), Where: to, Private: true, At: p.Clock.Now(), Press: &do,
			From: chat.Person{School: p.School, Address: to, Role: chat.Member},
		}
		r = chat.Reply{}
		if err := p.Inbox.Do(ctx, m, func(_ context.Context, next chat.Reply) error {
			r = next
			return nil
		}); err != nil {
			return fmt.Errorf("answer for %s: %w", to, err)
		}
	}
	return nil
}

// choice is the button an extra presses.
func choice(who chat.Address, r chat.Reply) (chat.Action, bool) {
	if len(r.Cards) == 0 || len(r.Cards[0].Buttons) < likeABallot {
		return chat.Action{}, false
	}
	buttons := r.Cards[0].Buttons
	for _, b := range buttons {
		if b.Quiet || b.Do.Verb != buttons[0].Do.Verb {
			return chat.Action{}, false
		}
	}
	sum := fnv.New32a()
	// The last parts of an address and an action differ least, and come last into the sum.
	_, _ = sum.Write([]byte(buttons[0].Do.Arg + who.Value))
	return buttons[int(sum.Sum32()>>7)%len(buttons)].Do, true
}

func isExtra(name string) bool { return strings.HasPrefix(name, extraPrefix) }
