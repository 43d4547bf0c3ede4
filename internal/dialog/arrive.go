package dialog

import "github.com/baken-bot/baken/internal/chat"

// hello welcomes somebody who met the bot without typing. Who is in a conversation already is told nothing: one welcome is enough.
func (d *Dialog) hello(x *exchange, _ string) Turn {
	if !x.new {
		return Turn{Reply: chat.Reply{}, Lang: x.lang, Outcome: SmallTalk}
	}
	return d.smallTalk(x, "hello")
}

// home is the bot's own page: how to ask, and what there is. To look at it is no conversation, so it leaves none behind.
func (d *Dialog) home(x *exchange, _ string) Turn {
	if x.new {
		x.session.Version = forgotten
	}
	return d.smallTalk(x, "help")
}
