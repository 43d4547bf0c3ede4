package slacktest

import (
	"fmt"
	"strings"
)

func (k *checker) elements(at string, elements []object, most int) {
	if len(elements) == 0 || len(elements) > most {
		k.add(at, fmt.Sprintf("must have 1 to %d items", most))
	}
	for i, e := range elements {
		k.element(fmt.Sprintf("%s/%d", at, i), e)
	}
}

func (k *checker) element(at string, e object) {
	id, _ := e["action_id"].(string)
	k.id(at+"/action_id", id)
	if id != "" && k.actions[id] {
		k.add(at+"/action_id", "action_id already exists in this block")
	}
	k.actions[id] = true
	if c := obj(e["confirm"]); c != nil {
		k.confirm(at+"/confirm", c)
	}
	kind, _ := e["type"].(string)
	switch {
	case kind == "button":
		k.button(at, e)
	case kind == "image":
		k.image(at, e)
	case strings.HasSuffix(kind, "text_input") || kind == "number_input":
		k.typed(at, e)
	case strings.HasSuffix(kind, "_select"), kind == "checkboxes", kind == "radio_buttons", kind == "overflow":
		k.choices(at, kind, e)
	case kind == "datepicker", kind == "timepicker", kind == "datetimepicker", kind == "file_input":
	default:
		k.add(at+"/type", "unsupported type: "+kind)
	}
}

func (k *checker) button(at string, e object) {
	k.plain(at+"/text", obj(e["text"]), maxButton, true)
	value, _ := e["value"].(string)
	url, _ := e["url"].(string)
	label, _ := e["accessibility_label"].(string)
	k.length(at+"/value", value, maxValue)
	k.length(at+"/url", url, maxURL)
	k.length(at+"/accessibility_label", label, maxButton)
	switch e["style"] {
	case nil, "primary", "danger":
	default:
		k.add(at+"/style", "must be primary or danger")
	}
}

func (k *checker) typed(at string, e object) {
	k.plain(at+"/placeholder", obj(e["placeholder"]), maxPrompt, false)
	initial, _ := e["initial_value"].(string)
	k.length(at+"/initial_value", initial, maxInput)
	if n, ok := e["max_length"].(float64); ok && (n < 1 || n > maxInput) {
		k.add(at+"/max_length", fmt.Sprintf("must be 1 to %d", maxInput))
	}
}

func (k *checker) choices(at, kind string, e object) {
	k.plain(at+"/placeholder", obj(e["placeholder"]), maxPrompt, false)
	options := list(e["options"])
	groups := list(e["option_groups"])
	most := maxOptions
	switch kind {
	case "checkboxes", "radio_buttons":
		most = maxBoxes
	case "overflow":
		most = maxOverflow
	case "static_select", "multi_static_select":
	default:
		return
	}
	if len(groups) > maxOptions || len(options) > most || len(options) == 0 && len(groups) == 0 {
		k.add(at+"/options", fmt.Sprintf("must have 1 to %d items", most))
	}
	for i, g := range groups {
		k.plain(fmt.Sprintf("%s/option_groups/%d/label", at, i), obj(g["label"]), maxOption, true)
		options = append(options, list(g["options"])...)
	}
	for i, o := range options {
		k.option(fmt.Sprintf("%s/options/%d", at, i), o)
	}
}

func (k *checker) option(at string, o object) {
	k.anyText(at+"/text", obj(o["text"]), maxOption, true)
	if d := obj(o["description"]); d != nil {
		k.anyText(at+"/description", d, maxOption, false)
	}
	value, _ := o["value"].(string)
	if value == "" {
		k.add(at, "missing required field: value")
	}
	k.length(at+"/value", value, maxChoice)
}

func (k *checker) confirm(at string, c object) {
	k.plain(at+"/title", obj(c["title"]), 100, true)
	k.anyText(at+"/text", obj(c["text"]), maxConfirm, true)
	k.plain(at+"/confirm", obj(c["confirm"]), 30, true)
	k.plain(at+"/deny", obj(c["deny"]), 30, true)
}
