package chat

import (
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"
)

// What fits on every platform. An adapter never has to cut.
const (
	// MaxCards is how many cards a reply holds, so that their text together stays within one message anywhere.
	MaxCards = 3
	// MaxButtons is how many buttons a card holds: one row anywhere
	// (https://discord.com/developers/docs/components/reference: five buttons a row).
	MaxButtons = 5
	// MaxLabel is a button's label in characters (https://api.slack.com/reference/block-kit/block-elements: 75).
	MaxLabel = 75
	// MaxTitle is a card's title in characters (https://api.slack.com/reference/block-kit/blocks: header, 150).
	MaxTitle = 150
	// MaxAlt is what tells a picture in words, in characters (https://discord.com/developers/docs/resources/message: description, 1024).
	MaxAlt = 1024
	// MaxPicture is a picture in bytes, so that it loads on a phone in a school's cellar.
	MaxPicture = 256 << 10
	// MaxText is all text of a card in characters (https://discord.com/developers/docs/resources/message: 2000 in all).
	MaxText = 1900
)

// Reply is what to show. It never says how: an adapter renders it within the means of its platform.
type Reply struct {
	// Text is small marked-up text, see [Parse].
	Text  string
	Cards []Card
	// Form may only answer a press or a command: two of the platforms can show a form at no other moment.
	Form *Form
	// Private asks that only the person who asked can see the reply.
	Private bool
	// Replace asks that the card the pressed button stood on is replaced.
	Replace bool
}

// Tone says how serious a card is, as a second signal beside its words.
type Tone string

// The tones.
const (
	Plain  Tone = ""
	Care   Tone = "care"
	Urgent Tone = "urgent"
)

// Card is one titled piece of a reply.
type Card struct {
	Title string
	// Lead is one marked-up line above the body, such as the way to a safety card.
	Lead string
	// Body is small marked-up text.
	Body string
	// Quote is shown literally: the only place where words a person typed may come back.
	Quote string
	// Steps are numbered.
	Steps []string
	// Mind is the one thing not to forget.
	Mind string
	// Footer is small print: the source and the date it was checked.
	Footer string
	// Picture stands under the body. It says nothing that the text does not say.
	Picture *Picture
	Tone    Tone
	Buttons []Button
}

// Picture is a drawing beside the text, such as the bars of a result.
type Picture struct {
	PNG []byte
	// Alt tells the picture in words, for who cannot see it.
	Alt string
}

func (p *Picture) validate() error {
	if p == nil {
		return nil
	}
	if n := utf8.RuneCountInString(p.Alt); n == 0 || n > MaxAlt {
		return fmt.Errorf("check picture: alternative text of %d characters, 1 to %d", n, MaxAlt)
	}
	if n := len(p.PNG); n == 0 || n > MaxPicture {
		return fmt.Errorf("check picture: %d bytes, 1 to %d", n, MaxPicture)
	}
	return nil
}

// Button does one thing when pressed. Its label says what happens.
type Button struct {
	Label string
	Do    Action
	// Quiet buttons are the lesser way out; a platform may show them smaller.
	Quiet bool
}

// Empty reports whether there is nothing to show.
func (r Reply) Empty() bool { return r.Text == "" && len(r.Cards) == 0 && r.Form == nil }

// Urgent reports whether the reply is about somebody who may be in danger. Where nobody can know whether such a reply was shown it is shown again: twice is
// better than not at all.
func (r Reply) Urgent() bool {
	return slices.ContainsFunc(r.Cards, func(c Card) bool { return c.Tone == Urgent })
}

// Validate reports every way in which the reply would not fit on some platform.
func (r Reply) Validate() error {
	var errs []error
	if n := len(r.Cards); n > MaxCards {
		errs = append(errs, fmt.Errorf("check reply: %d cards, at most %d", n, MaxCards))
	}
	if n := utf8.RuneCountInString(r.Text); n > MaxText {
		errs = append(errs, fmt.Errorf("check reply: text of %d characters, at most %d", n, MaxText))
	}
	for _, c := range r.Cards {
		errs = append(errs, c.validate())
	}
	if r.Form != nil {
		errs = append(errs, r.Form.validate())
	}
	return errors.Join(errs...)
}

func (c Card) validate() error {
	var errs []error
	if n := utf8.RuneCountInString(c.Title); n > MaxTitle {
		errs = append(errs, fmt.Errorf("check card %q: title of %d characters, at most %d", c.Title, n, MaxTitle))
	}
	size := 0
	for _, s := range append([]string{c.Lead, c.Body, c.Quote, c.Mind, c.Footer}, c.Steps...) {
		size += utf8.RuneCountInString(s)
	}
	if size > MaxText {
		errs = append(errs, fmt.Errorf("check card %q: %d characters, at most %d", c.Title, size, MaxText))
	}
	errs = append(errs, c.Picture.validate())
	if n := len(c.Buttons); n > MaxButtons {
		errs = append(errs, fmt.Errorf("check card %q: %d buttons, at most %d", c.Title, n, MaxButtons))
	}
	for _, b := range c.Buttons {
		if n := utf8.RuneCountInString(b.Label); n == 0 || n > MaxLabel {
			errs = append(errs, fmt.Errorf("check button %q: label of %d characters, 1 to %d", b.Label, n, MaxLabel))
		}
		if _, err := ParseAction(b.Do.String()); err != nil {
			errs = append(errs, fmt.Errorf("check button %q: %w", b.Label, err))
		}
	}
	return errors.Join(errs...)
}
