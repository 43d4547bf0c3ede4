package slacktest

import (
	"encoding/json"
	"fmt"
)

// filled is blocks as Slack gives them back: every block has an id, every text says whether it shows emoji and marks.
func filled(raw json.RawMessage) []any {
	var blocks []any
	if json.Unmarshal(raw, &blocks) != nil {
		return []any{}
	}
	fill(blocks)
	for i, b := range blocks {
		if block := obj(b); block != nil && block["block_id"] == nil {
			block["block_id"] = fmt.Sprintf("blk%02d", i)
		}
	}
	return blocks
}

func fill(v any) {
	walk(v, func(m map[string]any) {
		switch m["type"] {
		case "plain_text":
			preset(m, "emoji", true)
		case "mrkdwn":
			preset(m, "verbatim", false)
		}
	})
}

func preset(m map[string]any, key string, value any) {
	if _, set := m[key]; !set {
		m[key] = value
	}
}

// Element is one thing in blocks that can be pressed or filled in.
type Element struct {
	ActionID, BlockID, Type, Value, URL string
	// Label is a button's text.
	Label string
	raw   map[string]any
}

// Elements lists what can be pressed or filled in, in reading order, with the block ids that Slack would have given.
func Elements(blocks json.RawMessage) []Element {
	var out []Element
	for _, b := range filled(blocks) {
		block := obj(b)
		id, _ := block["block_id"].(string)
		for _, e := range append(list(block["elements"]), obj(block["accessory"]), obj(block["element"])) {
			action, _ := e["action_id"].(string)
			kind, _ := e["type"].(string)
			value, _ := e["value"].(string)
			link, _ := e["url"].(string)
			label, _ := obj(e["text"])["text"].(string)
			if action != "" || kind == "button" {
				out = append(out, Element{ActionID: action, BlockID: id, Type: kind, Value: value, URL: link, Label: label, raw: e})
			}
		}
	}
	return out
}

// Elements lists what can be pressed in a message.
func (p Post) Elements() []Element { return Elements(p.Blocks) }

// Elements lists what can be pressed or filled in on a view.
func (v View) Elements() []Element {
	var view struct {
		Blocks json.RawMessage `json:"blocks"`
	}
	if json.Unmarshal(v.Raw, &view) != nil {
		return nil
	}
	return Elements(view.Blocks)
}

// complete adds what the element itself holds to a press on it: its block, its value and its text.
func (p Pressed) complete(elements []Element) (Pressed, map[string]any) {
	for _, e := range elements {
		if e.ActionID != p.ActionID || p.BlockID != "" && e.BlockID != p.BlockID {
			continue
		}
		p.BlockID = e.BlockID
		if p.Value == "" {
			p.Value = e.Value
		}
		if p.Type == "" {
			p.Type = e.Type
		}
		return p, obj(e.raw["text"])
	}
	if p.Type == "" {
		p.Type = "button"
	}
	return p, nil
}
