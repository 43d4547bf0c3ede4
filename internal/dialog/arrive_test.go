package dialog_test

import (
	"strings"
	"testing"

	"github.com/baken-bot/baken/internal/chat"
)

func (k *talk) arrive(verb string) chat.Reply {
	k.Helper()
	m := k.message()
	m.Press = &chat.Action{Verb: verb}
	return k.turn(m).Reply
}

func TestWhoComesWithoutTypingIsWelcomedOnce(t *testing.T) {
	k := newTalk(t)
	if page := k.arrive(chat.Home); len(page.Cards) != 1 || len(page.Cards[0].Buttons) == 0 {
		t.Errorf("page %+v", page)
	}
	if len(k.memory.sessions) > 0 {
		t.Error("looking at the page is remembered")
	}
	if r := k.arrive(chat.Hello); len(r.Cards) != 1 || !strings.Contains(r.Cards[0].Title, "Baken") {
		t.Errorf("welcome %+v", r)
	}
	if r := k.arrive(chat.Hello); !r.Empty() {
		t.Errorf("a second welcome %+v", r)
	}
}
