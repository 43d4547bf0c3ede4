package choose

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/baken-bot/baken/internal/content"
)

// said is a text of the library and the class it speaks for: a topic, or with a prefix a kind of message to decline.
type said struct{ text, class string }

const declined = "\x00"

// texts gathers what the vectors of a language are made of, in a fixed order.
func texts(lib *content.Library, lang content.Lang) []said {
	var out []said
	for _, id := range lib.TopicIDs() {
		t, ok := lib.Topic(id, lang)
		if !ok {
			continue
		}
		out = append(out, said{t.Title, id}, said{t.Situation, id})
		for _, p := range t.Phrasings {
			out = append(out, said{p.Text, id})
		}
	}
	for _, o := range lib.OffTopic(lang) {
		out = append(out, said{o.Text, declined + o.Class})
	}
	return out
}

// shelfVersion changes whenever the same texts would be kept in another form.
const shelfVersion = "1"

// name is the same for the same texts read by the same model, so that another library or model is computed anew.
func name(server, model string, lang content.Lang, list []said) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s %q %q %s\n", shelfVersion, server, model, lang)
	for _, s := range list {
		fmt.Fprintf(h, "%q %q\n", s.text, s.class)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
