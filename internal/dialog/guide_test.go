package dialog_test

import (
	"strings"
	"testing"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/dialog"
)

func TestEveryGuidedFlowIsOffered(t *testing.T) {
	k := newTalk(t)
	lib, _ := mind()
	var offered []string
	for _, c := range k.say("stap voor stap").Reply.Cards {
		for _, b := range c.Buttons {
			offered = append(offered, b.Do.Arg)
		}
	}
	if want := strings.Join(lib.GuideIDs(), " "); strings.Join(offered, " ") != want {
		t.Errorf("got %q, want %q", offered, want)
	}
}

// Every way through a flow ends, whichever button is pressed.
func TestEveryWayThroughAGuidedFlowEnds(t *testing.T) {
	k := newTalk(t)
	lib, _ := mind()
	for _, id := range lib.GuideIDs() {
		g, _ := lib.Guide(id, content.Dutch)
		ended := false
		seen := map[string]bool{}
		open := []string{id}
		for len(open) > 0 {
			arg := open[0]
			open = open[1:]
			if seen[arg] {
				continue
			}
			seen[arg] = true
			m := k.message()
			m.Press = &chat.Action{Verb: "guide", Arg: arg}
			turn := k.turn(m)
			ended = ended || strings.Contains(chat.PlainText(turn.Reply), firstWords(g.End))
			open = append(open, leadsTo(turn)...)
		}
		if !ended || len(seen) < len(g.Steps)+2 {
			t.Errorf("%s: ended %v, %d places of %d reached", id, ended, len(seen), len(g.Steps)+2)
		}
	}
}

func leadsTo(turn dialog.Turn) []string {
	var args []string
	for _, c := range turn.Reply.Cards {
		for _, b := range c.Buttons {
			args = append(args, b.Do.Arg)
		}
	}
	return args
}

func firstWords(text string) string {
	return strings.Join(strings.Fields(text)[:3], " ")
}
