package main

import (
	"context"
	"fmt"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/people"
	"github.com/baken-bot/baken/internal/schedule"
)

// announcer words firings with the texts of the library as they are.
type announcer struct{ library *content.Library }

// Compose returns the plan's own text, its prompt, or the prompt of its series that is next. A series that is at its end has nothing more to say.
func (a announcer) Compose(_ context.Context, f schedule.Firing, p schedule.Plan, to people.Staff) (schedule.Announcement, error) {
	lang := content.Lang(to.Lang)
	if lang == "" {
		lang = content.Dutch
	}
	switch {
	case p.What.Text != "":
		return schedule.Announcement{Reply: chat.Reply{Cards: []chat.Card{{Quote: p.What.Text}}}}, nil
	case p.What.Prompt != "":
		prompt, ok := a.library.Prompt(p.What.Prompt, lang)
		if !ok {
			return schedule.Announcement{}, fmt.Errorf("find prompt %q: not in the library", p.What.Prompt)
		}
		return a.prompt(prompt), nil
	}
	series, ok := a.library.Series(p.What.Series, lang)
	if !ok {
		return schedule.Announcement{}, fmt.Errorf("find series %q: not in the library", p.What.Series)
	}
	if f.Number >= len(series.Prompts) {
		return schedule.Announcement{}, nil
	}
	return a.prompt(series.Prompts[f.Number]), nil
}

func (a announcer) prompt(p content.Prompt) schedule.Announcement {
	return schedule.Announcement{Topic: p.Topic, Reply: chat.Reply{Cards: []chat.Card{{
		Lead: a.library.HeavyLine(p.Heavy, p.Lang), Body: p.Tip + "\n\n" + p.Question, Mind: p.Why, Footer: p.Source.Title,
	}}}}
}
