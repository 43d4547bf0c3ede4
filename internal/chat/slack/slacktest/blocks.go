package slacktest

import (
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// The sizes of https://docs.slack.dev/reference/block-kit, in characters or pieces.
const (
	maxMessageBlocks = 50
	maxViewBlocks    = 100
	// maxBlockText is what all texts of a message's blocks may hold together: Slack does not tell; msg_blocks_too_long was seen near it
	// (https://github.com/slackapi/bolt-js/issues/2509).
	maxBlockText = 13200
	maxHeader    = 150
	maxObject    = 3000
	maxField     = 2000
	maxFields    = 10
	maxContext   = 10
	maxActions   = 25
	maxButton    = 75
	maxValue     = 2000
	maxURL       = 3000
	maxID        = 255
	maxOptions   = 100
	maxBoxes     = 10
	maxOverflow  = 5
	maxOption    = 75
	maxChoice    = 150
	maxInput     = 3000
	maxHint      = 2000
	maxPrompt    = 150
	maxAlt       = 2000
	maxTitle     = 24
	maxPrivate   = 3000
	maxConfirm   = 300
	maxMarkdown  = 12000
)

type object = map[string]any

// checker gathers what is wrong with blocks, each with its place.
type checker struct {
	wrong   []string
	text    int
	ids     map[string]bool
	actions map[string]bool
}

func checkMessage(raw json.RawMessage) *failure {
	var blocks []object
	if err := json.Unmarshal(raw, &blocks); err != nil {
		return &failure{code: "invalid_blocks_format"}
	}
	k := &checker{ids: map[string]bool{}}
	if len(blocks) > maxMessageBlocks {
		k.add("/blocks", fmt.Sprintf("no more than %d items allowed", maxMessageBlocks))
	}
	k.blocks("/blocks", blocks, false)
	if len(k.wrong) > 0 {
		return k.failure("invalid_blocks")
	}
	if k.text > maxBlockText {
		return fail("msg_blocks_too_long")
	}
	return nil
}

func checkView(raw json.RawMessage, kind string) *failure {
	var v struct {
		Blocks     []object `json:"blocks"`
		Title      object   `json:"title"`
		Submit     object   `json:"submit"`
		Close      object   `json:"close"`
		CallbackID string   `json:"callback_id"`
		ExternalID string   `json:"external_id"`
		Private    string   `json:"private_metadata"`
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		return &failure{code: "invalid_arguments", extra: messages("[ERROR] " + err.Error() + " [json-pointer:/view]")}
	}
	k := &checker{ids: map[string]bool{}}
	if v.Blocks == nil {
		k.add("/view", "missing required field: blocks")
	}
	if len(v.Blocks) > maxViewBlocks {
		k.add("/view/blocks", fmt.Sprintf("no more than %d items allowed", maxViewBlocks))
	}
	k.id("/view/callback_id", v.CallbackID)
	k.id("/view/external_id", v.ExternalID)
	k.length("/view/private_metadata", v.Private, maxPrivate)
	if kind == "modal" {
		k.plain("/view/title", v.Title, maxTitle, true)
		k.plain("/view/submit", v.Submit, maxTitle, k.hasInput(v.Blocks))
		k.plain("/view/close", v.Close, maxTitle, false)
	}
	k.blocks("/view/blocks", v.Blocks, true)
	if len(k.wrong) > 0 {
		return k.failure("invalid_arguments")
	}
	return nil
}

func (k *checker) hasInput(blocks []object) bool {
	for _, b := range blocks {
		if b["type"] == "input" {
			return true
		}
	}
	return false
}

func (k *checker) failure(code string) *failure {
	var marked []string
	for _, w := range k.wrong {
		marked = append(marked, "[ERROR] "+w)
	}
	extra := messages(marked...)
	if code == "invalid_blocks" {
		extra["errors"] = k.wrong
	}
	return &failure{code: code, extra: extra}
}

func (k *checker) add(at, what string) {
	k.wrong = append(k.wrong, what+" [json-pointer:"+at+"]")
}

func (k *checker) blocks(at string, blocks []object, view bool) {
	for i, b := range blocks {
		here := fmt.Sprintf("%s/%d", at, i)
		id, _ := b["block_id"].(string)
		k.id(here+"/block_id", id)
		if id != "" && k.ids[id] {
			k.add(here+"/block_id", "block_id already exists")
		}
		k.ids[id] = true
		k.actions = map[string]bool{}
		k.block(here, b, view)
	}
}

func (k *checker) block(at string, b object, view bool) {
	switch b["type"] {
	case "section":
		k.section(at, b)
	case "header":
		k.plain(at+"/text", obj(b["text"]), maxHeader, true)
	case "context":
		k.context(at, list(b["elements"]))
	case "actions":
		k.elements(at+"/elements", list(b["elements"]), maxActions)
	case "input":
		k.input(at, b)
	case "image":
		k.image(at, b)
	case "markdown":
		text, _ := b["text"].(string)
		k.length(at+"/text", text, maxMarkdown)
		k.text += utf8.RuneCountInString(text)
	case "divider", "rich_text", "table", "file", "video":
	default:
		k.add(at+"/type", fmt.Sprintf("unsupported type: %v", b["type"]))
	}
	if view && b["type"] == "table" {
		k.add(at+"/type", "unsupported type: table")
	}
}

func (k *checker) section(at string, b object) {
	fields := list(b["fields"])
	k.anyText(at+"/text", obj(b["text"]), maxObject, len(fields) == 0)
	if len(fields) > maxFields {
		k.add(at+"/fields", fmt.Sprintf("no more than %d items allowed", maxFields))
	}
	for i, f := range fields {
		k.anyText(fmt.Sprintf("%s/fields/%d", at, i), f, maxField, true)
	}
	if e := obj(b["accessory"]); e != nil {
		k.element(at+"/accessory", e)
	}
}

func (k *checker) context(at string, elements []object) {
	if len(elements) == 0 || len(elements) > maxContext {
		k.add(at+"/elements", fmt.Sprintf("must have 1 to %d items", maxContext))
	}
	for i, e := range elements {
		here := fmt.Sprintf("%s/elements/%d", at, i)
		if e["type"] == "image" {
			k.image(here, e)
			continue
		}
		k.anyText(here, e, maxObject, true)
	}
}

func (k *checker) image(at string, b object) {
	alt, _ := b["alt_text"].(string)
	url, _ := b["image_url"].(string)
	if alt == "" {
		k.add(at, "missing required field: alt_text")
	}
	if url == "" && b["slack_file"] == nil {
		k.add(at, "missing required field: image_url")
	}
	k.length(at+"/alt_text", alt, maxAlt)
	k.length(at+"/image_url", url, maxURL)
}

func (k *checker) input(at string, b object) {
	k.plain(at+"/label", obj(b["label"]), maxHint, true)
	k.plain(at+"/hint", obj(b["hint"]), maxHint, false)
	e := obj(b["element"])
	if e == nil {
		k.add(at, "missing required field: element")
		return
	}
	k.element(at+"/element", e)
}
