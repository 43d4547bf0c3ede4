package slack

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"github.com/baken-bot/baken/internal/chat"
)

// formCallback tells the bot's forms from those of anybody else.
const formCallback = "baken-form"

// fieldAction is the action id of every field; the block id is its name.
const fieldAction = "value"

// modal renders a form. It carries its action and where its answer goes.
func modal(f chat.Form, p place) (slack.ModalViewRequest, error) {
	note, err := json.Marshal(metadata{Do: f.Do.String(), Place: p})
	if err != nil {
		return slack.ModalViewRequest{}, fmt.Errorf("write form: %w", err)
	}
	if len(note) > maxMetadata {
		return slack.ModalViewRequest{}, fmt.Errorf("write form: %d bytes of place, at most %d", len(note), maxMetadata)
	}
	set := rich(paragraphs(f.Intro))
	for _, field := range f.Fields {
		set = append(set, input(field))
	}
	submit := f.Submit
	if submit == "" {
		submit = "OK"
	}
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: formCallback, PrivateMetadata: string(note), Blocks: slack.Blocks{BlockSet: set},
		Title: words(f.Title, chat.MaxFormTitle), Submit: words(submit, chat.MaxFormTitle),
	}, nil
}

// words is plain text of at most some characters.
func words(s string, size int) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, cut(s, size), false, false)
}

func input(f chat.Field) slack.Block {
	var hint *slack.TextBlockObject
	if f.Hint != "" {
		hint = words(f.Hint, maxHint)
	}
	b := slack.NewInputBlock(f.Name, words(f.Label, maxHint), hint, element(f))
	b.Optional = f.Optional
	return b
}

func element(f chat.Field) slack.BlockElement {
	all, chosen := options(f)
	switch {
	case f.Kind == chat.SomeOf && len(all) <= maxBoxes:
		e := slack.NewCheckboxGroupsBlockElement(fieldAction, all...)
		e.InitialOptions = chosen
		return e
	case f.Kind == chat.SomeOf:
		e := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeStatic, nil, fieldAction, all...)
		e.InitialOptions = chosen
		return e
	case f.Kind == chat.Scale && len(all) <= maxBoxes:
		e := slack.NewRadioButtonsBlockElement(fieldAction, all...)
		e.InitialOption = first(chosen)
		return e
	case f.Kind == chat.OneOf || f.Kind == chat.Scale:
		e := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, fieldAction, all...)
		e.InitialOption = first(chosen)
		return e
	}
	e := slack.NewPlainTextInputBlockElement(nil, fieldAction)
	e.Multiline, e.InitialValue, e.MaxLength = f.Kind == chat.Area, cut(f.Value, maxInput), maxInput
	return e
}

func options(f chat.Field) (all, chosen []*slack.OptionBlockObject) {
	for _, o := range f.Options {
		option := slack.NewOptionBlockObject(o.Value, words(strings.TrimSpace(o.Label), maxChoice), nil)
		all = append(all, option)
		if f.Value != "" && f.Chosen(o.Value) {
			chosen = append(chosen, option)
		}
	}
	return all, chosen
}

func first(chosen []*slack.OptionBlockObject) *slack.OptionBlockObject {
	if len(chosen) == 0 {
		return nil
	}
	return chosen[0]
}
