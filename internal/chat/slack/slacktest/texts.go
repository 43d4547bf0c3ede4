package slacktest

import (
	"fmt"
	"unicode/utf8"
)

func (k *checker) length(at, text string, most int) {
	if utf8.RuneCountInString(text) > most {
		k.add(at, fmt.Sprintf("must be less than %d characters", most+1))
	}
}

func (k *checker) id(at, id string) { k.length(at, id, maxID) }

// plain checks a plain_text object.
func (k *checker) plain(at string, o object, most int, needed bool) {
	if o != nil && o["type"] != "plain_text" {
		k.add(at+"/type", "must be plain_text")
	}
	k.anyText(at, o, most, needed)
}

func (k *checker) anyText(at string, o object, most int, needed bool) {
	if o == nil {
		if needed {
			k.add(at, "missing required field: text")
		}
		return
	}
	if o["type"] != "plain_text" && o["type"] != "mrkdwn" {
		k.add(at+"/type", "unsupported type")
	}
	text, _ := o["text"].(string)
	if text == "" {
		k.add(at+"/text", "must be more than 0 characters")
	}
	k.length(at+"/text", text, most)
	k.text += utf8.RuneCountInString(text)
}

func obj(v any) object {
	o, _ := v.(map[string]any)
	return o
}

func list(v any) []object {
	var out []object
	all, _ := v.([]any)
	for _, e := range all {
		out = append(out, obj(e))
	}
	return out
}
