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

// likeABallot is how many equal buttons a card has at least that an extra answers. On any other card a press would be a wish of their own.
const likeABallot = 2

// maxAnswers bounds how many questions one extra answers in a row.
const maxAnswers = 10

// play lets an extra answer what they were sent, if it is a question with options: always the same way for the same question.
func (p *Playground) play(ctx context.Context, to chat.Address, r chat.Reply) error {
	for range maxAnswers {
		m, ok := reaction(to, r)
		if !ok {
			return nil
		}
		m.Where, m.Private, m.At, m.From = to, true, p.Clock.Now(), chat.Person{School: p.School, Address: to, Role: chat.Member}
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

// reaction is what an extra does with a reply: a press on one of several equal buttons, on the one button of a question that only a form can hold, or that form filled in.
func reaction(who chat.Address, r chat.Reply) (chat.Message, bool) {
	if f := r.Form; f != nil {
		s := filled(who, *f)
		return chat.Message{ID: "extra/" + who.Value + "/form/" + f.Do.String(), Submission: &s}, true
	}
	if len(r.Cards) == 0 {
		return chat.Message{}, false
	}
	buttons := r.Cards[0].Buttons
	alone := len(buttons) == 1 && len(r.Cards) > 1
	if len(buttons) < likeABallot && !alone {
		return chat.Message{}, false
	}
	for _, b := range buttons {
		if b.Quiet || b.Do.Verb != buttons[0].Do.Verb {
			return chat.Message{}, false
		}
	}
	do := buttons[pick(who, buttons[0].Do.Arg, len(buttons))].Do
	return chat.Message{ID: "extra/" + who.Value + "/" + do.String(), Press: &do}, true
}

// filled is a form with one option chosen in every choice.
func filled(who chat.Address, f chat.Form) chat.Submission {
	s := chat.Submission{Form: f.Do, Values: map[string]string{}, Many: map[string][]string{}}
	for _, field := range f.Fields {
		if len(field.Options) == 0 {
			continue
		}
		chosen := field.Options[pick(who, f.Do.Arg+field.Name, len(field.Options))].Value
		if field.Kind == chat.SomeOf {
			s.Many[field.Name] = []string{chosen}
		} else {
			s.Values[field.Name] = chosen
		}
	}
	return s
}

// pick is a number under n, the same for the same question and colleague.
func pick(who chat.Address, question string, n int) int {
	sum := fnv.New32a()
	// The last parts of an address and an action differ least, and come last into the sum.
	_, _ = sum.Write([]byte(question + who.Value))
	return int(sum.Sum32()>>7) % n
}

func isExtra(name string) bool { return strings.HasPrefix(name, extraPrefix) }
